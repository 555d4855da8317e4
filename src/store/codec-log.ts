import type {
  KeptBody,
  LoggedCaptures,
  LoggedCheck,
  LoggedCommit,
  LoggedTimestamp,
  LogHead,
} from '../model/run-log.ts';
import { openDocument, openLine, sealDocument, sealLine } from './codec-envelope.ts';
import * as schema from './codec-schema.ts';
import * as z from './shape.ts';

/** A source in a line: how it was checked (null: the line only tells which commit it stands on) and where it stands. */
export interface LineSource {
  readonly id: string;
  readonly check: Omit<LoggedCheck, 'sourceId'> | null;
  readonly commit: LoggedCommit | null; // null: it has none, or cannot be read
}

/** run: a run ended · recovered: commits that a crash kept out of the log · pruned: evidence was deleted, as configured. */
export type LineKind = 'run' | 'recovered' | 'pruned';

/** One line of runs.jsonl. */
export interface LogLine {
  readonly line: number; // 1 is the first
  readonly previous: string | null; // hash of the line before it
  readonly previousSignature: string | null;
  readonly timestamp: LoggedTimestamp | null; // of an earlier head, where one came since the line before
  readonly kind: LineKind;
  readonly startedAt: string; // ISO 8601
  readonly at: string; // ISO 8601
  readonly version: string; // of pubwatch
  readonly sources: readonly LineSource[];
  readonly pruned: readonly string[]; // files deleted
  readonly captures?: LoggedCaptures; // answers of the run that no commit keeps; absent: there is no such file
}

/** A line as it lies in the file, without its end, and its hash. */
export interface SealedLine {
  readonly text: string;
  readonly sha256: string;
}

const HASH = { start: '{"sha256":"'.length, length: 64 };

export function encodeLine(line: LogLine): SealedLine {
  const text = sealLine({ ...line });
  return { text, sha256: text.slice(HASH.start, HASH.start + HASH.length) };
}

/** Throws STATE_DAMAGED, STATE_NEWER. */
export function decodeLine(file: string, bytes: Uint8Array): { readonly line: LogLine; readonly sha256: string } {
  const { format: _, ...line } = openLine(file, bytes, LINE);
  return {
    line,
    sha256: Buffer.from(bytes.buffer, bytes.byteOffset, HASH.start + HASH.length).toString('latin1', HASH.start),
  };
}

const text = z.string();
const maybeText = text.nullable();
const count = z.number().int().nonnegative();
const requests = z.array(
  z.object({
    method: z.words(['GET', 'HEAD']),
    url: text,
    at: text,
    status: z.number().int().nullable(),
    sha256: maybeText,
    code: maybeText,
  }),
);
const timestamp: z.Shape<LoggedTimestamp> = z.object({ line: count, sha256: schema.hash });
const LINE = z.object({
  format: z.number(),
  line: count,
  previous: schema.hash.nullable(),
  previousSignature: maybeText,
  timestamp: timestamp.nullable(),
  kind: z.words(['run', 'recovered', 'pruned']),
  startedAt: text,
  at: text,
  version: text,
  sources: z.array(
    z.object({
      id: text,
      check: z.object({ outcome: schema.outcome, incident: maybeText, requests }).nullable(),
      commit: z
        .object({ sequence: count, changesSha256: schema.hash, capturesSha256: schema.hash.nullable() })
        .nullable(),
    }),
  ),
  pruned: z.array(text),
  captures: z.object({ file: text, sha256: schema.hash, bytes: count }).exactOptional(),
});

/** head.json: how far runs.jsonl was told to be written, so that a cut is seen. */
export interface HeadFile extends LogHead {
  readonly bytes: number; // of runs.jsonl, up to the end of that line
  readonly timestamp: LoggedTimestamp | null; // one that no line tells of yet
  readonly isTimestampOwed: boolean; // a commit was logged since the last timestamp
}

export function encodeHead(head: HeadFile): Uint8Array {
  return sealDocument({ ...head });
}

export function decodeHead(file: string, bytes: Uint8Array): HeadFile {
  const { format: _, ...head } = openDocument(file, bytes, HEAD);
  return head;
}

const HEAD = z.object({
  format: z.number(),
  line: count,
  sha256: schema.hash,
  at: text,
  signature: maybeText,
  bytes: count,
  timestamp: timestamp.nullable(),
  isTimestampOwed: z.boolean(),
});

export function encodeKept(bodies: readonly KeptBody[]): Uint8Array {
  return sealDocument({ bodies });
}

/** Throws STATE_DAMAGED, STATE_NEWER. */
export function decodeKept(file: string, bytes: Uint8Array): readonly KeptBody[] {
  return openDocument(file, bytes, KEPT).bodies;
}

const KEPT = z.object({
  format: z.number(),
  bodies: z.array(
    z.object({
      url: text,
      sha256: schema.hash,
      fetchedAt: text,
      etag: maybeText,
      lastModified: maybeText,
      file: maybeText,
    }),
  ),
});
