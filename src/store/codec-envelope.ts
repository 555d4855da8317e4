import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import * as z from './shape.ts';

/** The format of every file of the store. A file with a higher one was written by a newer pubwatch and is refused. */
export const FORMAT = 2;

/** Turns the fields of a file of one format into those of the next. */
export type Upgrade = (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
/** By the format they start from; a format that is not among them left this kind of file as it was. */
export type Upgrades = ReadonlyMap<number, Upgrade>;
const UNCHANGED: Upgrades = new Map();

// The first line of each file is the hash of all that follows it, so that no change of a file goes unseen.
const DOCUMENT = { head: '{\n  "sha256": "', tail: '",\n' };
const LINE = { head: '{"sha256":"', tail: '",' };
const HASH_LENGTH = 64; // hex digits of a SHA-256
const NO_HASH = '0'.repeat(HASH_LENGTH);

/** Where what is hashed begins. */
function startOf({ head, tail }: typeof DOCUMENT): number {
  return head.length + HASH_LENGTH + tail.length;
}

/** A JSON document that carries its own hash and the format; a list in it stands one element a line. */
export function sealDocument(fields: Readonly<Record<string, unknown>>): Uint8Array {
  const pieces: Uint8Array[] = [];
  let text = `${DOCUMENT.head}${NO_HASH}${DOCUMENT.tail}`;
  let separator = '';
  for (const [name, value] of Object.entries({ format: FORMAT, ...fields })) {
    text += `${separator}  ${JSON.stringify(name)}: `;
    separator = ',\n';
    for (const part of renderValue(value)) {
      text += part;
      if (text.length < PIECE_LENGTH) continue;
      pieces.push(Buffer.from(text));
      text = '';
    }
  }
  pieces.push(Buffer.from(`${text}\n}\n`));
  const bytes = Buffer.concat(pieces);
  bytes.write(sha256(bytes.subarray(startOf(DOCUMENT))), DOCUMENT.head.length, 'latin1');
  return bytes;
}

const PIECE_LENGTH = 1_000_000; // characters: a document of a long list is never one text beside its bytes

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
  return open(file, bytes, DOCUMENT, { schema, upgrades, parse: parseJson });
}

/**
 * The fields of a document that stand before the list `field`: its hash is checked as a whole, but lists of thousands are not read.
 * Throws as openDocument.
 */
export function openHead<T>(file: string, bytes: Uint8Array, schema: z.Shape<T>, field: string): T {
  const cut = `,\n  ${JSON.stringify(field)}: `; // strings hold no line ends: it stands nowhere else
  const parse = (buffer: Buffer): unknown => {
    const end = buffer.indexOf(cut);
    return end === -1 ? parseJson(buffer) : parseJson(Buffer.concat([buffer.subarray(0, end), Buffer.from('}')]));
  };
  return open(file, bytes, DOCUMENT, { schema, upgrades: UNCHANGED, parse });
}

/** Reads what sealLine wrote. Throws as openDocument. */
export function openLine<T>(file: string, bytes: Uint8Array, schema: z.Shape<T>): T {
  return open(file, bytes, LINE, { schema, upgrades: UNCHANGED, parse: parseJson });
}

const FORMAT_LINE = /^\{\n {2}"sha256": "[0-9a-f]{64}",\n {2}"format": (\d{1,9})[,\n]/; // {\n  "sha256": "…",\n  "format": 1,

/** The format that a document says it has, unchecked; null: it is none of ours. */
export function formatOf(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 120)).toString('latin1');
  const digits = FORMAT_LINE.exec(head)?.[1];
  return digits === undefined ? null : Number(digits);
}

interface Reading<T> {
  readonly schema: z.Shape<T>;
  readonly upgrades: Upgrades;
  readonly parse: (buffer: Buffer) => unknown; // undefined: it is no JSON
}

function open<T>(
  file: string,
  bytes: Uint8Array,
  envelope: typeof DOCUMENT,
  { schema, upgrades, parse }: Reading<T>,
): T {
  if (bytes.length === 0) throw damaged(file, 'is empty');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isSealed = isIntact(buffer, envelope);
  const value = parse(buffer);
  const format = FORMAT_ONLY.is(value) ? value.format : null;
  if (format !== null && format > FORMAT) {
    throw new PubwatchError(
      'STATE_NEWER',
      `${file} has format ${format}, this pubwatch reads up to ${FORMAT}: it was written by a newer one`,
      { file, format },
    );
  }
  if (!isSealed) throw damaged(file, value === undefined ? 'is cut or garbled' : 'does not match its own sha256');
  const upgraded = withoutSeal(format === null ? value : upgrade(value, format, upgrades), buffer, envelope);
  if (schema.is(upgraded)) return upgraded;
  throw damaged(file, describe(schema.faultOf(upgraded)));
}

/** The seal is none of the document's fields; a field of its own may bear that name, and then it is the one that was read. */
function withoutSeal(value: unknown, buffer: Buffer, { head }: typeof DOCUMENT): unknown {
  if (typeof value !== 'object' || value === null || !('sha256' in value)) return value;
  const { sha256: last, ...fields } = value;
  return last === buffer.toString('latin1', head.length, head.length + HASH_LENGTH) ? fields : value;
}

/** Step by step from the format it was written in to this one. */
function upgrade(value: unknown, from: number, upgrades: Upgrades): unknown {
  if (from === FORMAT || typeof value !== 'object' || value === null) return value;
  let fields: Readonly<Record<string, unknown>> = { ...value };
  for (let step = from; step < FORMAT; step++) fields = upgrades.get(step)?.(fields) ?? fields;
  return { ...fields, format: FORMAT };
}

const FORMAT_ONLY = z.object({ format: z.number().int() });

function isIntact(buffer: Buffer, envelope: typeof DOCUMENT): boolean {
  const { head, tail } = envelope;
  const start = startOf(envelope);
  const told = buffer.toString('latin1', 0, start);
  return told === `${head}${sha256(buffer.subarray(start))}${tail}`;
}

function parseJson(buffer: Buffer): unknown {
  try {
    return JSON.parse(buffer.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function describe(fault: z.Fault | null): string {
  return fault === null ? 'has another shape' : `has another shape at ${fault.path.join('.')}: wanted ${fault.wanted}`;
}

function damaged(file: string, found: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${file} ${found}`, { file });
}
