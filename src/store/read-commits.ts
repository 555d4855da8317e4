import { sha256 } from '../lib/bytes.ts';
import type { StoredEvidence } from '../model/archive.ts';
import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import { type CommitFile, decodeCommit } from './codec.ts';
import type { DiskReader } from './disk.ts';
import { findFiles } from './find-files.ts';
import { findWord } from './log-lines.ts';

/** Changesets from the commit behind `after` to this one, oldest first. Throws STATE_DAMAGED. */
export async function readChangesets(
  disk: DiskReader,
  sourceId: string,
  after: number,
  upTo: number,
): Promise<readonly Changeset[]> {
  const found: Changeset[] = [];
  for (let sequence = Math.max(0, after) + 1; sequence <= upTo; sequence++) {
    const { changeset } = await readCommit(disk, sourceId, sequence);
    if (changeset !== null) found.push(changeset);
  }
  return found;
}

/** Throws STATE_DAMAGED where there is no such commit. */
export async function readCommit(disk: DiskReader, sourceId: string, sequence: number): Promise<CommitFile> {
  const file = (await findFiles(disk, sourceId)).changes(sequence);
  const bytes = await disk.read(file);
  if (bytes === null) throw damaged(file, 'is missing');
  return openCommit(bytes, { sourceId, sequence, file });
}

/** Reads the bytes of one commit. Throws STATE_DAMAGED where they are those of another. */
export function openCommit(
  bytes: Uint8Array,
  { sourceId, sequence, file }: Pick<CommitFile, 'sourceId' | 'sequence'> & { readonly file: string },
): CommitFile {
  const commit = decodeCommit(file, bytes);
  if (commit.sourceId === sourceId && commit.sequence === sequence) return commit;
  throw damaged(file, `belongs to commit ${commit.sequence} of source ${commit.sourceId}`);
}

/** The WARC file of one commit, held against the hash that the commit tells; null: it was deleted on purpose. */
export async function readEvidence(
  disk: DiskReader,
  sourceId: string,
  sequence: number,
): Promise<StoredEvidence | null> {
  const file = (await findFiles(disk, sourceId)).captures(sequence);
  const { capturesSha256 } = await readCommit(disk, sourceId, sequence);
  const bytes = await disk.read(file);
  if (bytes === null) {
    if ((await findWord(disk, file)).isPruned) return null;
    throw damaged(file, 'is missing');
  }
  if (sha256(bytes) === capturesSha256) return { file, bytes };
  throw damaged(file, 'is not what was committed: its sha256 differs');
}

/** The answers of a run that no commit keeps, held against what the log tells of them; null: they were deleted on purpose. */
export async function readRunCaptures(disk: DiskReader, file: string): Promise<StoredEvidence | null> {
  const { told, isPruned } = await findWord(disk, file);
  const bytes = await disk.read(file);
  if (bytes === null && isPruned) return null;
  if (bytes === null || told === null) throw damaged(file, 'is missing');
  if (sha256(bytes) === told.sha256) return { file, bytes };
  throw damaged(file, 'is not what was written: its sha256 differs');
}

/** The error for a file that is not what it has to be. */
export function damaged(file: string, found: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${file} ${found}`, { file });
}
