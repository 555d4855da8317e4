import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import type { Clock, Logger } from '../model/ports.ts';
import { createDisk, type Disk, type DiskReader } from './disk.ts';
import { compareStates, listState } from './documents.ts';
import { LOCK_FILE } from './layout.ts';
import { takeLock } from './lock.ts';
import { createAdvisoryLocks } from './pg/advisory.ts';
import { createDatabase, type Database, type Rows } from './pg/database.ts';
import { createDocuments } from './pg/documents.ts';
import { importState } from './pg/import-state.ts';
import { createStoreLocks } from './pg/pg-lock.ts';
import { upgradeStore } from './upgrade.ts';
import { verifyStore } from './verify.ts';

export interface Move {
  readonly folder: string; // the snapshots folder
  readonly url: string; // of the database
  readonly clock: Clock;
  readonly log?: Pick<Logger, 'warn'>;
}

/**
 * Moves state from files into an empty database, in one transaction; the files stay as they are. Returns how many documents were
 * moved. Throws DATA_INVALID where the state is not sound, the database is not empty, or a document would come out otherwise;
 * STATE_LOCKED, STATE_WRITE.
 */
export async function moveToDatabase({ folder, url, clock, log }: Move): Promise<number> {
  const disk = createDisk(folder);
  await refuseEmpty(disk, folder);
  const unlock = await takeLock(folder, disk);
  try {
    await upgradeStore(disk, log);
    await refuseUnsound(disk, folder);
    return await withDatabase(url, clock, (db) =>
      db.transaction(async (rows) => {
        await refuseFilled(rows);
        await importState(disk, rows);
        return compareStates(disk, createDocuments(rows));
      }),
    );
  } finally {
    unlock();
  }
}

/**
 * Moves state from the database into files. They are written into FOLDER.moving, which takes its name when it is whole; the database
 * stays as it is. Returns how many documents were moved. Throws as the way there does.
 */
export function moveToFiles({ folder, url, clock, log }: Move): Promise<number> {
  return withDatabase(url, clock, async (db) => {
    const moving = `${folder.replace(TRAILING_SLASHES, '')}.moving`;
    await refuseFilledFolder(folder, 'state is moved into an empty folder only; --snapshots names another');
    await refuseFilledFolder(moving, 'is left of a move that was stopped: remove it and begin anew');
    const from = createDocuments(db);
    await refuseEmpty(from, 'the database');
    await refuseUnsound(from, 'the database');
    const disk = createDisk(moving);
    await writeAll(from, disk);
    const count = await compareStates(from, disk);
    await upgradeStore(disk, log); // notes the format
    await rm(folder, { recursive: true, force: true }); // empty
    await rename(moving, folder);
    return count;
  });
}

const TRAILING_SLASHES = /\/+$/; // snapshots/

/** Nobody else works on the database meanwhile. */
async function withDatabase<Result>(
  url: string,
  clock: Clock,
  work: (db: Database) => Promise<Result>,
): Promise<Result> {
  const db = createDatabase(url);
  try {
    const held = await createStoreLocks(createAdvisoryLocks(db, clock), clock).take('all');
    try {
      return await work(db);
    } finally {
      await held.release();
    }
  } finally {
    await db.close();
  }
}

async function writeAll(from: DiskReader, disk: Disk): Promise<void> {
  const folders = new Set(['.']);
  await disk.makeFolder('.');
  for (const name of await listState(from)) {
    const bytes = await from.read(name);
    if (bytes === null) continue;
    const folder = dirname(name);
    if (!folders.has(folder)) await disk.makeFolder(folder);
    for (const one of [folder, dirname(folder)]) folders.add(one);
    await disk.writeSynced(name, bytes);
  }
  for (const folder of folders) await disk.syncFolder(folder);
}

async function refuseEmpty(from: DiskReader, where: string): Promise<void> {
  for (const name of await listState(from)) if ((await from.read(name)) !== null) return;
  throw new PubwatchError('DATA_INVALID', `${where}: there is no state to move`, {});
}

async function refuseFilledFolder(folder: string, why: string): Promise<void> {
  const found = (await createDisk(folder).list('.')).filter((name) => name !== LOCK_FILE);
  if (found.length > 0) throw new PubwatchError('DATA_INVALID', `${folder}: ${why}; it holds ${found[0]}`, {});
}

async function refuseFilled(rows: Rows): Promise<void> {
  const [filled] = await rows.query(
    `select 1 as one from pubwatch.sources union all select 1 from pubwatch.messages union all select 1 from pubwatch.runs
     union all select 1 from pubwatch.unsubscriptions union all select 1 from pubwatch.hosts limit 1`,
  );
  if (filled === undefined) return;
  throw new PubwatchError('DATA_INVALID', 'the database is not empty: state is moved into an empty one only', {});
}

async function refuseUnsound(from: DiskReader, where: string): Promise<void> {
  const { findings } = await verifyStore(from, null, {});
  const [first] = findings;
  if (first === undefined) return;
  const told = `${first.file}: ${first.problem}: ${first.message}`;
  throw new PubwatchError(
    'DATA_INVALID',
    `${where} is not sound, and stays where it is: ${told} (${findings.length} in all)`,
    {},
  );
}
