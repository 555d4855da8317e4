import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/lib/bytes.ts';
import {
  createCurrentHeadReader,
  createCurrentReader,
  decodeCheck,
  decodeCommit,
  decodeCurrent,
  decodeDone,
  decodeHost,
  decodeMessage,
  decodeSettled,
  encodeCheck,
  encodeCommit,
  encodeCurrent,
  encodeDone,
  encodeHost,
  encodeMessage,
  encodeSettled,
} from '../../src/store/codec.ts';
import { FORMAT, joinParts, sealDocument, sealParts } from '../../src/store/codec-envelope.ts';
import type { PieceReader } from '../../src/store/codec-pieces.ts';
import { checkState, commitFile, currentFile, messageFile } from './arbitrary.ts';
import { checkOf, messageOf, snapshotOf } from './samples.ts';

test('a snapshot is read as it was written', () => {
  fc.assert(
    fc.property(currentFile, (file) => {
      expect(decodeCurrent('f', encodeCurrent(file))).toEqual(file);
    }),
  );
});
/** Gives a reader the bytes in pieces of these lengths, again and again. */
function readInPieces<T>(reader: PieceReader<T>, bytes: Uint8Array, lengths: readonly number[]): T {
  for (let at = 0, piece = 0; at < bytes.length; piece++) {
    const end = at + (lengths[piece % lengths.length] ?? bytes.length);
    reader.add(bytes.slice(at, end));
    at = end;
  }
  return reader.end();
}
const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 });

test('a snapshot that comes in pieces is read as it was written, all of it or its head', () => {
  fc.assert(
    fc.property(currentFile, lengths, (file, cuts) => {
      const bytes = encodeCurrent(file);
      expect(readInPieces(createCurrentReader('f'), bytes, cuts)).toEqual(file);
      const { items: _, removed: __, ...snapshot } = file.snapshot;
      expect(readInPieces(createCurrentHeadReader('f'), bytes, cuts)).toEqual({ ...file, snapshot });
    }),
  );
});
test('a document tells its hash and a row of a list a line, whatever their length, whole and in parts', () => {
  const row = fc.record({ text: fc.string({ unit: 'binary', maxLength: 20 }), times: fc.constantFrom(1, 900, 20_000) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      const fields = { about: 'é', rows: rows.map(({ text, times }) => text.repeat(times)), after: [] };
      const lines = fields.rows.map((line) => `    ${JSON.stringify(line)}`).join(',\n');
      const list = rows.length === 0 ? '[]' : `[\n${lines}\n  ]`;
      const body = `  "format": ${FORMAT},\n  "about": "é",\n  "rows": ${list},\n  "after": []\n}\n`;
      const whole = Buffer.from(`{\n  "sha256": "${sha256(body)}",\n${body}`);
      expect(Buffer.compare(joinParts(sealParts(fields)), whole)).toBe(0);
      expect(Buffer.compare(sealDocument(fields), whole)).toBe(0);
    }),
  );
});
test('a commit is read as it was written', () => {
  fc.assert(
    fc.property(commitFile, (file) => {
      expect(decodeCommit('f', encodeCommit(file))).toEqual(file);
    }),
  );
});
test('a check is read as it was written', () => {
  fc.assert(
    fc.property(checkState, (check) => {
      expect(decodeCheck('f', encodeCheck('alpha', check))).toEqual({ sourceId: 'alpha', check });
    }),
  );
});
test('a message is read as it was written, in its file and as a line', () => {
  fc.assert(
    fc.property(messageFile, (file) => {
      expect(decodeMessage('f', encodeMessage(file))).toEqual(file);
      const line = encodeDone(file);
      expect(line.indexOf(10)).toBe(line.length - 1);
      expect(decodeDone('f', line.subarray(0, -1))).toEqual(file);
    }),
  );
});
test('hosts and hints are read as they were written', () => {
  const memory = { notBefore: null, robots: { text: 'User-agent: *\n', fetchedAt: 'x', status: null }, pulse: null };
  expect(decodeHost('f', encodeHost('https://a.example', memory))).toEqual({ origin: 'https://a.example', memory });
  const settled = new Map([
    ['b', 2],
    ['a', 1],
  ]);
  expect(decodeSettled('f', encodeSettled(settled))).toEqual(settled);
});

const message = { message: messageOf('m1'), bytesSha256: 'd'.repeat(64) };
const inPieces =
  (read: (file: string) => PieceReader<unknown>) =>
  (file: string, bytes: Uint8Array): unknown =>
    readInPieces(read(file), bytes, [50]);
const current = encodeCurrent({ snapshot: snapshotOf(2), changesSha256: 'a'.repeat(64) });
const FILES = [
  ['current.json', current, decodeCurrent],
  ['current.json in pieces', current, inPieces(createCurrentReader)],
  ['the head of current.json', current, inPieces(createCurrentHeadReader)],
  ['check.json', encodeCheck('alpha', checkOf(2)), decodeCheck],
  ['a message', encodeMessage(message), decodeMessage],
  ['a line', encodeDone(message).subarray(0, -1), decodeDone],
] as const;

test.each(FILES)('%s with any bit flipped is refused, never misread', (_, bytes, decode) => {
  const bit = fc.nat({ max: bytes.length * 8 - 1 });
  fc.assert(
    fc.property(bit, (at) => {
      const flipped = Uint8Array.from(bytes);
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
      expect(() => decode('f', flipped)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^STATE_/) }));
    }),
    { numRuns: 300 },
  );
});
test.each(FILES)('%s cut anywhere is refused', (_, bytes, decode) => {
  fc.assert(
    fc.property(fc.nat({ max: bytes.length - 1 }), (length) => {
      expect(() => decode('the file', bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'STATE_DAMAGED', message: expect.stringContaining('the file') }),
      );
    }),
  );
});
test('a file that is sound and of another kind is refused', () => {
  for (const [name, bytes] of FILES) {
    if (bytes !== current)
      expect(() => decodeCurrent('f', bytes), name).toThrow(/f (has another shape|does not match)/);
  }
});
