import type { Logger } from '../model/ports.ts';
import { redactDeep } from './redact.ts';

/** Says nothing. */
export const SILENT_LOG: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Writes one line an event: level, event, then `name=value` of each field, values as JSON. */
export function createLineLog(write: (line: string) => void, least: (typeof LEVELS)[number] = 'debug'): Logger {
  const line =
    (level: (typeof LEVELS)[number]) =>
    (event: string, fields: object = {}): void => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      const facts = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value) ?? ''}`);
      write(`${level} ${[event, ...facts].join(' ')}`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

/** A log whose events bear the id of the run in hand. */
export interface RunLog extends Logger {
  begin(runId: string): void;
}

/** Puts the id of the run that was begun last before the fields of every event, and takes secrets out of them. */
export function createRunLog(sink: Logger, redact: (text: string) => string): RunLog {
  let run: { readonly runId?: string } = {};
  const line =
    (level: (typeof LEVELS)[number]) =>
    (event: string, fields: object = {}): void =>
      sink[level](event, { ...run, ...Object(redactDeep(fields, redact)) });
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    begin: (runId) => {
      run = { runId };
    },
  };
}
