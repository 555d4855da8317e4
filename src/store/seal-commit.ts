import { sha256 } from '../lib/bytes.ts';
import type { Archive } from '../model/archive.ts';
import type { Commit } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { LoggedCommit } from '../model/run-log.ts';
import { encodeCommit, encodeCurrentInParts } from './codec.ts';
import type { Part } from './codec-envelope.ts';
import { sourceFiles } from './layout.ts';

/** What a commit builds on: the newest commit and the hash of its changes document. */
export interface Head {
  readonly sequence: number; // 0: none
  readonly changesSha256: string | null;
  readonly capturesSha256: string | null; // where it is known
}
export const NO_COMMIT: Head = { sequence: 0, changesSha256: null, capturesSha256: null };

/** What binds a commit to what was there before it. */
export interface CommitLink {
  readonly head: Head;
  readonly logSha256: string | null; // head of the log of runs
}

/** The documents of one commit, and the hashes that bind the next one to it. */
export interface SealedCommit {
  readonly evidence: Uint8Array;
  readonly changes: Uint8Array;
  readonly current: Iterable<Part>; // made while it is gone through: once
  readonly changesSha256: string;
  readonly capturesSha256: string;
}

/** Makes the documents of a commit. Throws STATE_WRITE where it does not follow the newest one. */
export async function sealCommit(
  { snapshot, changeset, captures }: Commit,
  { head, logSha256 }: CommitLink,
  { archive, version }: { readonly archive: Archive; readonly version: string },
): Promise<SealedCommit> {
  const { sourceId, sequence, takenAt, recipeHash } = snapshot;
  if (sequence !== head.sequence + 1) throw outOfTurn(sourceId, sequence, head.sequence);
  const evidence = await archive.write(captures, { sourceId, sequence, takenAt, recipeHash, version });
  const previousSha256 = head.changesSha256;
  const capturesSha256 = sha256(evidence);
  const changes = encodeCommit({ sourceId, sequence, previousSha256, capturesSha256, logSha256, takenAt, changeset });
  const changesSha256 = sha256(changes);
  const current = encodeCurrentInParts({ snapshot, changesSha256 });
  return { evidence, changes, current, changesSha256, capturesSha256 };
}

/** The error for a commit that came second. */
export function outOfTurn(sourceId: string, sequence: number, newest: number): PubwatchError {
  const file = sourceFiles(sourceId).current;
  return new PubwatchError('STATE_WRITE', `snapshot ${sequence} of ${sourceId} cannot follow ${newest}`, { file });
}

/** A commit as the log of runs tells it; null: there is none. */
export function toLoggedCommit({ sequence, changesSha256, capturesSha256 }: Head): LoggedCommit | null {
  return changesSha256 === null ? null : { sequence, changesSha256, capturesSha256 };
}
