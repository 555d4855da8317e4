import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PubwatchError } from '../model/errors.ts';

/**
 * The few things the store asks of a disk, with names below one folder. A test puts its own in place: one that fails or dies
 * at the n-th call, one that forgets what was not synced.
 */
export interface Disk {
  /** null: no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /** The bytes of a file from an offset on, and its whole size. null: no such file. */
  readFrom(name: string, offset: number): Promise<{ readonly size: number; readonly bytes: Uint8Array } | null>;
  /** Names of files and folders in a folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Names of the folders in a folder, sorted. */
  folders(folder: string): Promise<readonly string[]>;
  /** Makes the folder and those above it. */
  makeFolder(folder: string): Promise<'made' | 'there'>;
  /** Creates or overwrites; may be cut or empty after a power failure. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Creates or overwrites; the bytes survive a power failure, the name once its folder is synced. */
  writeSynced(name: string, bytes: Uint8Array): Promise<void>;
  /** Puts bytes at an offset, drops what stood behind it, syncs. A failure leaves the file as long as the offset. */
  appendSynced(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is removed already. */
  remove(name: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

/** The disk below one folder. Failed writes throw STATE_WRITE, failed reads STATE_DAMAGED, both with file and reason. */
export function createDisk(root: string): Disk {
  const pathOf = (name: string): string => join(root, name);
  const reading = <T>(name: string, absent: T, read: (path: string) => Promise<T>): Promise<T> =>
    read(pathOf(name)).catch((cause: unknown) => {
      const reason = reasonOf(cause);
      if (reason === 'ENOENT') return absent;
      throw failure('STATE_DAMAGED', 'read', pathOf(name), name, cause);
    });
  const writing = <T>(name: string, write: (path: string) => Promise<T>): Promise<T> =>
    write(pathOf(name)).catch((cause: unknown) => {
      throw failure('STATE_WRITE', 'write', pathOf(name), name, cause);
    });
  return {
    read: (name) => reading<Uint8Array | null>(name, null, (path) => readFile(path)),
    readFrom: (name, offset) => reading(name, null, (path) => readTail(path, offset)),
    list: (folder) => reading<readonly string[]>(folder, [], async (path) => (await readdir(path)).sort()),
    folders: (folder) =>
      reading<readonly string[]>(folder, [], async (path) => {
        const entries = await readdir(path, { withFileTypes: true });
        return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
      }),
    makeFolder: (folder) =>
      writing(folder, async (path) => ((await mkdir(path, { recursive: true })) === undefined ? 'there' : 'made')),
    write: (name, bytes) => writing(name, (path) => writeFile(path, bytes)),
    writeSynced: (name, bytes) => writing(name, (path) => writeFile(path, bytes, { flush: true })),
    appendSynced: (name, offset, bytes) => writing(name, (path) => appendAt(path, offset, bytes)),
    rename: (from, to) => writing(to, (path) => rename(pathOf(from), path)),
    remove: (name) => writing(name, (path) => rm(path, { force: true })),
    syncFolder: (folder) => writing(folder, syncFolder),
  };
}

async function readTail(path: string, offset: number): Promise<{ size: number; bytes: Uint8Array }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, offset + length);
      if (bytesRead === 0) break; // it was cut meanwhile
      length += bytesRead;
    }
    return { size, bytes: bytes.subarray(0, length) };
  } finally {
    await file.close();
  }
}

async function appendAt(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, offset === 0 ? 'w' : 'r+');
  try {
    await file.truncate(offset);
    let written = 0;
    while (written < bytes.length) {
      written += (await file.write(bytes, written, bytes.length - written, offset + written)).bytesWritten;
    }
    await file.sync();
  } catch (error) {
    // A full disk takes the half of a line; what follows must not be glued to it.
    await file.truncate(offset);
    throw error;
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function failure(code: 'STATE_WRITE' | 'STATE_DAMAGED', act: string, path: string, name: string, cause: unknown) {
  const reason = reasonOf(cause);
  const words = (reason !== null && REASONS[reason]) ?? (cause instanceof Error ? cause.message : String(cause));
  return new PubwatchError(code, `cannot ${act} ${path}: ${words}`, { file: name, reason }, cause);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on the disk (ENOSPC)',
  EDQUOT: 'the disk quota is used up (EDQUOT)',
  EROFS: 'the file system is read-only (EROFS)',
  EACCES: 'permission denied (EACCES)',
  EPERM: 'operation not permitted (EPERM)',
  ENOTDIR: 'a file stands where a folder is needed (ENOTDIR)',
  EISDIR: 'a folder stands where a file is needed (EISDIR)',
  EEXIST: 'a file stands where a folder is needed (EEXIST)',
  EIO: 'the disk reports an error (EIO)',
};

function reasonOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}
