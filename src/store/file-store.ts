import { sha256 } from '../lib/bytes.ts';
import { type CheckState, NEVER_CHECKED } from '../model/check-state.ts';
import type { Commit } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Archive, Clock, Logger, Signer, SourceHead, SourceState, Store } from '../model/ports.ts';
import type { LoggedCommit } from '../model/run-log.ts';
import type { SnapshotHead } from '../model/snapshot.ts';
import { decodeCheck, decodeCurrent, decodeCurrentHead, encodeCheck, encodeCommit, encodeCurrent } from './codec.ts';
import { createDisk, type Disk } from './disk.ts';
import { orRemoved, readSettled, replaceUnsynced, temporaryName, together } from './durable.ts';
import { createFileHosts } from './hosts.ts';
import { isSourceFolder, numberOf, sourceFiles } from './layout.ts';
import { takeLock } from './lock.ts';
import { createFileOutbox } from './outbox.ts';
import { damaged, readChangesets, readEvidence } from './read-commits.ts';
import { findPrunable } from './retention.ts';
import { createFileRunLog } from './run-log.ts';
import { upgradeStore } from './upgrade.ts';
import { verifyStore } from './verify.ts';

export interface FileStoreOptions {
  readonly clock: Clock;
  readonly archive: Archive;
  readonly version: string; // of pubwatch, told in the evidence
  readonly disk?: Disk; // default: the real one
  readonly log?: Pick<Logger, 'warn'>;
  readonly signer?: Signer | null; // of the log of runs
  readonly imprintOf?: (timestamp: Uint8Array) => string | null; // for verify; absent: timestamps are only re-hashed
}

/** What a commit builds on: the newest commit and the hash of its changes file. */
interface Head {
  readonly sequence: number; // 0: none
  readonly changesSha256: string | null;
  readonly capturesSha256: string | null; // where this process wrote it
}

/**
 * A store of plain files below one folder; src/README.md shows the layout. `current.json` is the commit point: what a commit
 * writes beside it is on the disk before it is renamed into place, and what bears a higher number did not happen.
 */
export function createFileStore(folder: string, options: FileStoreOptions): Store {
  const disk = options.disk ?? createDisk(folder);
  const outbox = createFileOutbox(disk, options.log);
  const headBySource = new Map<string, Head>();
  let isHeld = false;
  const readAs = async <Read extends SnapshotHead>(sourceId: string, decode: Decode<Read>): Promise<StateOf<Read>> => {
    const { head, state } = await readSource(disk, sourceId, decode, options.log);
    if (headBySource.get(sourceId)?.sequence !== head.sequence) headBySource.set(sourceId, head);
    return state;
  };
  const headOf = async (sourceId: string): Promise<Head> => {
    const known = isHeld ? headBySource.get(sourceId) : undefined;
    return known ?? (await readSource(disk, sourceId, decodeCurrentHead, options.log)).head;
  };
  const runLog = createFileRunLog(disk, {
    clock: options.clock,
    version: options.version,
    signer: options.signer ?? null,
    log: options.log,
    commitOf: async (sourceId) => {
      const head = await headOf(sourceId).catch(unreadable);
      const own = headBySource.get(sourceId); // knows the hash of its evidence too
      return toLoggedCommit(own?.changesSha256 === head.changesSha256 ? own : head);
    },
  });
  return {
    outbox,
    runLog,
    hosts: createFileHosts(disk),
    lock: async () => {
      const release = await takeLock(folder, disk);
      try {
        await upgradeStore(disk, options.log);
      } catch (error) {
        release();
        throw error;
      }
      isHeld = true;
      headBySource.clear(); // another process may have written since
      outbox.hold();
      runLog.hold();
      return {
        release: async () => {
          isHeld = false;
          runLog.letGo();
          try {
            await outbox.letGo();
          } finally {
            release();
          }
        },
      };
    },
    sourceIds: async () => (await disk.folders('.')).filter(isSourceFolder),
    read: (sourceId): Promise<SourceState> => readAs(sourceId, decodeCurrent),
    readHead: (sourceId): Promise<SourceHead> => readAs(sourceId, decodeCurrentHead),
    commit: async (commit, check) => {
      const { sourceId } = commit.snapshot;
      const head = await headOf(sourceId);
      headBySource.delete(sourceId); // after a failure the files tell how far it came
      const logSha256 = (await runLog.head())?.sha256 ?? null;
      const hashes = await writeCommit(disk, commit, { head, logSha256 }, options);
      headBySource.set(sourceId, { sequence: commit.snapshot.sequence, ...hashes });
      await replaceUnsynced(disk, sourceFiles(sourceId).check, encodeCheck(sourceId, check));
    },
    writeCheck: async (sourceId, check) => {
      const files = sourceFiles(sourceId);
      const bytes = encodeCheck(sourceId, check);
      if (isQuiet(check)) return disk.overwrite(files.check, bytes);
      await disk.makeFolder(files.folder);
      // Not synced: after a power failure an old or unreadable check costs one full read, a sync at every check costs more.
      await replaceUnsynced(disk, files.check, bytes);
    },
    changesets: async (sourceId, after) => {
      const files = sourceFiles(sourceId);
      const own = isHeld ? headBySource.get(sourceId) : undefined;
      if (own !== undefined && own.sequence <= after) return [];
      const numbers = (await disk.list(files.changesFolder)).flatMap((name) => numberOf(name) ?? []);
      if (!numbers.some((number) => number > after)) return [];
      const { sequence } = await headOf(sourceId);
      const found = await readChangesets(disk, sourceId, after, sequence);
      // Commits without changes owe nothing: said once, they need not be read again.
      const isHint = isHeld && found.length === 0 && after <= (await outbox.settledUpTo(sourceId));
      if (isHint) await outbox.settle(sourceId, sequence);
      return found;
    },
    evidence: (sourceId, sequence) => readEvidence(disk, sourceId, sequence),
    prune: async (sourceId, limits) => {
      const { snapshot } = await readAs(sourceId, decodeCurrentHead);
      if (snapshot === null) return [];
      const doomed = await findPrunable(disk, snapshot, limits, options.clock.now());
      if (doomed.length === 0) return [];
      // Told before it is done: after a crash in between the files are there, which no check minds.
      await runLog.prune(doomed);
      for (const file of doomed) await disk.remove(file);
      await disk.syncFolder(sourceFiles(sourceId).capturesFolder);
      return doomed;
    },
    verify: (sourceId, witness) => verifyStore(disk, sourceId, { witness, imprintOf: options.imprintOf }),
  };
}

/**
 * A check that a reader of the file may find half written: it holds counters and validators, and its loss costs one full read. What
 * was told of an incident is not among them. Where it is quiet there is a snapshot, and so the folder.
 */
function isQuiet({ lastOutcome, incident, recovery }: CheckState): boolean {
  return lastOutcome === 'unchanged' && incident === null && recovery === null;
}

const NO_COMMIT: Head = { sequence: 0, changesSha256: null, capturesSha256: null };

function toLoggedCommit({ sequence, changesSha256, capturesSha256 }: Head): LoggedCommit | null {
  return changesSha256 === null ? null : { sequence, changesSha256, capturesSha256 };
}

/** The log goes on where one source's files do not. */
function unreadable(error: unknown): Head {
  if (error instanceof PubwatchError && error.code.startsWith('STATE_')) return NO_COMMIT;
  throw error;
}

/** Reads current.json, whole or in part. */
type Decode<Read> = (file: string, bytes: Uint8Array) => { readonly snapshot: Read; readonly changesSha256: string };
interface StateOf<Read> {
  readonly snapshot: Read | null;
  readonly check: CheckState;
}

async function readSource<Read extends SnapshotHead>(
  disk: Disk,
  sourceId: string,
  decode: Decode<Read>,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<{ readonly head: Head; readonly state: StateOf<Read> }> {
  const files = sourceFiles(sourceId);
  const [bytes, check] = await Promise.all([disk.read(files.current), readCheck(disk, sourceId, log)]);
  if (bytes === null) {
    await refuseLostSnapshot(disk, sourceId, check);
    return { head: NO_COMMIT, state: { snapshot: null, check } };
  }
  const { snapshot, changesSha256 } = decode(files.current, bytes);
  if (snapshot.sourceId !== sourceId) throw damaged(files.current, `belongs to source ${snapshot.sourceId}`);
  const head = { sequence: snapshot.sequence, changesSha256, capturesSha256: null };
  // Validators of another snapshot would let a 304 hide what a crash or a hold kept out of this one.
  return { head, state: { snapshot, check: check.sequence === snapshot.sequence ? check : { ...check, pages: [] } } };
}

/**
 * A check that cannot be read is as if there had been none: an open incident is then opened and told anew, the next crawl asks
 * for everything. Holding the source until a person comes would be worse than that.
 */
async function readCheck(disk: Disk, sourceId: string, log: Pick<Logger, 'warn'> | undefined): Promise<CheckState> {
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
async function refuseLostSnapshot(disk: Disk, sourceId: string, check: CheckState): Promise<void> {
  const files = sourceFiles(sourceId);
  const newest = Math.max(0, ...(await disk.list(files.changesFolder)).map((name) => numberOf(name) ?? 0));
  if (newest <= 1 && check.sequence === 0) return;
  throw damaged(
    files.current,
    `is missing, but ${newest > 1 ? files.changes(newest) : files.check} is there: move the folder ${files.folder} away to begin anew`,
  );
}

/** Writes all of a commit and makes it the newest. */
async function writeCommit(
  disk: Disk,
  commit: Commit,
  { head, logSha256 }: { readonly head: Head; readonly logSha256: string | null },
  options: FileStoreOptions,
): Promise<Omit<Head, 'sequence'>> {
  const { snapshot, changeset, captures } = commit;
  const { sourceId, sequence } = snapshot;
  const files = sourceFiles(sourceId);
  if (sequence !== head.sequence + 1) {
    throw new PubwatchError('STATE_WRITE', `snapshot ${sequence} of ${sourceId} cannot follow ${head.sequence}`, {
      file: files.current,
    });
  }
  const { takenAt, recipeHash } = snapshot;
  const { archive, version } = options;
  const evidence = await archive.write(captures, { sourceId, sequence, takenAt, recipeHash, version });
  const previousSha256 = head.changesSha256;
  const capturesSha256 = sha256(evidence);
  const changes = encodeCommit({ sourceId, sequence, previousSha256, capturesSha256, logSha256, takenAt, changeset });
  const changesSha256 = sha256(changes);
  const current = encodeCurrent({ snapshot, changesSha256 });
  const temporary = temporaryName(files.current);
  await orRemoved(disk, [temporary, files.changes(sequence), files.captures(sequence)], async () => {
    const isNew = await makeFolders(disk, [files.folder, files.changesFolder, files.capturesFolder]);
    await together([
      disk.writeSynced(files.captures(sequence), evidence),
      disk.writeSynced(files.changes(sequence), changes),
      disk.writeSynced(temporary, current),
    ]);
    const folders = [files.changesFolder, files.capturesFolder, ...(isNew ? ['.', files.folder] : [])];
    await together(folders.map((name) => disk.syncFolder(name)));
  });
  // From here on nothing may be taken back: a rename that reports an error may have been done all the same.
  await disk.rename(temporary, files.current);
  await disk.syncFolder(files.folder);
  return { changesSha256, capturesSha256 };
}

async function makeFolders(disk: Disk, folders: readonly string[]): Promise<boolean> {
  let isNew = false;
  for (const name of folders) isNew = (await disk.makeFolder(name)) === 'made' || isNew;
  return isNew;
}
