import type { Archive } from '../model/archive.ts';
import type { CheckState } from '../model/check-state.ts';
import type { Changeset, Commit } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Clock, Logger, SourceHead, SourceState, Store } from '../model/ports.ts';
import type { Signer } from '../model/run-log-port.ts';
import type { SnapshotHead } from '../model/snapshot.ts';
import { encodeCheck } from './codec.ts';
import { onePart } from './codec-envelope.ts';
import { createDisk, type Disk } from './disk.ts';
import { orRemoved, replaceUnsynced, temporaryName } from './durable.ts';
import { findFiles } from './find-files.ts';
import { createFileHosts } from './hosts.ts';
import { isSourceFolder, newSourceFiles, numberOf, sourceFiles } from './layout.ts';
import { takeLock } from './lock.ts';
import { createFileOutbox } from './outbox.ts';
import { readChangesets, readEvidence } from './read-commits.ts';
import { type ReadCurrent, readCurrent, readCurrentHead, readSource, type StateOf } from './read-source.ts';
import { findPrunable } from './retention.ts';
import { createFileRunLog } from './run-log.ts';
import { type CommitLink, type Head, NO_COMMIT, sealCommit, toLoggedCommit } from './seal-commit.ts';
import { newestFirst, readStandings } from './standing.ts';
import { upgradeStore } from './upgrade.ts';

export interface FileStoreOptions {
  readonly clock: Clock;
  readonly archive: Archive;
  readonly secrets?: readonly string[] | undefined; // what no answer that is kept may say
  readonly version: string; // of pubwatch, told in the evidence
  readonly disk?: Disk; // default: the real one
  readonly log?: Pick<Logger, 'warn'>;
  readonly signer?: Signer | null; // of the log of runs
  readonly imprintOf?: (timestamp: Uint8Array) => string | null; // for verify; absent: timestamps are only re-hashed
}

/** The newest commit, as it was read, or made by this process. */
interface KnownHead extends Head {
  readonly silentAfter?: number; // commits that follow this one tell nothing; absent: not known
}

/**
 * A store of plain files below one folder; src/README.md shows the layout. `current.json` is the commit point: what a commit
 * writes beside it is on the disk before it is renamed into place, and what bears a higher number did not happen.
 */
export function createFileStore(folder: string, options: FileStoreOptions): Store {
  const disk = options.disk ?? createDisk(folder);
  const outbox = createFileOutbox(disk, options.log);
  const headBySource = new Map<string, KnownHead>();
  let isHeld = false;
  const readKnown = async <Read extends SnapshotHead>(sourceId: string, read: ReadCurrent<Read>) => {
    const known = await readSource(disk, sourceId, read, options.log);
    if (isHeld) await syncUnfinished(disk, sourceId, known.head, known.state.check);
    return known;
  };
  const readAs = async <Read extends SnapshotHead>(
    sourceId: string,
    read: ReadCurrent<Read>,
  ): Promise<StateOf<Read>> => {
    const { head, state } = await readKnown(sourceId, read);
    if (headBySource.get(sourceId)?.sequence !== head.sequence) headBySource.set(sourceId, head);
    return state;
  };
  const headOf = async (sourceId: string): Promise<KnownHead> => {
    const known = isHeld ? headBySource.get(sourceId) : undefined;
    return known ?? (await readKnown(sourceId, readCurrentHead)).head;
  };
  /** null: there are no commits. */
  const findChangesets = async (sourceId: string, after: number): Promise<readonly Changeset[] | null> => {
    const { commitFolders } = await findFiles(disk, sourceId);
    const names = await disk.list(commitFolders.changes);
    if (!names.some((name) => (numberOf(name, 'changes') ?? 0) > after)) return null;
    return readChangesets(disk, sourceId, after, (await headOf(sourceId)).sequence);
  };
  const runLog = createFileRunLog(disk, {
    clock: options.clock,
    archive: options.archive,
    secrets: options.secrets,
    version: options.version,
    signer: options.signer ?? null,
    log: options.log,
    commitOf: async (sourceId) => {
      const head = await headOf(sourceId).catch(unreadable);
      const own = headBySource.get(sourceId); // knows the hash of its evidence too
      return toLoggedCommit(own?.changesSha256 === head.changesSha256 ? own : head);
    },
  });
  const sourceIds = async (): Promise<readonly string[]> => (await disk.folders('.')).filter(isSourceFolder);
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
    sourceIds,
    unsettled: sourceIds,
    read: (sourceId): Promise<SourceState> => readAs(sourceId, readCurrent),
    readHead: (sourceId): Promise<SourceHead> => readAs(sourceId, readCurrentHead),
    standings: (ids) => readStandings(ids, (id) => readAs(id, readCurrent)),
    commit: async (commit, check) => {
      const { sourceId } = commit.snapshot;
      const head = await headOf(sourceId);
      headBySource.delete(sourceId); // after a failure the files tell how far it came
      const logSha256 = (await runLog.head())?.sha256 ?? null;
      const hashes = await writeCommit(disk, commit, { head, logSha256 }, options);
      const { sequence } = commit.snapshot;
      const silentAfter = commit.changeset === null ? (head.silentAfter ?? head.sequence) : sequence;
      headBySource.set(sourceId, { sequence, ...hashes, silentAfter });
      await storeCheck(disk, sourceId, check);
    },
    writeCheck: async (sourceId, check) => {
      // Where nothing changed there is a snapshot, and so the folder.
      if (check.lastOutcome !== 'unchanged') await disk.makeFolder(sourceFiles(sourceId).folder);
      await storeCheck(disk, sourceId, check);
    },
    changesets: async (sourceId, after) => {
      const own = isHeld ? headBySource.get(sourceId) : undefined;
      if (own !== undefined && own.sequence <= after) return [];
      const isSilent = own?.silentAfter !== undefined && own.silentAfter <= after;
      const found = isSilent ? [] : await findChangesets(sourceId, after);
      // Commits without changes owe nothing: said once, they need not be read again.
      const isHint = isHeld && found?.length === 0 && after <= (await outbox.settledUpTo(sourceId));
      if (isHint) await outbox.settle(sourceId, (await headOf(sourceId)).sequence);
      return found ?? [];
    },
    newest: async (sourceId, count) => {
      const found: Changeset[] = [];
      for (const id of sourceId === null ? await sourceIds() : [sourceId])
        found.push(...(await readChangesets(disk, id, 0, (await headOf(id)).sequence)));
      return newestFirst(found).slice(0, count);
    },
    evidence: (sourceId, sequence) => readEvidence(disk, sourceId, sequence),
    commitFolders: async (sourceId) => (await findFiles(disk, sourceId)).commitFolders,
    prune: async (sourceId, limits) => {
      const { snapshot } = await readAs(sourceId, readCurrentHead);
      if (snapshot === null) return [];
      const doomed = await findPrunable(disk, snapshot, limits, options.clock.now());
      if (doomed.length === 0) return [];
      // Told before it is done: after a crash in between the files are there, which no check minds.
      await runLog.prune(doomed);
      for (const file of doomed) await disk.remove(file);
      await disk.syncFolder((await findFiles(disk, sourceId)).commitFolders.captures);
      return doomed;
    },
    verify: async (sourceId, witness) => {
      const { verifyStore } = await import('./verify.ts');
      return verifyStore(disk, sourceId, { witness, imprintOf: options.imprintOf });
    },
  };
}

/**
 * Not synced: after a power failure an old or unreadable check costs one full read, a sync at every check costs more. A reader of the
 * file may find it half written where it holds counters and validators, but not what is known or was told of an incident.
 */
function storeCheck(disk: Disk, sourceId: string, check: CheckState): Promise<void> {
  const file = sourceFiles(sourceId).check;
  const bytes = encodeCheck(sourceId, check);
  return isSound(check) ? disk.overwrite(file, bytes) : replaceUnsynced(disk, file, bytes);
}

function isSound({ lastOutcome, incident, recovery }: CheckState): boolean {
  return lastOutcome !== 'held' && lastOutcome !== 'failed' && incident === null && recovery === null;
}

/**
 * A check tells of its commit once that is synced. Where it does not, a crash came between, and what is built on the commit now (a line of
 * the log, a mail, the next commit) must not outlive it.
 */
async function syncUnfinished(disk: Disk, sourceId: string, { sequence }: Head, check: CheckState): Promise<void> {
  if (sequence === 0 || check.sequence === sequence) return;
  await disk.syncFolder(sourceFiles(sourceId).folder);
  await disk.syncFolder('.');
}

const UNREADABLE: ReadonlySet<string> = new Set(['STATE_DAMAGED', 'STATE_NEWER']);

/** The log goes on where one source's files do not. */
function unreadable(error: unknown): Head {
  if (error instanceof PubwatchError && UNREADABLE.has(error.code)) return NO_COMMIT;
  throw error;
}

/**
 * Writes all of a commit and makes it the newest. The first of a source goes into a folder that then takes the source's name whole: one sync
 * less than to write it where the source lies.
 */
async function writeCommit(
  disk: Disk,
  commit: Commit,
  link: CommitLink,
  options: FileStoreOptions,
): Promise<Omit<Head, 'sequence'>> {
  const { sourceId, sequence } = commit.snapshot;
  const { evidence, changes, current, ...hashes } = await sealCommit(commit, link, options);
  // What a check that failed has left there is not moved: then the first commit is written like any other.
  const isNew = link.head.sequence === 0 && !(await disk.isThere(sourceFiles(sourceId).folder));
  const source = isNew ? sourceFiles(sourceId) : await findFiles(disk, sourceId);
  const files = isNew ? newSourceFiles(sourceId) : source;
  const snapshot = isNew ? files.current : temporaryName(files.current);
  await orRemoved(disk, [snapshot, files.changes(sequence), files.captures(sequence)], async () => {
    const filled = Object.values(files.commitFolders);
    const isMade = await makeFolders(disk, [files.folder, ...filled]);
    const isFirst = link.head.sequence === 0;
    // That a folder is there does not say that its name is synced, until a commit in it was.
    const above = [...(isFirst && !isNew ? ['.'] : []), ...(isMade || isFirst ? [files.folder] : [])];
    await disk.writeAllSynced(
      [
        { name: files.captures(sequence), parts: onePart(evidence) },
        { name: files.changes(sequence), parts: onePart(changes) },
        { name: snapshot, parts: current },
      ],
      [...new Set([...filled, ...above])],
    );
  });
  // From here on nothing may be taken back: a rename that reports an error may have been done all the same.
  const [from, to, around] = isNew ? [files.folder, source.folder, '.'] : [snapshot, source.current, source.folder];
  await disk.rename(from, to);
  await disk.syncFolder(around);
  return hashes;
}

async function makeFolders(disk: Disk, folders: readonly string[]): Promise<boolean> {
  let isMade = false;
  for (const name of folders) isMade = (await disk.makeFolder(name)) === 'made' || isMade;
  return isMade;
}
