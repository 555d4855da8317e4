import { sha256 } from '../lib/bytes.ts';
import type { Archive } from '../model/archive.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Clock, Logger } from '../model/ports.ts';
import type { LoggedCommit, LogHead } from '../model/run-log.ts';
import type { RunLog, Signer } from '../model/run-log-port.ts';
import { decodeHead, encodeHead, type HeadFile, type LineSource } from './codec-log.ts';
import type { Disk } from './disk.ts';
import { replaceSynced } from './durable.ts';
import { createFileCaptures, noteBodies, placeCaptures, removeLeftCaptures } from './file-captures.ts';
import { HEAD_FILE, LOG, LOG_FILE, timestampFile } from './layout.ts';
import { createLogCover } from './log-cover.ts';
import { findLine, findLook, type LogLines, pastChecks, readLogLines } from './log-lines.ts';
import { type LineDraft, nextLine, toLogHead } from './next-line.ts';
import { readRunCaptures } from './read-commits.ts';
import { findPrunableAnswers, runCapturesIn, sizeOf } from './retention.ts';
import { createTurn } from './turn.ts';

export interface RunLogOptions {
  readonly clock: Clock;
  readonly archive: Archive;
  readonly secrets?: readonly string[] | undefined; // what no answer that is kept may say
  readonly version: string; // of pubwatch
  readonly signer: Signer | null;
  readonly log: Pick<Logger, 'warn'> | undefined;
  /** The newest commit of a source, synced; null: it has none, or its files cannot be read. */
  commitOf(sourceId: string): Promise<LoggedCommit | null>;
}

/** A log whose owner tells when this process alone may write, so that what was read need not be read again. */
export interface FileRunLog extends RunLog {
  hold(): void;
  letGo(): void;
  /** Adds a line that says these files are deleted now, on purpose. */
  prune(files: readonly string[]): Promise<void>;
}

/** The log as this process knows it. */
interface Known {
  readonly head: HeadFile | null;
  readonly end: number; // bytes: where the next line goes
  readonly glue: '' | '\n'; // goes before it
  readonly isHeadThere: boolean; // head.json can be read
}

/**
 * The log of runs as files: runs.jsonl, one line a run, and head.json, which tells how far that was told to be written. A line
 * is on the disk before head.json is put in place: after a crash between the two the log is ahead of it, which is no fault.
 */
export function createFileRunLog(disk: Disk, options: RunLogOptions): FileRunLog {
  const inTurn = createTurn();
  let isHeld = false;
  let held: Known | null = null;
  const cover = createLogCover(disk);
  const load = async (): Promise<Known> => {
    if (isHeld && held !== null) return held;
    const known = await loadLog(disk, options);
    if (!isHeld) return known;
    held = known;
    await removeLeftCaptures(disk, nextLineAfter(known));
    return known;
  };
  const write = async (known: Known, draft: LineDraft): Promise<LogHead> => {
    held = null; // after a failure the files tell how far it came
    const next = await writeLine(disk, known, draft, options);
    held = next;
    cover.note(draft.sources);
    return next.head;
  };
  const add = async (draft: LineDraft): Promise<LogHead> => write(await load(), draft);
  const prune = (files: readonly string[]): Promise<void> =>
    inTurn(async () => {
      const at = options.clock.now().toISOString();
      await add({ kind: 'pruned', startedAt: at, at, sources: [], pruned: files });
    });
  const forget = (): void => {
    held = null;
    cover.forget();
  };
  return {
    hold: () => {
      isHeld = true;
      forget(); // another process may have written since
    },
    letGo: () => {
      isHeld = false;
      forget();
    },
    past: createPast(disk),
    head: async () => toLogHead((await load()).head),
    append: (run) =>
      inTurn(async () => {
        const sources: LineSource[] = [];
        for (const { sourceId, ...check } of run.checks) {
          sources.push({ id: sourceId, check, commit: await options.commitOf(sourceId) });
        }
        const known = await load();
        held = null; // where a file of answers is placed and its line fails, the next look at the disk removes it
        const captures = await placeCaptures(disk, nextLineAfter(known), run.startedAt, run.captures);
        const draft = { kind: 'run', startedAt: run.startedAt, at: run.finishedAt, sources, pruned: [] } as const;
        const head = await write(known, captures === undefined ? draft : { ...draft, captures });
        await noteBodies(disk, run.captures, captures);
        return head;
      }),
    cover: (sourceIds) =>
      inTurn(async () => {
        if (!isHeld) cover.forget();
        const sources = await cover.uncovered(sourceIds, options.commitOf);
        if (sources.length === 0) return;
        const at = options.clock.now().toISOString();
        await add({ kind: 'recovered', startedAt: at, at, sources, pruned: [] });
      }),
    lineOf: (sourceId, sequence) => findLine(disk, sourceId, sequence),
    timestampOwed: async () => {
      const { head } = await load();
      return head?.isTimestampOwed ? toLogHead(head) : null;
    },
    keepTimestamp: (stamped, reply) =>
      inTurn(async () => {
        const known = await load();
        if (known.head === null || known.head.sha256 !== stamped.sha256) return;
        held = null;
        held = await writeTimestamp(disk, { ...known, head: known.head }, reply);
      }),
    prune,
    keepCaptures: async (startedAt) => {
      await load(); // removes what an earlier run left, before this one begins
      return createFileCaptures(disk, options, startedAt);
    },
    lookAt: (sourceId, until) => findLook(disk, sourceId, until),
    captures: (file) => readRunCaptures(disk, file),
    pruneCaptures: async (limits) => {
      const files = runCapturesIn(await disk.list(LOG));
      const doomed = await findPrunableAnswers(files, (file) => sizeOf(disk, file), limits, options.clock.now());
      if (doomed.length === 0) return [];
      await prune(doomed);
      for (const file of doomed) await disk.remove(file);
      await disk.syncFolder(LOG);
      return doomed;
    },
  };
}

function nextLineAfter({ head }: Known): number {
  return (head?.line ?? 0) + 1;
}

/** Reads what came since the last time, where it is asked for what came since then. */
function createPast(disk: Disk): RunLog['past'] {
  let known = { line: 0, end: 0 };
  return async (afterLine) => {
    const from = known.line === afterLine ? known.end : 0;
    const tail = await disk.readFrom(LOG_FILE, from);
    const { lines, end } = readLogLines(tail?.bytes ?? new Uint8Array());
    const past = pastChecks(lines, afterLine);
    known = { line: past.line, end: from + end };
    return past;
  };
}

async function writeLine(
  disk: Disk,
  { head, end, glue, isHeadThere }: Known,
  draft: LineDraft,
  { version, signer }: RunLogOptions,
): Promise<Known & { readonly head: HeadFile }> {
  const { text, head: next } = nextLine(head, draft, { end: end + glue.length, version, signer });
  const bytes = Buffer.from(`${glue}${text}\n`);
  const isNew = (await disk.makeFolder(LOG)) === 'made';
  await disk.appendSynced(LOG_FILE, end, bytes);
  if (isNew) await disk.syncFolder('.');
  await replaceSynced(disk, HEAD_FILE, encodeHead(next));
  if (!isHeadThere) await disk.syncFolder(LOG); // the names of both files; from then on they only change
  return { head: next, end: next.bytes, glue: '', isHeadThere: true };
}

/** The reply is on the disk before head.json tells of it: after a crash between the two it is asked for again. */
async function writeTimestamp(
  disk: Disk,
  known: Known & { readonly head: HeadFile },
  reply: Uint8Array,
): Promise<Known> {
  const { line } = known.head;
  await disk.writeSynced(timestampFile(line), reply);
  await disk.syncFolder(LOG);
  const head = { ...known.head, timestamp: { line, sha256: sha256(reply) }, isTimestampOwed: false };
  await replaceSynced(disk, HEAD_FILE, encodeHead(head));
  return { ...known, head, isHeadThere: true };
}

/** head.json, and the lines behind it that a crash kept it from telling of. */
async function loadLog(disk: Disk, { log, signer }: RunLogOptions): Promise<Known> {
  const told = await readHead(disk, log);
  const tail = await disk.readFrom(LOG_FILE, told?.bytes ?? 0);
  const size = tail?.size ?? 0;
  // It was cut behind our back: what is left stays as it is, for `verify` to name, and the next line stands apart from it.
  if (told !== null && size < told.bytes)
    return { head: told, end: size, glue: size === 0 ? '' : '\n', isHeadThere: true };
  const { lines, end } = readLogLines(tail?.bytes ?? new Uint8Array());
  return { head: headAfter(told, lines, signer), end: (told?.bytes ?? 0) + end, glue: '', isHeadThere: told !== null };
}

function headAfter(told: HeadFile | null, lines: LogLines['lines'], signer: Signer | null): HeadFile | null {
  const newest = lines.findLast(({ sound }) => sound !== null)?.sound;
  if (newest === undefined || newest === null) return told;
  const { line, sha256 } = newest;
  return {
    line: line.line,
    sha256,
    at: line.at,
    signature: signer?.sign(sha256) ?? null,
    bytes: (told?.bytes ?? 0) + (lines.at(-1)?.end ?? 0),
    timestamp: null,
    isTimestampOwed: true,
  };
}

/** A head that cannot be read is as if there were none: the log itself is then read from its first line. */
async function readHead(disk: Disk, log: Pick<Logger, 'warn'> | undefined): Promise<HeadFile | null> {
  const bytes = await disk.read(HEAD_FILE);
  if (bytes === null) return null;
  try {
    return decodeHead(HEAD_FILE, bytes);
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code !== 'STATE_DAMAGED') throw error;
    log?.warn('the head of the log of runs is unreadable, reading the log anew', { reason: error.message });
    return null;
  }
}
