import type { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Logger } from '../model/ports.ts';

/** One JSON object a line: `level` as a word, `time` in ISO 8601, `event`, then the event's own fields. */
export function createJsonLog(stream: Writable, level: 'debug' | 'info'): Logger {
  const log = pino(
    {
      level,
      base: null, // process id and host name are the collector's to add
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void stream.write(line) },
  );
  return {
    debug: (event, fields = {}) => log.debug(fields, event),
    info: (event, fields = {}) => log.info(fields, event),
    warn: (event, fields = {}) => log.warn(fields, event),
    error: (event, fields = {}) => log.error(fields, event),
  };
}
