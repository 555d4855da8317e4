import { createLineLog, createRunLog, type RunLog, SILENT_LOG } from '../lib/log.ts';
import { createRedactor } from '../lib/redact.ts';
import { PubwatchError } from '../model/errors.ts';
import type { CommandContext } from './io.ts';
import { secretsOf } from './secrets.ts';

/**
 * The log on stderr: `--log-format json` and `--log-format text` from `info` on, `--verbose` from `debug` on (as text, where no form is named);
 * else none: what matters is told as a result. Never shows a secret. Throws USAGE for another form.
 */
export async function chooseLog(
  { io, options, out }: Pick<CommandContext, 'io' | 'options' | 'out'>,
  secrets: readonly string[] = [],
): Promise<RunLog> {
  const form = options.logFormat ?? (options.verbose ? 'text' : null);
  const least = options.verbose ? 'debug' : 'info';
  const redact = createRedactor([...secretsOf(io.env), ...secrets]);
  switch (form) {
    case null:
      return createRunLog(SILENT_LOG, redact);
    case 'text':
      return createRunLog(createLineLog(out.diagnostic, least), redact);
    case 'json':
      return createRunLog((await import('./json-log.ts')).createJsonLog(io.stderr, least), redact);
    default:
      throw new PubwatchError('USAGE', `--log-format: expected text or json, found "${form}"`);
  }
}
