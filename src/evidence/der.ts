import { PubwatchError } from '../model/errors.ts';

/** One value of a DER encoding (X.690): its tag and what is in it. */
export interface DerValue {
  readonly tag: number; // class and form included: 0x30 is SEQUENCE
  readonly content: Uint8Array;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  null: 0x05,
  oid: 0x06,
  time: 0x18, // GeneralizedTime
  sequence: 0x30,
  explicit0: 0xa0, // [0]
} as const;

const SHORT_LENGTH = 0x7f; // up to here a length is one byte; above, the count of the bytes that tell it
const MOST_LENGTH_BYTES = 4;

/** Encodes one value from its parts. */
export function encodeDer(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

function encodeLength(length: number): Uint8Array {
  if (length <= SHORT_LENGTH) return Buffer.from([length]);
  const bytes = Buffer.alloc(MOST_LENGTH_BYTES);
  bytes.writeUInt32BE(length);
  const start = bytes.findIndex((byte) => byte !== 0);
  return Buffer.concat([Buffer.from([0x80 | (MOST_LENGTH_BYTES - start)]), bytes.subarray(start)]);
}

/** Reads the values that stand one behind the other. Throws DATA_INVALID where one is cut, or of no definite length. */
export function decodeDer(bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { start, length } = readLength(bytes, at + 1);
    const end = start + length;
    if (end > bytes.length) throw notDer(`a value at byte ${at} that is cut`);
    values.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end) });
    at = end;
  }
  return values;
}

function readLength(bytes: Uint8Array, at: number): { readonly start: number; readonly length: number } {
  const first = bytes[at];
  if (first === undefined) throw notDer(`no length at byte ${at}`);
  if (first <= SHORT_LENGTH) return { start: at + 1, length: first };
  const count = first & SHORT_LENGTH;
  const digits = bytes.subarray(at + 1, at + 1 + count);
  if (count === 0 || count > MOST_LENGTH_BYTES || digits.length < count)
    throw notDer(`no definite length at byte ${at}`);
  return { start: at + 1 + count, length: digits.reduce((sum, byte) => sum * 256 + byte, 0) };
}

function notDer(found: string): PubwatchError {
  return new PubwatchError('DATA_INVALID', `wanted DER, found ${found}`);
}
