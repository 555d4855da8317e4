import { isNews } from '../lib/news.ts';
import type { Changeset } from '../model/commit.ts';
import type { SnapshotHead } from '../model/snapshot.ts';
import type { EvidenceLimits } from '../model/subscriber.ts';
import type { DiskReader } from './disk.ts';
import { findFiles } from './find-files.ts';
import { REFERRED_WITHIN_MS } from './kept-bodies.ts';
import { LOG, numberOf, readRunCapturesName } from './layout.ts';
import { readCommit } from './read-commits.ts';

/** Which files of evidence something rests on. */
export interface Ground {
  /** Notes what a commit's changes rest on, where they are told to somebody. */
  addChanges(sequence: number, changeset: Changeset | null): void;
  addSnapshot(snapshot: SnapshotHead): void;
  carries(sequence: number): boolean;
}

/** Where it is not known what something rests on, everything up to it counts. */
export function createGround(): Ground {
  const known = new Set<number>();
  let allUpTo = 0;
  const add = (sequence: number, restsOn: readonly number[] | undefined): void => {
    known.add(sequence);
    if (restsOn === undefined) allUpTo = Math.max(allUpTo, sequence);
    for (const one of restsOn ?? []) known.add(one);
  };
  return {
    addChanges: (sequence, changeset) => {
      if (changeset !== null && isReported(changeset)) add(sequence, changeset.restsOn);
    },
    addSnapshot: ({ sequence, restsOn }) => add(sequence, restsOn),
    carries: (sequence) => sequence <= allUpTo || known.has(sequence),
  };
}

function isReported({ changes, audience }: Changeset): boolean {
  return changes.some(isNews) || audience.some(({ changeIds }) => changeIds.length > 0);
}

/** Evidence of a source beyond the limits, oldest first, without what the snapshot or a reported change rests on. */
export async function findPrunable(
  disk: DiskReader,
  snapshot: SnapshotHead,
  limits: EvidenceLimits,
  now: Date,
): Promise<readonly string[]> {
  const files = await findFiles(disk, snapshot.sourceId);
  const names = await disk.list(files.commitFolders.captures);
  const numbers = names.flatMap((name) => numberOf(name, 'captures') ?? []);
  const kept = numbers.filter((number) => number <= snapshot.sequence).sort((a, b) => b - a);
  const sizes = await Promise.all(kept.map((number) => sizeOf(disk, files.captures(number))));
  const most = countWithin(limits, sizes);
  if (limits.ageMs === null && kept.length <= most) return [];
  const ground = createGround();
  ground.addSnapshot(snapshot);
  const takenAt = new Map<number, string | null>();
  // Also commits whose evidence is gone: what they tell may rest on evidence that is there.
  for (let sequence = 1; sequence <= snapshot.sequence; sequence++) {
    const commit = await readCommit(disk, snapshot.sourceId, sequence);
    ground.addChanges(sequence, commit.changeset);
    takenAt.set(sequence, commit.takenAt);
  }
  const isOld = (sequence: number): boolean => isTooOld(limits, takenAt.get(sequence) ?? null, now);
  const since = referredSince(runCapturesIn(await disk.list(LOG)));
  const isReferred = (sequence: number): boolean => Date.parse(takenAt.get(sequence) ?? '') >= since;
  const doomed = kept.filter(
    (number, index) => (index >= most || isOld(number)) && !ground.carries(number) && !isReferred(number),
  );
  return doomed.reverse().map((number) => files.captures(number));
}

/** A file of answers of a run, which no commit keeps. */
export interface RunCapturesFile {
  readonly line: number; // of the log, that tells of it
  readonly file: string;
  readonly startedAt: Date;
}

/** Of these names in the log's folder those of files of answers, newest first. */
export function runCapturesIn(names: readonly string[]): readonly RunCapturesFile[] {
  const files = names.flatMap((name) => {
    const told = readRunCapturesName(name);
    return told === null ? [] : [{ ...told, file: `${LOG}/${name}` }];
  });
  return files.sort((one, other) => other.line - one.line);
}

/**
 * Files of answers beyond the limits, oldest first. No reported change rests on one; but a later answer may refer to the body of an
 * earlier one, so those stay that are little older than the oldest that the limits leave. The newest always stays.
 */
export async function findPrunableAnswers(
  files: readonly RunCapturesFile[], // newest first
  sizeOf: (file: string) => Promise<number>,
  limits: EvidenceLimits,
  now: Date,
): Promise<readonly string[]> {
  const sizes = limits.bytes === null ? files.map(() => 0) : await Promise.all(files.map(({ file }) => sizeOf(file)));
  const most = Math.max(1, countWithin(limits, sizes));
  const left = files.filter(
    ({ startedAt }, index) => index === 0 || (index < most && !isTooOld(limits, startedAt.toISOString(), now)),
  );
  const since = referredSince(left);
  return files.flatMap(({ file, startedAt }) => (startedAt.getTime() < since ? [file] : [])).reverse();
}

/** What is older than this, no answer in these files refers to. */
function referredSince(files: readonly RunCapturesFile[]): number {
  return Math.min(...files.map(({ startedAt }) => startedAt.getTime())) - REFERRED_WITHIN_MS;
}

/** How many of these files, newest first, the limits of count and size leave. */
function countWithin({ files, bytes }: EvidenceLimits, sizes: readonly number[]): number {
  let sum = 0;
  const beyond = sizes.findIndex((size, index) => {
    sum += size;
    return (files !== null && index >= files) || (bytes !== null && sum > bytes);
  });
  return beyond === -1 ? sizes.length : beyond;
}

function isTooOld({ ageMs }: EvidenceLimits, takenAt: string | null, now: Date): boolean {
  return ageMs !== null && takenAt !== null && now.getTime() - Date.parse(takenAt) > ageMs;
}

export async function sizeOf(disk: DiskReader, file: string): Promise<number> {
  const BEHIND_ALL = Number.MAX_SAFE_INTEGER;
  return (await disk.readFrom(file, BEHIND_ALL))?.size ?? 0;
}
