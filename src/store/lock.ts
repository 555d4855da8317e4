import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import type { Disk } from './disk.ts';
import { LOCK_FILE } from './layout.ts';

/**
 * Takes the one lock of a snapshots folder: SQLite's own exclusive lock on an empty file, which the operating system drops
 * when the process ends in whatever way. No other code of this process may open that file: closing it would drop the lock.
 * Throws STATE_LOCKED at once when another holds it, STATE_WRITE when the file cannot be had.
 */
export async function takeLock(root: string, disk: Disk): Promise<() => void> {
  await disk.makeFolder('.');
  const { DatabaseSync } = await import('node:sqlite');
  const path = join(root, LOCK_FILE);
  try {
    const database = new DatabaseSync(path);
    try {
      accessSync(path, constants.W_OK); // SQLite takes a lock of readers only where it may not write, and says nothing
      // Nothing is ever written. OFF, which says so, is refused since Node defends databases, and a journal would lie beside the lock.
      database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      throw error;
    }
    return () => database.close();
  } catch (error) {
    throw lockFailure(path, error);
  }
}

const BUSY = 5; // SQLITE_BUSY, sqlite.org/rescode.html
const NOT_A_DATABASE = 26; // SQLITE_NOTADB

function lockFailure(path: string, cause: unknown): PubwatchError {
  const code = cause instanceof Error && 'errcode' in cause ? cause.errcode : null;
  const detail = { file: LOCK_FILE };
  if (code === BUSY) {
    return new PubwatchError('STATE_LOCKED', `another pubwatch is at work here: ${path} is locked`, detail, cause);
  }
  const found =
    code === NOT_A_DATABASE
      ? 'it holds something else; remove it'
      : cause instanceof Error
        ? cause.message
        : String(cause);
  return new PubwatchError('STATE_WRITE', `cannot lock ${path}: ${found}`, detail, cause);
}
