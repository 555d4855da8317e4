/** Why a source could not be seen: the codes an incident bears (INTERFACE: crawl --json). */
export type IncidentCode =
  | 'FETCH_TIMEOUT'
  | 'FETCH_NETWORK'
  | 'FETCH_TLS'
  | 'FETCH_STATUS'
  | 'FETCH_TOO_LARGE'
  | 'FETCH_ROBOTS'
  | 'FETCH_REFUSED_ADDRESS'
  | 'FETCH_REDIRECT'
  | 'BLOCKED'
  | 'LISTING_EMPTY'
  | 'LISTING_COLLAPSED'
  | 'LISTING_UNREADABLE'
  | 'LISTING_INCOMPLETE'
  | 'LISTING_UNSTABLE'
  | 'STATE_DAMAGED'
  | 'STATE_NEWER';

export type ErrorCode =
  | IncidentCode
  | 'USAGE'
  | 'CONFIG_INVALID'
  | 'CONFIG_MISSING'
  | 'DATA_INVALID' // what was asked about does not hold: no such change, altered evidence, no listing on a page
  | 'HOST_NOT_BEFORE' // a server's Retry-After has not passed: the check is skipped, not failed
  | 'STATE_WRITE'
  | 'STATE_LOCKED'
  | 'MAIL_CONFIG' // the mail server refuses our login or shows a bad certificate: nothing a retry mends
  | 'ABORTED';

export type ErrorDetail = Readonly<Record<string, string | number | null>>;

/** A failure we foresaw: says what was wanted, what was found, and where. Anything else that is thrown is a bug. */
export class PubwatchError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PubwatchError';
    this.code = code;
    this.detail = detail;
  }
}

const INCIDENT_CODE = /^(FETCH_|BLOCKED$|LISTING_|STATE_DAMAGED$|STATE_NEWER$)/; // FETCH_TIMEOUT

/** Is this a code that an incident may bear? */
export function isIncidentCode(code: ErrorCode): code is IncidentCode {
  return INCIDENT_CODE.test(code);
}
