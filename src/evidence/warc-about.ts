import type { ArchivedCapture } from '../model/archive.ts';
import type { BodyOrigin, Capture, ConnectionTls, Hop } from '../model/capture.ts';
import { invalidWarc, type ReadRecord } from './warc-record.ts';

/** What the metadata record of an exhibit tells beside its HTTP messages. */
export type About = Pick<Capture, 'requestUrl' | 'url' | 'hops' | 'remoteAddress' | 'tls' | 'elapsedMs'> &
  Pick<ArchivedCapture, 'role' | 'sourceId' | 'confirms' | 'keys'>;

/** Reads a metadata record. Throws DATA_INVALID for another shape. */
export function readAbout(record: ReadRecord): About {
  const about = parseJson(record);
  return {
    requestUrl: textOf(record, about.get('requestUrl')),
    url: textOf(record, about.get('url')),
    hops: listOf(record, about.get('hops')).map((hop) => readHop(record, hop)),
    remoteAddress: maybe(about.get('remoteAddress'), (value) => textOf(record, value)),
    ...(about.has('tls') ? { tls: maybe(about.get('tls'), (value) => readTls(record, value)) } : {}),
    elapsedMs: numberOf(record, about.get('elapsedMs')),
    role: readRole(about.get('role')),
    sourceId: maybe(about.get('sourceId') ?? null, (value) => textOf(record, value)),
    confirms: maybe(about.get('confirms') ?? null, (value) => readOrigin(record, value)),
    keys: maybe(about.get('keys') ?? null, (value) => listOf(record, value).map((key) => textOf(record, key))),
  };
}

function maybe<Value>(value: unknown, read: (value: unknown) => Value): Value | null {
  return value === null ? null : read(value);
}

function readRole(value: unknown): About['role'] {
  return value === 'probe' || value === 'seen' ? value : 'page';
}

function readOrigin(record: ReadRecord, value: unknown): BodyOrigin {
  const origin = mapOf(record, value);
  return {
    ...(origin.has('file') ? { file: textOf(record, origin.get('file')) } : {}),
    ...(origin.has('sequence') ? { sequence: numberOf(record, origin.get('sequence')) } : {}),
    fetchedAt: textOf(record, origin.get('fetchedAt')),
  };
}

function readHop(record: ReadRecord, value: unknown): Hop {
  const hop = mapOf(record, value);
  return {
    url: textOf(record, hop.get('url')),
    status: numberOf(record, hop.get('status')),
    location: textOf(record, hop.get('location')),
  };
}

function readTls(record: ReadRecord, value: unknown): ConnectionTls {
  const tls = mapOf(record, value);
  return {
    protocol: textOf(record, tls.get('protocol')),
    cipher: textOf(record, tls.get('cipher')),
    certificateSha256: maybe(tls.get('certificateSha256'), (hash) => textOf(record, hash)),
  };
}

function parseJson(record: ReadRecord): ReadonlyMap<string, unknown> {
  try {
    return mapOf(record, JSON.parse(Buffer.from(record.block).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidWarc(record.offset, 'metadata that is no JSON');
    throw error;
  }
}

function mapOf(record: ReadRecord, value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value === 'object' && value !== null) return new Map(Object.entries(value));
  throw otherShape(record);
}
function listOf(record: ReadRecord, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw otherShape(record);
}
function textOf(record: ReadRecord, value: unknown): string {
  if (typeof value === 'string') return value;
  throw otherShape(record);
}
function numberOf(record: ReadRecord, value: unknown): number {
  if (typeof value === 'number') return value;
  throw otherShape(record);
}

function otherShape({ offset }: ReadRecord) {
  return invalidWarc(offset, 'metadata of another shape');
}
