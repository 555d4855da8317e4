import type { Logger } from '../model/ports.ts';

/** Says nothing. */
export const SILENT_LOG: Logger = { debug() {}, info() {}, warn() {}, error() {} };

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Writes one line an event: level, event, then `name=value` of each field, values as JSON. */
export function createLineLog(write: (line: string) => void): Logger {
  const line =
    (level: (typeof LEVELS)[number]) =>
    (event: string, fields: object = {}): void => {
      const facts = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value) ?? ''}`);
      write(`${level} ${[event, ...facts].join(' ')}`);
    };
  return { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}
