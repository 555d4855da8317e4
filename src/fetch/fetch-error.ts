import { type ErrorCode, PubwatchError } from '../model/errors.ts';

/** What broke, and under which signals. */
export interface Broken {
  readonly url: string;
  readonly timeoutMs: number;
  readonly stop: AbortSignal; // the caller's
  readonly timeout: AbortSignal; // aborted without the caller's: the time was up
}

/** What undici, zlib and sockets throw, as ABORTED, FETCH_TIMEOUT, FETCH_TLS, FETCH_TOO_LARGE, FETCH_REFUSED_ADDRESS or FETCH_NETWORK. */
export function asFetchError(error: unknown, { url, timeoutMs, stop, timeout }: Broken): PubwatchError {
  const { host } = new URL(url);
  if (stop.aborted) return new PubwatchError('ABORTED', `stopped while asking ${host}`, { host }, error);
  const known = findKnown(error);
  if (known !== null) return known;
  const cause = codeOf(error);
  const make = (code: ErrorCode, message: string): PubwatchError =>
    new PubwatchError(code, message, { host, cause }, error);
  if (timeout.aborted) return make('FETCH_TIMEOUT', `${host} gave no whole answer within ${timeoutMs / 1_000} s`);
  if (TIMEOUT_CODE.test(cause)) return make('FETCH_TIMEOUT', `${host} could not be reached in time`);
  if (TLS_CODE.test(cause)) return make('FETCH_TLS', `the certificate of ${host} is not accepted: ${wordsOf(cause)}`);
  if (cause === 'UND_ERR_HEADERS_OVERFLOW') return make('FETCH_TOO_LARGE', `the headers of ${host} are too large`);
  if (cause === 'UND_ERR_INVALID_ARG')
    return make('CONFIG_INVALID', `a request to ${host} cannot be made: ${messageOf(error)}`);
  return make('FETCH_NETWORK', `${host} could not be asked: ${wordsOf(cause) || messageOf(error)}`);
}

const DEPTH = 4; // of causes: ours, undici's, the aggregate, the socket's
const TLS_CODE =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|EPROTO)/; // CERT_HAS_EXPIRED
const TIMEOUT_CODE = /^(?:UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/; // UND_ERR_CONNECT_TIMEOUT

function findKnown(error: unknown): PubwatchError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < DEPTH; cause = cause.cause, depth++) {
    if (cause instanceof PubwatchError) return cause;
  }
  return null;
}

/** The code of an error, or of the nearest cause that has one. */
function codeOf(error: unknown): string {
  for (let cause = error, depth = 0; cause instanceof Error && depth < DEPTH; cause = cause.cause, depth++) {
    if ('code' in cause && typeof cause.code === 'string' && cause.code !== 'UND_ERR_SOCKET') return cause.code;
    if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  }
  return '';
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there (ECONNREFUSED)'],
  ['ECONNRESET', 'the connection was reset (ECONNRESET)'],
  ['ENOTFOUND', 'there is no host of this name (ENOTFOUND)'],
  ['EAI_AGAIN', 'its name could not be resolved (EAI_AGAIN)'],
  ['EHOSTUNREACH', 'there is no way to it (EHOSTUNREACH)'],
  ['ENETUNREACH', 'the network cannot be reached (ENETUNREACH)'],
  ['CERT_HAS_EXPIRED', 'it has expired (CERT_HAS_EXPIRED)'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'it is signed by itself (DEPTH_ZERO_SELF_SIGNED_CERT)'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'it is for another name (ERR_TLS_CERT_ALTNAME_INVALID)'],
]);

function wordsOf(code: string): string {
  return WORDS.get(code) ?? code;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
