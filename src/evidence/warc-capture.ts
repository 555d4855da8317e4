import { sha256 } from '../lib/bytes.ts';
import type { Capture } from '../model/capture.ts';
import { recordId, type WarcRecord } from './warc-record.ts';

/** One capture on its way into a file, and what the file says of it. */
export interface Told {
  readonly capture: Capture;
  readonly seed: readonly (string | number)[]; // what tells it from all others: its record ids derive from it
  readonly infoId: string; // of the file's warcinfo
  readonly revisits: Revisit | null; // null: its bytes are written, or it is a 304 of which is not kept what it confirms
  readonly about: object; // what the HTTP messages do not say themselves, beside what every capture tells
}
/** The capture that has the bytes. */
export interface Revisit {
  readonly fetchedAt: string; // ISO 8601
}

/** Its response (or revisit: of a 304, and of the same bytes as before), request and metadata. */
export function recordsOf(told: Told): readonly WarcRecord[] {
  const { capture, seed, infoId } = told;
  const digest = sha256(capture.wireBody);
  const idOf = (part: string): string => recordId(...seed, capture.url, part, digest);
  const [responseId, requestId] = [idOf('response'), idOf('request')];
  const target = ['WARC-Target-URI', targetUri(capture.url)] as const;
  const common = [target, ['WARC-Warcinfo-ID', infoId] as const];
  const address = isAddress(capture.remoteAddress) ? [['WARC-IP-Address', capture.remoteAddress] as const] : [];
  const concurrent = ['WARC-Concurrent-To', responseId] as const;
  const answer = answerRecord(told, digest, { id: responseId, fields: [...common, ...address] });
  const request: WarcRecord = {
    id: requestId,
    type: 'request',
    date: capture.fetchedAt,
    fields: [...common, ...address, concurrent],
    contentType: 'application/http; msgtype=request',
    block: requestBytes(capture),
  };
  const metadata: WarcRecord = {
    id: idOf('metadata'),
    type: 'metadata',
    date: capture.fetchedAt,
    fields: [...common, concurrent],
    contentType: 'application/json',
    block: Buffer.from(JSON.stringify({ ...aboutCapture(capture), ...told.about })),
  };
  return [answer, request, metadata];
}

const NOT_MODIFIED_PROFILE = 'http://netpreserve.org/warc/1.1/revisit/server-not-modified';
const SAME_BYTES_PROFILE = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest';

function answerRecord(
  { capture, revisits }: Told,
  digest: string,
  { id, fields }: Pick<WarcRecord, 'id' | 'fields'>,
): WarcRecord {
  const common = { id, date: capture.fetchedAt, contentType: 'application/http; msgtype=response' };
  const isNotModified = capture.status === 304;
  const payload = isNotModified ? [] : [['WARC-Payload-Digest', `sha256:${digest}`] as const];
  if (!isNotModified && revisits === null) {
    const isPacked = capture.headers['content-encoding'] !== undefined;
    return { ...common, type: 'response', fields: [...fields, ...payload], block: responseBytes(capture), isPacked };
  }
  const revisit = [
    ['WARC-Profile', isNotModified ? NOT_MODIFIED_PROFILE : SAME_BYTES_PROFILE],
    ['WARC-Refers-To-Target-URI', targetUri(capture.url)],
    ...(revisits === null ? [] : [['WARC-Refers-To-Date', revisits.fetchedAt] as const]),
  ] as const;
  const block = isNotModified ? responseBytes(capture) : responseHead(capture);
  return { ...common, type: 'revisit', fields: [...fields, ...payload, ...revisit], block };
}

/** What the HTTP messages do not say themselves; the reader builds the capture from both. */
function aboutCapture(capture: Capture): object {
  return {
    requestUrl: capture.requestUrl,
    url: capture.url,
    hops: capture.hops,
    remoteAddress: capture.remoteAddress,
    tls: capture.tls ?? null,
    elapsedMs: capture.elapsedMs,
  };
}

const SECRET = /^(authorization|proxy-authorization|cookie)$/i; // Authorization

function requestBytes(capture: Capture): Uint8Array {
  const url = new URL(capture.url);
  const told = Object.entries(capture.requestHeaders).filter(([name]) => !SECRET.test(name));
  const host = told.some(([name]) => name.toLowerCase() === 'host') ? [] : [['Host', url.host] as const];
  return headBytes(`${capture.method} ${url.pathname}${url.search} HTTP/1.1`, [...host, ...told]);
}

/** As received, but for framing that no longer holds (chunks are undone; a HEAD answer tells a length it does not have). */
function responseBytes(capture: Capture): Uint8Array {
  return Buffer.concat([responseHead(capture), capture.wireBody]);
}

function responseHead(capture: Capture): Uint8Array {
  const headers = capture.rawHeaders.map(([name, value]) =>
    isStaleFraming(name, value, capture.wireBody.length)
      ? ([`${ORIGINAL}${name}`, value] as const)
      : ([name, value] as const),
  );
  return headBytes(`HTTP/1.1 ${capture.status} `, headers);
}

/** How archives mark a header field that is kept for the record only. */
export const ORIGINAL = 'X-Archive-Orig-';

function isStaleFraming(name: string, value: string, bodyBytes: number): boolean {
  const field = name.toLowerCase();
  return field === 'transfer-encoding' || (field === 'content-length' && Number(value) !== bodyBytes);
}

const NOT_IN_HEADERS = /[\r\n\0]/g; // a line break in a value

function headBytes(first: string, headers: readonly (readonly [string, string])[]): Uint8Array {
  const lines = headers.map(([name, value]) => `${name}: ${value}`.replace(NOT_IN_HEADERS, ' '));
  return Buffer.from(`${[first, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
}

function targetUri(url: string): string {
  return new URL(url).href;
}

const IP_ADDRESS = /^[0-9a-f.:]+$/i; // 2001:db8::1

function isAddress(address: string | null): address is string {
  return address !== null && IP_ADDRESS.test(address);
}
