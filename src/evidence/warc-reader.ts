import type { ArchivedCapture } from '../model/archive.ts';
import type { Capture } from '../model/capture.ts';
import { readMembers } from './gzip-members.ts';
import { readAbout } from './warc-about.ts';
import { ORIGINAL } from './warc-capture.ts';
import { invalidWarc, type ReadRecord } from './warc-record.ts';

/** Reads back what writeWarc wrote, captures in their order. Throws DATA_INVALID where the file is cut, garbled or foreign. */
export async function readWarc(bytes: Uint8Array): Promise<readonly ArchivedCapture[]> {
  const records = readMembers(bytes).map(({ offset, content }) => readRecord(content, offset));
  const partsById = groupByResponse(records);
  return [...partsById.values()].map(readCapture);
}

interface CaptureParts {
  readonly response: ReadRecord;
  request: ReadRecord | null;
  metadata: ReadRecord | null;
}

function groupByResponse(records: readonly ReadRecord[]): ReadonlyMap<string, CaptureParts> {
  const partsById = new Map<string, CaptureParts>();
  for (const record of records) {
    const type = record.fields.get('warc-type');
    const parts = partsById.get(record.fields.get('warc-concurrent-to') ?? '');
    if (type === 'response' || type === 'revisit') {
      partsById.set(field(record, 'warc-record-id'), { response: record, request: null, metadata: null });
    } else if (type === 'request' && parts !== undefined) {
      parts.request = record;
    } else if (type === 'metadata' && parts !== undefined) {
      parts.metadata = record;
    }
  }
  return partsById;
}

function readCapture({ response, request, metadata }: CaptureParts): ArchivedCapture {
  if (request === null || metadata === null)
    throw invalidWarc(response.offset, 'a response without its request or metadata');
  const answer = readHttp(response);
  const asked = readHttp(request);
  const rawHeaders = answer.headers.map(([name, value]) => [withoutPrefix(name), value] as const);
  const headers = joinHeaders(rawHeaders);
  const headerOf = (name: string): string | null => headers[name] ?? null;
  const { role, sourceId, confirms, keys, ...about } = readAbout(metadata);
  const capture: Capture = {
    ...about,
    method: asked.first.startsWith('HEAD ') ? 'HEAD' : 'GET',
    requestHeaders: Object.fromEntries(asked.headers),
    status: Number(answer.first.split(' ')[1]),
    rawHeaders,
    headers,
    wireBody: answer.body,
    validators: { etag: headerOf('etag'), lastModified: headerOf('last-modified') },
    fetchedAt: field(response, 'warc-date'),
  };
  const { offset, block } = response;
  return {
    capture,
    role,
    sourceId,
    confirms,
    keys,
    recordId: field(response, 'warc-record-id'),
    offset,
    response: block,
  };
}

const HEAD_END = Buffer.from('\r\n\r\n');

function readRecord(content: Uint8Array, offset: number): ReadRecord {
  const { first, headers, body } = splitHead(content, offset, 'utf8');
  const fields = new Map(headers.map(([name, value]) => [name.toLowerCase(), value]));
  const length = Number(fields.get('content-length'));
  const isFramed =
    first === 'WARC/1.1' && body.length === length + HEAD_END.length && HEAD_END.equals(body.subarray(length));
  if (!isFramed) throw invalidWarc(offset, 'no whole WARC/1.1 record');
  return { offset, fields, block: body.subarray(0, length) };
}

interface Message {
  readonly first: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

function readHttp(record: ReadRecord): Message {
  return splitHead(record.block, record.offset, 'latin1');
}

function splitHead(content: Uint8Array, offset: number, charset: 'utf8' | 'latin1'): Message {
  const buffer = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const end = buffer.indexOf(HEAD_END);
  if (end === -1) throw invalidWarc(offset, 'a record without the end of its header');
  const [first = '', ...lines] = buffer.toString(charset, 0, end).split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(': ');
    return colon === -1 ? ([line, ''] as const) : ([line.slice(0, colon), line.slice(colon + 2)] as const);
  });
  return { first, headers, body: buffer.subarray(end + HEAD_END.length) };
}

function withoutPrefix(name: string): string {
  return name.startsWith(ORIGINAL) ? name.slice(ORIGINAL.length) : name;
}

function joinHeaders(rawHeaders: Message['headers']): Readonly<Record<string, string>> {
  const valueByName = new Map<string, string>();
  for (const [name, value] of rawHeaders) {
    const before = valueByName.get(name.toLowerCase());
    valueByName.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(valueByName);
}

function field(record: ReadRecord, name: string): string {
  const value = record.fields.get(name);
  if (value === undefined) throw invalidWarc(record.offset, `a record without ${name}`);
  return value;
}
