import { createLineLog, SILENT_LOG } from '../lib/log.ts';
import type { Logger } from '../model/ports.ts';
import type { GlobalOptions, Output } from './io.ts';

/** `--verbose`: every event on stderr; else none: what matters is told as a result. */
export function chooseLog(out: Output, { verbose }: Pick<GlobalOptions, 'verbose'>): Logger {
  return verbose ? createLineLog(out.diagnostic) : SILENT_LOG;
}
