import { type CheckState, NEVER_CHECKED } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Logger } from '../model/ports.ts';
import type { Snapshot, SnapshotHead } from '../model/snapshot.ts';
import { createCurrentHeadReader, createCurrentReader, decodeCheck } from './codec.ts';
import type { DiskReader } from './disk.ts';
import { readSettled } from './durable.ts';
import { findFiles } from './find-files.ts';
import { numberOf, sourceFiles } from './layout.ts';
import { damaged } from './read-commits.ts';
import { type Head, NO_COMMIT } from './seal-commit.ts';

/** Reads current.json, whole or in part; null: there is none. Throws STATE_DAMAGED, STATE_NEWER. */
export type ReadCurrent<Read> = (
  disk: DiskReader,
  file: string,
) => Promise<{ readonly snapshot: Read; readonly changesSha256: string } | null>;

export const readCurrent: ReadCurrent<Snapshot> = async (disk, file) => {
  const reader = createCurrentReader(file);
  return (await disk.readPieces(file, reader.add)) ? reader.end() : null;
};

export const readCurrentHead: ReadCurrent<SnapshotHead> = async (disk, file) => {
  const reader = createCurrentHeadReader(file);
  return (await disk.readPieces(file, reader.add)) ? reader.end() : null;
};

/** What is known of a source, as far as it was read. */
export interface StateOf<Read> {
  readonly snapshot: Read | null;
  readonly check: CheckState;
}

/** Reads what is known of a source, and the commit it stands on. Throws STATE_DAMAGED, STATE_NEWER with the file's name. */
export async function readSource<Read extends SnapshotHead>(
  disk: DiskReader,
  sourceId: string,
  read: ReadCurrent<Read>,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<{ readonly head: Head; readonly state: StateOf<Read> }> {
  const files = sourceFiles(sourceId);
  const [current, check] = await Promise.all([read(disk, files.current), readCheck(disk, sourceId, log)]);
  if (current === null) {
    await refuseLostSnapshot(disk, sourceId, check);
    return { head: NO_COMMIT, state: { snapshot: null, check } };
  }
  const { snapshot, changesSha256 } = current;
  if (snapshot.sourceId !== sourceId) throw damaged(files.current, `belongs to source ${snapshot.sourceId}`);
  const head = { sequence: snapshot.sequence, changesSha256, capturesSha256: null };
  // Validators of another snapshot would let a 304 hide what a crash or a hold kept out of this one.
  return { head, state: { snapshot, check: check.sequence === snapshot.sequence ? check : { ...check, pages: [] } } };
}

/**
 * A check that cannot be read is as if there had been none: an open incident is then opened and told anew, the next crawl asks
 * for everything. Holding the source until a person comes would be worse than that.
 */
async function readCheck(
  disk: DiskReader,
  sourceId: string,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<CheckState> {
  const file = sourceFiles(sourceId).check;
  try {
    const stored = await readSettled(disk, file, (bytes) => decodeCheck(file, bytes));
    if (stored === null) return NEVER_CHECKED;
    if (stored.sourceId !== sourceId) throw damaged(file, `belongs to source ${stored.sourceId}`);
    return stored.check;
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code !== 'STATE_DAMAGED') throw error;
    log?.warn('check state unreadable, starting it anew', { source: sourceId, reason: error.message });
    return NEVER_CHECKED;
  }
}

/** A crash in the very first commit leaves at most files numbered 1. More than that means that current.json was there and is lost. */
async function refuseLostSnapshot(disk: DiskReader, sourceId: string, check: CheckState): Promise<void> {
  const files = await findFiles(disk, sourceId);
  const names = await disk.list(files.commitFolders.changes);
  const newest = Math.max(0, ...names.map((name) => numberOf(name, 'changes') ?? 0));
  if (newest <= 1 && check.sequence === 0) return;
  throw damaged(
    files.current,
    `is missing, but ${newest > 1 ? files.changes(newest) : files.check} is there: move the folder ${files.folder} away to begin anew`,
  );
}
