import type { Archive } from '../../model/archive.ts';
import type { CheckState } from '../../model/check-state.ts';
import type { Changeset, Commit } from '../../model/commit.ts';
import type {
  Clock,
  Held,
  Logger,
  SourceHead,
  SourceState,
  Store,
  StorePart,
  Unsubscriptions,
} from '../../model/ports.ts';
import type { Signer } from '../../model/run-log-port.ts';
import type { SnapshotHead } from '../../model/snapshot.ts';
import { toPulse, toSeen } from '../../model/standing.ts';
import { encodeCheck } from '../codec.ts';
import { joinParts } from '../codec-envelope.ts';
import type { DiskReader } from '../disk.ts';
import { numberOf, sourceFiles } from '../layout.ts';
import { openCommit, readEvidence } from '../read-commits.ts';
import { type ReadCurrent, readCurrent, readCurrentHead, readSource, type StateOf } from '../read-source.ts';
import { findPrunable } from '../retention.ts';
import { type Head, NO_COMMIT, outOfTurn, type SealedCommit, sealCommit } from '../seal-commit.ts';
import { verifyStore } from '../verify.ts';
import { createAdvisoryLocks } from './advisory.ts';
import { createDatabase, type Rows } from './database.ts';
import { createDocuments, inOnePiece } from './documents.ts';
import { createPgHosts } from './pg-hosts.ts';
import { createStoreLocks, type StoreLocks } from './pg-lock.ts';
import { lookAtNewest, lookAtStandings } from './pg-looks.ts';
import { createPgOutbox } from './pg-outbox.ts';
import { createPgRunLog } from './pg-run-log.ts';
import { createPgUnsubscriptions } from './pg-unsubscriptions.ts';

export interface PgStoreOptions {
  readonly clock: Clock;
  readonly archive: Archive;
  readonly secrets?: readonly string[] | undefined; // what no answer that is kept may say
  readonly version: string; // of pubwatch, told in the evidence
  readonly log?: Pick<Logger, 'warn'>;
  readonly signer?: Signer | null; // of the log of runs
  readonly imprintOf?: (timestamp: Uint8Array) => string | null; // for verify; absent: timestamps are only re-hashed
}
export interface PgStore {
  readonly store: Store;
  readonly unsubscriptions: Unsubscriptions;
  readonly query: Rows['query'];
  close(): Promise<void>;
}

/**
 * The store in a PostgreSQL database; `url` is its address. A commit is one transaction: snapshot, changes, evidence and check state
 * are there together or not at all, and of two that would follow the same commit the second is refused. Documents and evidence lie in
 * the tables as they would lie in files, byte for byte.
 */
export function createPgStore(url: string, options: PgStoreOptions): PgStore {
  const db = createDatabase(url);
  const documents = createDocuments(db);
  const advisory = createAdvisoryLocks(db, options.clock);
  const locks = createStoreLocks(advisory, options.clock);
  const runLog = createPgRunLog(db, { ...options, signer: options.signer ?? null, check: locks.check });
  const looked = new Map<string, SourceRow>(); // with the lock on the source, for who reads it first
  const reading = { db, documents, looked, log: options.log };
  const readHeadOf = (sourceId: string): Promise<SourceHead> =>
    readState({ ...reading, read: readCurrentHead }, sourceId);
  const readOf = (sourceId: string): Promise<SourceState> => readState({ ...reading, read: readCurrent }, sourceId);
  const store: Store = {
    outbox: createPgOutbox(db, { documents, locks: advisory, check: locks.check }),
    runLog,
    hosts: createPgHosts(db, advisory, options.clock),
    lock: (scope = 'all') => locks.take(scope),
    holdPart: (part, signal) => holdPart(part, locks, looked, signal),
    sourceIds: () => idsWhere(db, 'sequence > 0 or checked is not null'),
    unsettled: () => idsWhere(db, 'sequence > settled'),
    read: readOf,
    readHead: readHeadOf,
    standings: (ids) => lookAtStandings(db, ids, readOf),
    commit: async (commit, check) => {
      locks.check();
      const [head, known] = await Promise.all([readHead(db, commit.snapshot.sourceId), runLog.head()]);
      const sealed = await sealCommit(commit, { head, logSha256: known?.sha256 ?? null }, options);
      looked.delete(commit.snapshot.sourceId);
      await db.transaction((rows) => storeCommit(rows, commit, sealed, check));
    },
    writeCheck: async (sourceId, check) => {
      sourceFiles(sourceId); // refuses an id that no source can have
      locks.check();
      looked.delete(sourceId);
      await db.query(
        `insert into pubwatch.sources (source_id, checked, pulse) values ($1, $2, $3)
         on conflict (source_id) do update set checked = excluded.checked, pulse = excluded.pulse`,
        [sourceId, encodeCheck(sourceId, check), JSON.stringify(toPulse(check))],
      );
    },
    changesets: (sourceId, after) => readChangesets(db, sourceId, after),
    newest: (sourceId, count) => lookAtNewest(db, sourceId, count),
    evidence: (sourceId, sequence) => readEvidence(documents, sourceId, sequence),
    commitFolders: async (sourceId) => sourceFiles(sourceId).commitFolders,
    prune: async (sourceId, limits) => {
      const { snapshot } = await readHeadOf(sourceId);
      if (snapshot === null) return [];
      const doomed = await findPrunable(documents, snapshot, limits, options.clock.now());
      if (doomed.length === 0) return [];
      locks.check();
      const sequences = doomed.flatMap((file) => numberOf(file.split('/').at(-1) ?? '', 'captures') ?? []);
      await db.transaction(async (rows) => {
        await runLog.prune(rows, doomed);
        await rows.query('delete from pubwatch.captures where source_id = $1 and sequence = any($2)', [
          sourceId,
          sequences,
        ]);
      });
      return doomed;
    },
    verify: (sourceId, witness) =>
      db.transaction(async (rows) => {
        await rows.query('set transaction isolation level repeatable read, read only'); // others may write meanwhile
        return verifyStore(createDocuments(rows), sourceId, { witness, imprintOf: options.imprintOf });
      }),
  };
  return { store, unsubscriptions: createPgUnsubscriptions(db), query: db.query, close: db.close };
}

async function idsWhere(rows: Rows, condition: string): Promise<readonly string[]> {
  const found = await rows.query<{ id: string }>(
    `select source_id as id from pubwatch.sources where ${condition} order by source_id`,
  );
  return found.map(({ id }) => id);
}

interface SourceRow {
  readonly current: Buffer | null;
  readonly checked: Buffer | null;
}

/** Holds a source with a look at its row, which nobody else writes from then on. */
async function holdPart(
  part: StorePart,
  locks: StoreLocks,
  looked: Map<string, SourceRow>,
  signal: AbortSignal,
): Promise<Held> {
  if (part === 'post') return locks.wait(part, signal);
  const { sourceId } = part;
  const held = await locks.wait(part, signal, { by: 'pubwatch.look_at_source', of: sourceId });
  const [row] = held.found;
  if (row !== undefined && isSourceRow(row)) looked.set(sourceId, row);
  return {
    release: () => {
      looked.delete(sourceId);
      return held.release();
    },
  };
}

/** No row, or a large one: nothing is known, and it is asked for. */
function isSourceRow(row: object): row is SourceRow {
  return 'current' in row && 'checked' in row && (row.current !== null || row.checked !== null);
}

interface Reading<Read> {
  readonly db: Rows;
  readonly documents: DiskReader;
  readonly looked: Map<string, SourceRow>;
  readonly read: ReadCurrent<Read>;
  readonly log: Pick<Logger, 'warn'> | undefined;
}

/** Snapshot and check in one question; whatever else has to be looked up is rare. */
async function readState<Read extends SnapshotHead>(
  { db, documents, looked, read, log }: Reading<Read>,
  sourceId: string,
): Promise<StateOf<Read>> {
  const files = sourceFiles(sourceId);
  const known = looked.get(sourceId);
  looked.delete(sourceId);
  const [row] = known
    ? [known]
    : await db.query<SourceRow>('select current, checked from pubwatch.sources where source_id = $1', [sourceId]);
  const readRow = async (name: string): Promise<Uint8Array | null> => {
    if (name === files.current) return row?.current ?? null;
    return name === files.check ? (row?.checked ?? null) : documents.read(name);
  };
  const disk = { ...documents, read: readRow, readPieces: inOnePiece(readRow) };
  return (await readSource(disk, sourceId, read, log)).state;
}

async function readHead(rows: Rows, sourceId: string): Promise<Head> {
  const [head] = await rows.query<Head>(
    `select sequence, changes_sha256 as "changesSha256", captures_sha256 as "capturesSha256"
     from pubwatch.sources where source_id = $1`,
    [sourceId],
  );
  return head ?? NO_COMMIT;
}

/** The row of the source is the commit point: where it does not stand on the commit before this one, nothing is stored. */
async function storeCommit(
  rows: Rows,
  { snapshot, changeset }: Commit,
  sealed: SealedCommit,
  check: CheckState,
): Promise<void> {
  const { sourceId, sequence } = snapshot;
  const moved = await rows.query(
    `insert into pubwatch.sources as s (source_id, sequence, changes_sha256, captures_sha256, current, checked, seen, pulse, settled)
     values ($1, $2, $3, $4, $5, $6, $8, $9, case when $7 then 0 else $2 end)
     on conflict (source_id) do update set
       sequence = excluded.sequence, changes_sha256 = excluded.changes_sha256, captures_sha256 = excluded.captures_sha256,
       current = excluded.current, checked = excluded.checked, seen = excluded.seen, pulse = excluded.pulse,
       -- A commit without changes owes nothing.
       settled = case when not $7 and s.settled >= $2 - 1 then $2 else s.settled end
     where s.sequence = $2 - 1
     returning sequence`,
    [
      sourceId,
      sequence,
      sealed.changesSha256,
      sealed.capturesSha256,
      joinParts(sealed.current),
      encodeCheck(sourceId, check),
      changeset !== null,
      JSON.stringify(toSeen(snapshot)),
      JSON.stringify(toPulse(check)),
    ],
  );
  if (moved.length === 0) throw outOfTurn(sourceId, sequence, (await readHead(rows, sourceId)).sequence);
  await rows.query(
    'insert into pubwatch.commits (source_id, sequence, at, has_changes, changes) values ($1, $2, $3, $4, $5)',
    [sourceId, sequence, snapshot.takenAt, changeset !== null, sealed.changes],
  );
  await rows.query('insert into pubwatch.captures (source_id, sequence, warc) values ($1, $2, $3)', [
    sourceId,
    sequence,
    sealed.evidence,
  ]);
}

async function readChangesets(rows: Rows, sourceId: string, after: number): Promise<readonly Changeset[]> {
  sourceFiles(sourceId);
  const found = await rows.query<{ sequence: number; changes: Buffer }>(
    `select sequence, changes from pubwatch.commits
     where source_id = $1 and sequence > $2 and has_changes order by sequence`,
    [sourceId, after],
  );
  return found.flatMap(
    ({ sequence, changes }) =>
      openCommit(changes, { sourceId, sequence, file: sourceFiles(sourceId).changes(sequence) }).changeset ?? [],
  );
}
