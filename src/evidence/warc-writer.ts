import { sha256 } from '../lib/bytes.ts';
import type { Capture, Exhibit } from '../model/capture.ts';
import type { ArchiveInfo } from '../model/ports.ts';
import { encodeRecord, recordId, type WarcRecord } from './warc-record.ts';

/** warcinfo, then for each capture its response (or revisit, for a 304), request and metadata. */
export async function writeWarc(exhibits: readonly Exhibit[], info: ArchiveInfo): Promise<Uint8Array> {
  const records = [infoRecord(info), ...exhibits.flatMap((exhibit, index) => exhibitRecords(exhibit, index, info))];
  const members: Uint8Array[] = [];
  for (const record of records) members.push(await encodeRecord(record));
  return Buffer.concat(members);
}

function infoRecord(info: ArchiveInfo): WarcRecord {
  const fields = [
    ['software', `pubwatch/${info.version}`],
    ['format', 'WARC File Format 1.1'],
    ['conformsTo', 'http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
    ['isPartOf', info.sourceId],
    ['sequence', String(info.sequence)],
    ['recipe', info.recipeHash],
  ];
  return {
    id: infoId(info),
    type: 'warcinfo',
    date: info.takenAt,
    fields: [],
    contentType: 'application/warc-fields',
    block: Buffer.from(fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')),
  };
}

function infoId(info: ArchiveInfo): string {
  return recordId(info.sourceId, info.sequence, info.takenAt, 'warcinfo');
}

function exhibitRecords(exhibit: Exhibit, index: number, info: ArchiveInfo): readonly WarcRecord[] {
  const { capture } = exhibit;
  const idOf = (part: string): string =>
    recordId(info.sourceId, info.sequence, info.takenAt, index, capture.url, part, sha256(capture.wireBody));
  const [responseId, requestId] = [idOf('response'), idOf('request')];
  const target = ['WARC-Target-URI', targetUri(capture.url)] as const;
  const common = [target, ['WARC-Warcinfo-ID', infoId(info)] as const];
  const address = isAddress(capture.remoteAddress) ? [['WARC-IP-Address', capture.remoteAddress] as const] : [];
  const concurrent = ['WARC-Concurrent-To', responseId] as const;
  const answer = responseRecord(exhibit, { id: responseId, fields: [...common, ...address] });
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
    block: Buffer.from(JSON.stringify(aboutExhibit(exhibit, info))),
  };
  return [answer, request, metadata];
}

const NOT_MODIFIED_PROFILE = 'http://netpreserve.org/warc/1.1/revisit/server-not-modified';

function responseRecord({ capture, confirms }: Exhibit, { id, fields }: Pick<WarcRecord, 'id' | 'fields'>): WarcRecord {
  const common = { id, date: capture.fetchedAt, contentType: 'application/http; msgtype=response' };
  if (capture.status !== 304) {
    const digest = ['WARC-Payload-Digest', `sha256:${sha256(capture.wireBody)}`] as const;
    return { ...common, type: 'response', fields: [...fields, digest], block: responseBytes(capture) };
  }
  const revisit = [
    ['WARC-Profile', NOT_MODIFIED_PROFILE],
    ['WARC-Refers-To-Target-URI', targetUri(capture.url)],
    ...(confirms === null ? [] : [['WARC-Refers-To-Date', confirms.fetchedAt] as const]),
  ] as const;
  return { ...common, type: 'revisit', fields: [...fields, ...revisit], block: responseBytes(capture) };
}

/** What the HTTP messages do not say themselves; the reader builds the exhibit from both. */
function aboutExhibit({ capture, role, keys, confirms }: Exhibit, info: ArchiveInfo): object {
  return {
    role,
    requestUrl: capture.requestUrl,
    url: capture.url,
    hops: capture.hops,
    remoteAddress: capture.remoteAddress,
    tls: capture.tls ?? null,
    elapsedMs: capture.elapsedMs,
    recipeHash: info.recipeHash,
    software: `pubwatch/${info.version}`,
    ...(confirms === null ? {} : { confirms }),
    keys,
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
  const headers = capture.rawHeaders.map(([name, value]) =>
    isStaleFraming(name, value, capture.wireBody.length)
      ? ([`${ORIGINAL}${name}`, value] as const)
      : ([name, value] as const),
  );
  return Buffer.concat([headBytes(`HTTP/1.1 ${capture.status} `, headers), capture.wireBody]);
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
