import { createSha256 } from '../lib/bytes.ts';
import {
  DOCUMENT,
  damaged,
  judge,
  parseJson,
  readSeal,
  type Seal,
  startOf,
  UNCHANGED,
  viewOf,
} from './codec-envelope.ts';
import type * as z from './shape.ts';

/** Reads a document that comes piece by piece. */
export interface PieceReader<T> {
  add(piece: Uint8Array): void;
  /** Throws as openDocument. */
  end(): T;
}

/**
 * Reads all of a document, line by line: of a list of thousands there are the elements, and neither its bytes nor its text as a whole.
 */
export function createDocumentReader<T>(file: string, schema: z.Shape<T>): PieceReader<T> {
  const seal = createSealReader();
  const lines = createLineReader();
  return {
    add: (piece) => {
      seal.add(piece);
      lines.add(piece);
    },
    end: () => judge(file, { value: lines.end(), seal: seal.end(file) }, schema, UNCHANGED),
  };
}

/** Reads the fields of a document that stand before the list `field`. Its hash is checked as a whole, but the list is not read. */
export function createHeadReader<T>(file: string, schema: z.Shape<T>, field: string): PieceReader<T> {
  const cut = `,\n  ${JSON.stringify(field)}: `; // strings hold no line ends: it stands nowhere else
  const seal = createSealReader();
  let head: Buffer = Buffer.alloc(0);
  let isCut = false;
  return {
    add: (piece) => {
      seal.add(piece);
      if (isCut) return;
      const read = head.length === 0 ? viewOf(piece) : Buffer.concat([head, piece]);
      const end = read.indexOf(cut, Math.max(0, head.length - cut.length));
      isCut = end !== -1;
      head = isCut ? Buffer.concat([read.subarray(0, end), Buffer.from('}')]) : Buffer.from(read);
    },
    end: () => judge(file, { value: parseJson(head.toString('utf8')), seal: seal.end(file) }, schema, UNCHANGED),
  };
}

/** Reads the seal of a document, and what is sealed with it. */
function createSealReader() {
  const start = startOf(DOCUMENT);
  const hash = createSha256();
  let first: Buffer = Buffer.alloc(0);
  let length = 0;
  return {
    add: (piece: Uint8Array): void => {
      if (length < start) first = Buffer.concat([first, piece.subarray(0, start - length)]);
      hash.update(piece.subarray(Math.max(0, start - length)));
      length += piece.length;
    },
    end: (file: string): Seal => {
      if (length === 0) throw damaged(file, 'is empty');
      return readSeal(first, DOCUMENT, hash.digest());
    },
  };
}

const LINE_END = 10;
const LIST_BEGINS = /^ {2}("[^"\\]+"): \[$/; //   "items": [
const LIST_ENDS = /^ {2}\],?$/; //   ],

/** What a document holds, from its lines. */
function createLineReader() {
  const lists = new Map<string, unknown[]>();
  let rest = ''; // all but the elements of lists
  let list: unknown[] | null = null;
  let broken: Buffer = Buffer.alloc(0); // a line whose end is still to come
  let isSound = true;
  const read = (line: string): void => {
    if (list !== null && !LIST_ENDS.test(line)) {
      const element = parseJson(line.endsWith(',') ? line.slice(0, -1) : line);
      isSound &&= element !== undefined;
      list.push(element);
      return;
    }
    const name = list === null ? LIST_BEGINS.exec(line)?.[1] : undefined;
    list = name === undefined ? null : [];
    if (name !== undefined && list !== null) lists.set(name, list);
    rest += line;
  };
  return {
    add: (piece: Uint8Array): void => {
      const bytes = viewOf(piece);
      let start = 0;
      for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
        const line = bytes.subarray(start, end);
        read((broken.length === 0 ? line : Buffer.concat([broken, line])).toString('utf8'));
        broken = Buffer.alloc(0);
        start = end + 1;
      }
      if (start < bytes.length) broken = Buffer.concat([broken, bytes.subarray(start)]);
    },
    /** undefined: it is no JSON. */
    end: (): unknown => {
      const value = parseJson(rest + broken.toString('utf8'));
      if (!isSound || typeof value !== 'object' || value === null) return undefined;
      return { ...value, ...Object.fromEntries(Array.from(lists, ([name, found]) => [JSON.parse(name), found])) };
    },
  };
}
