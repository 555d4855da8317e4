import { PubwatchError } from '../model/errors.ts';
import type { LoggedCaptures, LoggedLine, LoggedLook, PastCheck, PastChecks } from '../model/run-log.ts';
import { decodeLine, type LogLine } from './codec-log.ts';
import type { DiskReader } from './disk.ts';
import { LOG_FILE, presentName } from './layout.ts';

/** A stretch of runs.jsonl as read. */
export interface LogLines {
  readonly lines: readonly ReadLine[]; // in order, damaged ones too
  readonly end: number; // bytes, behind the last line that ends; what stands behind it is the half of one
}
export interface ReadLine {
  readonly number: number; // in this stretch; 1 is the first
  readonly end: number; // bytes of the stretch, its line end included
  readonly sound: { readonly line: LogLine; readonly sha256: string } | null; // null: it does not match its own hash
}

const LINE_END = 10;

/** Cuts a stretch of the log into lines. Throws STATE_NEWER. */
export function readLogLines(bytes: Uint8Array): LogLines {
  const lines: ReadLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
    lines.push({ number: lines.length + 1, end: end + 1, sound: readLine(bytes.subarray(start, end)) });
    start = end + 1;
  }
  return { lines, end: start };
}

/** Of the lines that tell of this commit the first one, in the newest life of the source. */
export async function findLine(disk: DiskReader, sourceId: string, sequence: number): Promise<LoggedLine | null> {
  const { lines } = readLogLines((await disk.read(LOG_FILE)) ?? new Uint8Array());
  const told = lines.flatMap(({ sound }) => toLoggedLine(sound, sourceId) ?? []).reverse();
  const newest = told.findIndex(({ commit }) => commit.sequence === sequence);
  if (newest === -1) return null;
  const others = told.slice(newest).findIndex(({ commit }) => commit.sequence !== sequence);
  return told[others === -1 ? told.length - 1 : newest + others - 1] ?? null;
}

/** The newest check of this source that began no later. */
export async function findLook(disk: DiskReader, sourceId: string, until: Date): Promise<LoggedLook | null> {
  const { lines } = readLogLines((await disk.read(LOG_FILE)) ?? new Uint8Array());
  const looks = lines.flatMap(({ sound }) => toLook(sound, sourceId) ?? []);
  const index = looks.findLastIndex(({ startedAt }) => Date.parse(startedAt) <= until.getTime());
  const found = looks[index];
  if (found === undefined) return null;
  const unread = found.requests.filter(({ status }) => status === 304).map(({ url }) => url);
  const confirmed = unread.flatMap((url) => {
    const earlier = looks.slice(0, index).findLast((look) => isBelieved(look) && hasRead(look, url));
    return earlier === undefined ? [] : [[url, earlier] as const];
  });
  return { ...found, confirmed: new Map(confirmed) };
}

function toLook(sound: ReadLine['sound'], sourceId: string): LoggedLook | null {
  const source = sound?.line.sources.find(({ id }) => id === sourceId);
  if (!sound || !source?.check) return null;
  const { line, startedAt, captures = null } = sound.line;
  const { commit, check } = source;
  const committed = commit !== null && commit.capturesSha256 !== null ? commit.sequence : null;
  return { line, startedAt, ...check, committed, captures, confirmed: new Map() };
}

function isBelieved({ outcome, incident }: LoggedLook): boolean {
  return incident === null && (outcome === 'baseline' || outcome === 'changed' || outcome === 'unchanged');
}

function hasRead({ requests }: LoggedLook, address: string): boolean {
  return requests.some(({ url, status }) => url === address && status === 200);
}

/** What the log tells of a file: its hash, where it holds answers of a run, and that it was deleted. */
export async function findWord(
  disk: DiskReader,
  file: string,
): Promise<{ readonly told: LoggedCaptures | null; readonly isPruned: boolean }> {
  const { lines } = readLogLines((await disk.read(LOG_FILE)) ?? new Uint8Array());
  const told = lines.find(({ sound }) => sound?.line.captures?.file === file)?.sound?.line.captures ?? null;
  return {
    told,
    isPruned: lines.some(({ sound }) => sound?.line.pruned.some((one) => presentName(one) === presentName(file))),
  };
}

function toLoggedLine(sound: ReadLine['sound'], sourceId: string): LoggedLine | null {
  const source = sound?.line.sources.find(({ id }) => id === sourceId);
  if (!sound || !source?.commit) return null;
  const { line, startedAt, at, version } = sound.line;
  const requests = source.check?.requests ?? [];
  return { line, sha256: sound.sha256, startedAt, at, version, commit: source.commit, requests };
}

function readLine(bytes: Uint8Array): ReadLine['sound'] {
  try {
    return decodeLine(LOG_FILE, bytes);
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'STATE_DAMAGED') return null;
    throw error;
  }
}

/** What the lines after this one tell of checks. */
export function pastChecks(lines: readonly ReadLine[], afterLine: number): PastChecks {
  const sound = lines.flatMap(({ sound }) => (sound === null || sound.line.line <= afterLine ? [] : [sound.line]));
  return { line: sound.at(-1)?.line ?? afterLine, checks: sound.flatMap(checksOf) };
}

function checksOf({ startedAt, sources }: LogLine): readonly PastCheck[] {
  return sources.flatMap(({ id, check }) =>
    check === null ? [] : [{ sourceId: id, at: startedAt, outcome: check.outcome, incident: check.incident }],
  );
}
