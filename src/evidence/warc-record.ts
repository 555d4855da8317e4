import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import { packMember } from './pack-member.ts';

type WarcType = 'warcinfo' | 'request' | 'response' | 'revisit' | 'metadata';

/** One WARC record before it is bytes. */
export interface WarcRecord {
  readonly id: string; // <urn:uuid:…>
  readonly type: WarcType;
  readonly date: string; // ISO 8601, UTC
  readonly fields: readonly (readonly [name: string, value: string])[]; // further header fields, in order
  readonly contentType: string;
  readonly block: Uint8Array;
  readonly isPacked?: boolean; // most of it came compressed
}

/** One record as read: header fields by lower-case name, and its block. */
export interface ReadRecord {
  readonly offset: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly block: Uint8Array;
}

const LINE_BREAK = /[\r\n\0]+/g; // a header value with a line of its own

/** One record as one gzip member, so that a reader can begin at its offset (ISO 28500, annex D). */
export async function encodeRecord(record: WarcRecord): Promise<Uint8Array> {
  const head = [
    'WARC/1.1',
    `WARC-Type: ${record.type}`,
    `WARC-Record-ID: ${record.id}`,
    `WARC-Date: ${record.date}`,
    ...record.fields.map(([name, value]) => `${name}: ${value.replace(LINE_BREAK, ' ')}`),
    `WARC-Block-Digest: sha256:${sha256(record.block)}`,
    `Content-Type: ${record.contentType}`,
    `Content-Length: ${record.block.length}`,
  ];
  const bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), record.block, Buffer.from('\r\n\r\n')]);
  return packMember(bytes, record.isPacked === true);
}

/** What a file says of itself in its first record. */
export function infoBlock(version: string, more: readonly (readonly [name: string, value: string])[]): Uint8Array {
  const fields = [
    ['software', `pubwatch/${version}`],
    ['format', 'WARC File Format 1.1'],
    ['conformsTo', 'http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
    ...more,
  ];
  return Buffer.from(fields.map(([name, value]) => `${name}: ${value}\r\n`).join(''));
}

/** A record id derived from what it names (RFC 9562, version 8), so that the same captures give the same file. */
export function recordId(...parts: readonly (string | number)[]): string {
  const digits = sha256(JSON.stringify(parts));
  const uuid = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ];
  return `<urn:uuid:${uuid.join('-')}>`;
}

/** The error for a file that is not as writeWarc writes it. */
export function invalidWarc(offset: number, found: string): PubwatchError {
  return new PubwatchError('DATA_INVALID', `wanted a WARC file of pubwatch, found ${found} at byte ${offset}`, {
    offset,
  });
}
