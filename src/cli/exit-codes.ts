import type { ErrorCode } from '../model/errors.ts';

/** What each exit status means (INTERFACE: Exit codes; after sysexits.h). */
export const EXIT_CODES = {
  0: 'all checked, all due mail sent',
  64: 'usage: an unknown command, option or source',
  65: 'data: damaged state, altered evidence, no listing found',
  69: 'a source failed or was held, or its last complete check is too old',
  70: 'a bug in pubwatch',
  73: 'state cannot be written',
  75: 'checked, but mail is still pending or was refused in this run; or another crawl is running',
  78: 'configuration',
} as const;
export type ExitCode = keyof typeof EXIT_CODES;

// Of several troubles the first that applies is told.
const PRECEDENCE: readonly ExitCode[] = [70, 73, 78, 64, 65, 69, 75, 0];

/** The one exit status for several troubles; 0 for none. */
export function exitCodeOf(troubles: Iterable<ExitCode>): ExitCode {
  const found = new Set(troubles);
  return PRECEDENCE.find((code) => found.has(code)) ?? 0;
}

/** The exit status of a command that ended with this error. */
export function exitCodeOfError(code: ErrorCode): ExitCode {
  switch (code) {
    case 'USAGE':
      return 64;
    case 'CONFIG_INVALID':
    case 'CONFIG_MISSING':
    case 'MAIL_CONFIG':
      return 78;
    case 'DATA_INVALID':
    case 'STATE_DAMAGED':
    case 'STATE_NEWER':
      return 65;
    case 'STATE_WRITE':
      return 73;
    case 'STATE_LOCKED':
      return 75;
    default:
      return 69;
  }
}
