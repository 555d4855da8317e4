import {
  closeSync,
  constants,
  fstatSync,
  fsync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { PubwatchError } from '../model/errors.ts';
import { onePart, type Part } from './codec-envelope.ts';

/**
 * The few things the store asks of a disk, with names below one folder. A test puts its own in place: one that fails or dies
 * at the n-th call, one that forgets what was not synced.
 */
export interface Disk {
  /** null: no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /** Gives the bytes of a file piece by piece, each good until the call returns. false: no such file. */
  readPieces(name: string, take: (piece: Uint8Array) => void): Promise<boolean>;
  /** The bytes of a file from an offset on, and its whole size. null: no such file. */
  readFrom(name: string, offset: number): Promise<{ readonly size: number; readonly bytes: Uint8Array } | null>;
  /** A text that is another one whenever the file is; null: no such file. */
  stamp(name: string): Promise<string | null>;
  /** Is there a file or folder of this name? */
  isThere(name: string): Promise<boolean>;
  /** Names of files and folders in a folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Names of the folders in a folder, sorted. */
  folders(folder: string): Promise<readonly string[]>;
  /** Makes the folder and those above it. */
  makeFolder(folder: string): Promise<'made' | 'there'>;
  /** Creates or overwrites; may be cut or empty after a power failure. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /**
   * Writes over the file where it lies, or creates it. Ten times cheaper than a new file in its place, for which ext4 makes way on the
   * device; but who reads it meanwhile, or after a crash, may find it half old and half new.
   */
  overwrite(name: string, bytes: Uint8Array): Promise<void>;
  /** Creates or overwrites; the bytes survive a power failure, the name once its folder is synced. */
  writeSynced(name: string, bytes: Uint8Array): Promise<void>;
  /** The same of several files and the folders they are in, all synced side by side: bytes and names survive a power failure. */
  writeAllSynced(files: readonly NewFile[], folders: readonly string[]): Promise<void>;
  /** Puts bytes at an offset, drops what stood behind it, syncs. A failure leaves the file as long as the offset. */
  appendSynced(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Puts bytes at an offset, drops what stood behind it; may be cut after a power failure. */
  append(name: string, offset: number, bytes: Uint8Array): Promise<void>;
  syncFile(name: string): Promise<void>;
  /** Of a file, or of a folder with all in it. */
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is removed already. */
  remove(name: string): Promise<void>;
  syncFolder(folder: string): Promise<void>;
}

/** A file that is to be written. */
export interface NewFile {
  readonly name: string;
  readonly parts: Iterable<Part>; // each taken when the one before it is written
}

/** What only looks asks for no more. */
export type DiskReader = Pick<Disk, 'read' | 'readPieces' | 'readFrom' | 'isThere' | 'list' | 'folders'>;

/**
 * The disk below one folder. Failed writes throw STATE_WRITE, failed reads STATE_DAMAGED, both with file and reason. Only what waits
 * for the device, a sync, leaves this thread: handing each small file to another one costs more than the file.
 */
export function createDisk(root: string): Disk {
  const pathOf = (name: string): string => join(root, name);
  const syncInTurn = createSharedSync(syncPath);
  const reading = async <T>(name: string, absent: T, read: (path: string) => T | Promise<T>): Promise<T> => {
    try {
      return await read(pathOf(name));
    } catch (cause) {
      if (reasonOf(cause) === 'ENOENT') return absent;
      throw failure('STATE_DAMAGED', 'read', pathOf(name), name, cause);
    }
  };
  const writing = async <T>(name: string, write: (path: string) => T | Promise<T>): Promise<T> => {
    try {
      return await write(pathOf(name));
    } catch (cause) {
      throw failure('STATE_WRITE', 'write', pathOf(name), name, cause);
    }
  };
  const syncFolder = (folder: string): Promise<void> => writing(folder, syncInTurn);
  const writeAllSynced: Disk['writeAllSynced'] = async (files, folders) => {
    const open: { readonly name: string; readonly file: number }[] = [];
    try {
      for (const { name, parts } of files)
        await writing(name, (path) => {
          const file = openSync(path, 'w');
          open.push({ name, file });
          for (const { offset, bytes } of parts) writeAt(file, offset, bytes);
        });
      // Not before all are written: what they share on the device, a block of many inodes, is then written less often.
      const syncs = open.map(({ name, file }) => writing(name, () => syncOpen(file)));
      await together([...syncs, ...folders.map(syncFolder)]);
    } finally {
      for (const { file } of open) closeSync(file);
    }
  };
  return {
    read: (name) => reading<Uint8Array | null>(name, null, (path) => (isThere(path) ? readFileSync(path) : null)),
    readPieces: (name, take) => reading(name, false, (path) => readPieces(path, take)),
    readFrom: (name, offset) => reading(name, null, (path) => readTail(path, offset)),
    stamp: (name) => reading<string | null>(name, null, stampOf),
    isThere: (name) => reading(name, false, isThere),
    list: (folder) => reading<readonly string[]>(folder, [], (path) => (isThere(path) ? readdirSync(path).sort() : [])),
    folders: (folder) =>
      reading<readonly string[]>(folder, [], (path) => {
        const entries = readdirSync(path, { withFileTypes: true });
        return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
      }),
    makeFolder: (folder) =>
      // From its root: where the working directory was removed, Node would look for the folders above a relative path for ever.
      writing(folder, (path) => (mkdirSync(resolve(path), { recursive: true }) === undefined ? 'there' : 'made')),
    write: (name, bytes) => writing(name, (path) => writeFileSync(path, bytes)),
    overwrite: (name, bytes) => writing(name, (path) => overwrite(path, bytes)),
    writeSynced: (name, bytes) => writeAllSynced([{ name, parts: onePart(bytes) }], []),
    writeAllSynced,
    appendSynced: (name, offset, bytes) => writing(name, (path) => appendAt(path, offset, bytes, SYNCED)),
    append: (name, offset, bytes) => writing(name, (path) => appendAt(path, offset, bytes, NOT_SYNCED)),
    syncFile: (name) => writing(name, syncPath),
    rename: (from, to) => writing(to, (path) => renameSync(pathOf(from), path)),
    remove: (name) => writing(name, (path) => rmSync(path, { force: true })),
    syncFolder,
  };
}

/** Asked first, as Node takes ten times as long to make the error that says no. Throws what else is wrong. */
function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

const PIECE_BYTES = 262_144;
// One for all: a large file read into memory of its own takes five times as long, most of it to get the memory.
const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);

function readPieces(path: string, take: (piece: Uint8Array) => void): boolean {
  if (!isThere(path)) return false;
  const file = openSync(path, 'r');
  try {
    for (let length = readSync(file, piece); length > 0; length = readSync(file, piece))
      take(piece.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return true;
}

function readTail(path: string, offset: number): { size: number; bytes: Uint8Array } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.max(0, size - offset));
    let length = 0;
    while (length < bytes.length) {
      const bytesRead = readSync(file, bytes, length, bytes.length - length, offset + length);
      if (bytesRead === 0) break; // it was cut meanwhile
      length += bytesRead;
    }
    return { size, bytes: bytes.subarray(0, length) };
  } finally {
    closeSync(file);
  }
}

const SYNCED = { isSynced: true } as const;
const NOT_SYNCED = { isSynced: false } as const;

async function appendAt(
  path: string,
  offset: number,
  bytes: Uint8Array,
  { isSynced }: { readonly isSynced: boolean },
): Promise<void> {
  const file = openSync(path, offset === 0 ? 'w' : 'r+');
  try {
    ftruncateSync(file, offset);
    writeAt(file, offset, bytes);
    if (isSynced) await syncOpen(file);
  } catch (error) {
    // A full disk takes the half of a line; what follows must not be glued to it.
    ftruncateSync(file, offset);
    throw error;
  } finally {
    closeSync(file);
  }
}

function stampOf(path: string): string {
  const { ino, size, mtimeNs } = statSync(path, { bigint: true });
  return `${ino} ${size} ${mtimeNs}`;
}

function overwrite(path: string, bytes: Uint8Array): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o666);
  try {
    writeAt(file, 0, bytes);
    ftruncateSync(file, bytes.length);
  } finally {
    closeSync(file);
  }
}

function writeAt(file: number, offset: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written, offset + written);
}

/** Of a file its bytes, of a folder the names in it. */
async function syncPath(path: string): Promise<void> {
  const opened = openSync(path, 'r');
  try {
    await syncOpen(opened);
  } finally {
    closeSync(opened);
  }
}

const syncOpen = promisify(fsync);

/** Runs all side by side, waits for all, then throws the first failure: nothing goes on writing behind a failed step. */
export async function together(works: readonly Promise<unknown>[]): Promise<void> {
  const ends = await Promise.allSettled(works);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/**
 * Of those who ask for a folder's sync while one is under way, all share the next one: what they wrote was there before it began.
 */
function createSharedSync(sync: (path: string) => Promise<void>): (path: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  const start = async (path: string, before: Promise<void> | undefined): Promise<void> => {
    await before?.catch(() => undefined); // told to those who asked for that one
    waiting.delete(path);
    const mine = sync(path);
    running.set(path, mine);
    try {
      await mine;
    } finally {
      if (running.get(path) === mine) running.delete(path);
    }
  };
  return (path) => {
    const shared = waiting.get(path);
    if (shared !== undefined) return shared;
    const before = running.get(path);
    const mine = start(path, before);
    if (before !== undefined) waiting.set(path, mine);
    return mine;
  };
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
