import { createSha256, type Sha256, sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import * as z from './shape.ts';

/** The format of every file of the store. A file with a higher one was written by a newer pubwatch and is refused. */
export const FORMAT = 3;

/** Turns the fields of a file of one format into those of the next. */
export type Upgrade = (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
/** By the format they start from; a format that is not among them left this kind of file as it was. */
export type Upgrades = ReadonlyMap<number, Upgrade>;
export const UNCHANGED: Upgrades = new Map();

// The first line of each file is the hash of all that follows it, so that no change of a file goes unseen.
export const DOCUMENT = { head: '{\n  "sha256": "', tail: '",\n' };
const LINE = { head: '{"sha256":"', tail: '",' };
const HASH_LENGTH = 64; // hex digits of a SHA-256
const NO_HASH = '0'.repeat(HASH_LENGTH);

/** Where what is hashed begins. */
export function startOf({ head, tail }: typeof DOCUMENT): number {
  return head.length + HASH_LENGTH + tail.length;
}

/** A JSON document that carries its own hash and the format; a list in it stands one element a line. */
export function sealDocument(fields: Readonly<Record<string, unknown>>): Uint8Array {
  return joinParts(sealParts(fields));
}

/** Bytes that stand at an offset of a document. */
export interface Part {
  readonly offset: number;
  readonly bytes: Uint8Array; // good until the next part is asked for
}

/** A document that is there as a whole. */
export function onePart(bytes: Uint8Array): readonly [Part] {
  return [{ offset: 0, bytes }];
}

/**
 * The same document in parts that follow one another through one piece of memory: of a long list there is never the whole, most
 * documents are one part. The hash comes last, for the place at the head that was kept free.
 */
export function* sealParts(fields: Readonly<Record<string, unknown>>): Generator<Part> {
  const memory = spareMemory.pop() ?? Buffer.allocUnsafeSlow(MEMORY_BYTES);
  try {
    yield* partsThrough(memory, fields);
  } finally {
    spareMemory.push(memory);
  }
}

const MEMORY_BYTES = 393_216;
const MOST_BYTES_A_UNIT = 3; // of a UTF-16 code unit in UTF-8
// Of documents that are written one after the other all take the same.
const spareMemory: Buffer[] = [];

function* partsThrough(memory: Buffer, fields: Readonly<Record<string, unknown>>): Generator<Part> {
  let hash: Sha256 | null = null; // of what went before: most documents are one part, which is hashed in one go
  let offset = 0;
  let length = 0;
  for (const text of renderFields(fields)) {
    const mostBytes = text.length * MOST_BYTES_A_UNIT;
    if (length + mostBytes > memory.length) {
      const bytes = memory.subarray(0, length);
      hash = hashOn(hash, bytes);
      yield { offset, bytes };
      offset += length;
      length = 0;
    }
    if (mostBytes <= memory.length) length += memory.write(text, length);
    else {
      const bytes = Buffer.from(text);
      hash = hashOn(hash, bytes);
      yield { offset, bytes };
      offset += bytes.length;
    }
  }
  const last = memory.subarray(0, length);
  if (hash === null) {
    last.write(sha256(last.subarray(startOf(DOCUMENT))), DOCUMENT.head.length, 'latin1');
    yield { offset, bytes: last };
    return;
  }
  const digest = Buffer.from(hashOn(hash, last).digest(), 'latin1');
  yield { offset, bytes: last };
  yield { offset: DOCUMENT.head.length, bytes: digest };
}

/** With one part more; the first (null: before it) begins with what is not hashed. */
function hashOn(before: Sha256 | null, bytes: Uint8Array): Sha256 {
  const hash = before ?? createSha256();
  hash.update(before === null ? bytes.subarray(startOf(DOCUMENT)) : bytes);
  return hash;
}

/** The whole document. */
export function joinParts(parts: Iterable<Part>): Uint8Array {
  const kept = Array.from(parts, ({ offset, bytes }) => ({ offset, bytes: Uint8Array.from(bytes) }));
  const [first] = kept;
  if (first !== undefined && kept.length === 1) return first.bytes;
  const whole = new Uint8Array(Math.max(0, ...kept.map(({ offset, bytes }) => offset + bytes.length)));
  for (const { offset, bytes } of kept) whole.set(bytes, offset);
  return whole;
}

function* renderFields(fields: Readonly<Record<string, unknown>>): Generator<string> {
  yield `${DOCUMENT.head}${NO_HASH}${DOCUMENT.tail}`;
  let separator = '';
  for (const [name, value] of Object.entries({ format: FORMAT, ...fields })) {
    yield `${separator}  ${JSON.stringify(name)}: `;
    separator = ',\n';
    yield* renderValue(value);
  }
  yield '\n}\n';
}

function* renderValue(value: unknown): Generator<string> {
  if (!Array.isArray(value) || value.length === 0) {
    yield JSON.stringify(value);
    return;
  }
  for (const [at, element] of value.entries()) yield `${at === 0 ? '[\n' : ',\n'}    ${JSON.stringify(element)}`;
  yield '\n  ]';
}

/** The same on one line, without a line end. */
export function sealLine(fields: Readonly<Record<string, unknown>>): string {
  const body = JSON.stringify({ format: FORMAT, ...fields }).slice(1);
  return `${LINE.head}${sha256(body)}${LINE.tail}${body}`;
}

/** Reads what sealDocument wrote, in this format or an older one. Throws STATE_DAMAGED for anything else, STATE_NEWER for a newer format. */
export function openDocument<T>(file: string, bytes: Uint8Array, schema: z.Shape<T>, upgrades = UNCHANGED): T {
  return open(file, bytes, DOCUMENT, schema, upgrades);
}

/** Reads what sealLine wrote. Throws as openDocument. */
export function openLine<T>(file: string, bytes: Uint8Array, schema: z.Shape<T>): T {
  return open(file, bytes, LINE, schema, UNCHANGED);
}

const FORMAT_LINE = /^\{\n {2}"sha256": "[0-9a-f]{64}",\n {2}"format": (\d{1,9})[,\n]/; // {\n  "sha256": "…",\n  "format": 1,

/** The format that a document says it has, unchecked; null: it is none of ours. */
export function formatOf(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 120)).toString('latin1');
  const digits = FORMAT_LINE.exec(head)?.[1];
  return digits === undefined ? null : Number(digits);
}

function open<T>(
  file: string,
  bytes: Uint8Array,
  envelope: typeof DOCUMENT,
  schema: z.Shape<T>,
  upgrades: Upgrades,
): T {
  if (bytes.length === 0) throw damaged(file, 'is empty');
  const buffer = viewOf(bytes);
  const seal = readSeal(buffer, envelope, sha256(buffer.subarray(startOf(envelope))));
  return judge(file, { value: parseJson(buffer.toString('utf8')), seal }, schema, upgrades);
}

export interface Seal {
  readonly hashInFile: string;
  readonly isIntact: boolean;
}

export function readSeal(bytes: Buffer, { head, tail }: typeof DOCUMENT, hash: string): Seal {
  const hashInFile = bytes.toString('latin1', head.length, head.length + HASH_LENGTH);
  const isIntact = bytes.toString('latin1', 0, startOf({ head, tail })) === `${head}${hash}${tail}`;
  return { hashInFile, isIntact };
}

interface Opened {
  readonly value: unknown; // undefined: it is no JSON
  readonly seal: Seal;
}

export function judge<T>(file: string, { value, seal }: Opened, schema: z.Shape<T>, upgrades: Upgrades): T {
  const format = FORMAT_ONLY.is(value) ? value.format : null;
  if (format !== null && format > FORMAT) {
    throw new PubwatchError(
      'STATE_NEWER',
      `${file} has format ${format}, this pubwatch reads up to ${FORMAT}: it was written by a newer one`,
      { file, format },
    );
  }
  if (!seal.isIntact) throw damaged(file, value === undefined ? 'is cut or garbled' : 'does not match its own sha256');
  const upgraded = withoutSeal(format === null ? value : upgrade(value, format, upgrades), seal.hashInFile);
  if (schema.is(upgraded)) return upgraded;
  throw damaged(file, describe(schema.faultOf(upgraded)));
}

/** The seal is none of the document's fields; a field of its own may bear that name, and then it is the one that was read. */
function withoutSeal(value: unknown, hashInFile: string): unknown {
  if (typeof value !== 'object' || value === null || !('sha256' in value)) return value;
  const { sha256: last, ...fields } = value;
  return last === hashInFile ? fields : value;
}

/** Step by step from the format it was written in to this one. */
function upgrade(value: unknown, from: number, upgrades: Upgrades): unknown {
  if (from === FORMAT || typeof value !== 'object' || value === null) return value;
  let fields: Readonly<Record<string, unknown>> = { ...value };
  for (let step = from; step < FORMAT; step++) fields = upgrades.get(step)?.(fields) ?? fields;
  return { ...fields, format: FORMAT };
}

const FORMAT_ONLY = z.object({ format: z.number().int() });

/** The same memory, with a Buffer's ways to read it. */
export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** undefined: it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function describe(fault: z.Fault | null): string {
  return fault === null ? 'has another shape' : `has another shape at ${fault.path.join('.')}: wanted ${fault.wanted}`;
}

export function damaged(file: string, found: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${file} ${found}`, { file });
}
