import { posix } from 'node:path';
import { PubwatchError } from '../../src/model/errors.ts';
import { joinParts } from '../../src/store/codec-envelope.ts';
import type { Disk } from '../../src/store/disk.ts';

/** What a power failure makes of writes that were not synced: all gone, all there, or files there and their bytes cut. */
export type Mood = 'lost' | 'kept' | 'torn';
export const MOODS: readonly Mood[] = ['lost', 'kept', 'torn'];

interface Inode {
  bytes: Uint8Array;
  synced: Uint8Array;
}

/** A disk in memory that knows what is synced, so that a test can take the power away at any moment. */
export interface MemoryDisk extends Disk {
  /** The disk as found after the power came back. */
  afterPowerFailure(mood: Mood): MemoryDisk;
  files(): ReadonlyMap<string, Uint8Array>;
  put(name: string, bytes: Uint8Array): void;
}

const PIECE_BYTES = 50; // short, so that what is looked for is cut in two

interface Names {
  readonly files: Map<string, Inode>;
  readonly folders: Set<string>;
}

export function createMemoryDisk(
  seen: Names = { files: new Map(), folders: new Set(['.']) },
  kept: Names = { files: new Map(), folders: new Set(['.']) },
): MemoryDisk {
  const inodeAt = (name: string): Inode => {
    const known = seen.files.get(name);
    if (known !== undefined) return known;
    if (!seen.folders.has(posix.dirname(name))) throw new Error(`no folder for ${name}`);
    const made: Inode = { bytes: new Uint8Array(), synced: new Uint8Array() };
    seen.files.set(name, made);
    return made;
  };
  const writeSynced = async (name: string, bytes: Uint8Array): Promise<void> => {
    const inode = inodeAt(name);
    inode.bytes = Uint8Array.from(bytes);
    inode.synced = inode.bytes;
  };
  const moves: Move[] = []; // of folders, until those around them are synced
  const syncFolder = async (folder: string): Promise<void> => {
    for (const move of moves.filter(({ to }) => posix.dirname(to) === folder)) {
      moveFolder(kept, move);
      moves.splice(moves.indexOf(move), 1);
    }
    const isIn = (name: string) => name !== '.' && posix.dirname(name) === folder;
    for (const name of [...kept.files.keys()].filter(isIn)) kept.files.delete(name);
    for (const [name, inode] of seen.files) if (isIn(name)) kept.files.set(name, inode);
    for (const name of [...seen.folders].filter(isIn)) kept.folders.add(name);
  };
  return {
    read: async (name) => seen.files.get(name)?.bytes ?? null,
    readPieces: async (name, take) => {
      const bytes = seen.files.get(name)?.bytes;
      if (bytes === undefined) return false;
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) take(bytes.slice(at, at + PIECE_BYTES));
      return true;
    },
    readFrom: async (name, offset) => {
      const bytes = seen.files.get(name)?.bytes;
      return bytes === undefined ? null : { size: bytes.length, bytes: bytes.subarray(offset) };
    },
    stamp: async (name) => {
      const bytes = seen.files.get(name)?.bytes;
      return bytes === undefined ? null : Buffer.from(bytes).toString('latin1');
    },
    isThere: async (name) => seen.files.has(name) || seen.folders.has(name),
    list: async (folder) => namesIn(folder, [...seen.files.keys(), ...seen.folders]),
    folders: async (folder) => namesIn(folder, [...seen.folders]),
    makeFolder: async (folder) => {
      if (seen.folders.has(folder)) return 'there';
      for (let name = folder; name !== '.'; name = posix.dirname(name)) seen.folders.add(name);
      return 'made';
    },
    write: async (name, bytes) => {
      inodeAt(name).bytes = Uint8Array.from(bytes);
    },
    overwrite: async (name, bytes) => {
      inodeAt(name).bytes = Uint8Array.from(bytes);
    },
    writeSynced,
    writeAllSynced: async (files, folders) => {
      for (const { name, parts } of files) await writeSynced(name, joinParts(parts));
      for (const folder of folders) await syncFolder(folder);
    },
    appendSynced: (name, offset, bytes) =>
      writeSynced(name, Buffer.concat([inodeAt(name).bytes.subarray(0, offset), bytes])),
    append: async (name, offset, bytes) => {
      inodeAt(name).bytes = Buffer.concat([inodeAt(name).bytes.subarray(0, offset), bytes]);
    },
    syncFile: async (name) => {
      inodeAt(name).synced = inodeAt(name).bytes;
    },
    rename: async (from, to) => {
      if (seen.folders.has(from)) {
        if (seen.folders.has(to)) throw new Error(`${to} is there`);
        moveFolder(seen, { from, to });
        moves.push({ from, to });
        return;
      }
      seen.files.set(to, inodeAt(from));
      seen.files.delete(from);
    },
    remove: async (name) => {
      seen.files.delete(name);
    },
    syncFolder,
    afterPowerFailure: (mood) => {
      const names = mood === 'lost' ? kept : seen;
      const after: Names = { files: new Map(), folders: new Set(names.folders) };
      for (const [name, inode] of names.files) {
        if (!isReachable(name, names.folders)) continue;
        const bytes = contentAfter(inode, mood);
        after.files.set(name, { bytes, synced: bytes });
      }
      return createMemoryDisk(after, { files: new Map(after.files), folders: new Set(after.folders) });
    },
    files: () => new Map([...seen.files].map(([name, inode]) => [name, inode.bytes])),
    put: (name, bytes) => {
      seen.files.set(name, { bytes, synced: bytes });
    },
  };
}

interface Move {
  readonly from: string;
  readonly to: string;
}

/** Gives a folder another name, and so all that is in it. */
function moveFolder({ files, folders }: Names, { from, to }: Move): void {
  const renamed = (name: string): string | null =>
    name === from || name.startsWith(`${from}/`) ? `${to}${name.slice(from.length)}` : null;
  for (const name of [...folders]) {
    const moved = renamed(name);
    if (moved !== null && folders.delete(name)) folders.add(moved);
  }
  for (const [name, inode] of [...files]) {
    const moved = renamed(name);
    if (moved !== null && files.delete(name)) files.set(moved, inode);
  }
}

function namesIn(folder: string, names: readonly string[]): readonly string[] {
  const inside = names.filter((name) => name !== '.' && posix.dirname(name) === folder);
  return inside.map((name) => posix.basename(name)).sort();
}

function isReachable(name: string, folders: ReadonlySet<string>): boolean {
  const above = posix.dirname(name);
  return folders.has(above) && (above === '.' || isReachable(above, folders));
}

function contentAfter(inode: Inode, mood: Mood): Uint8Array {
  if (inode.bytes === inode.synced) return inode.bytes;
  if (mood === 'kept') return inode.bytes;
  return mood === 'lost' ? inode.synced : inode.bytes.subarray(0, Math.floor(inode.bytes.length / 2));
}

/** fail: this one call fails, as on a disk that is full for a moment · full: this and all later writes fail · kill: nothing happens any more. */
export type Fault = 'fail' | 'full' | 'kill';

class KilledError extends Error {}

/** Counts calls that change the disk and makes the n-th (1 is the first) go wrong half way. */
export function createFaultyDisk(disk: Disk, at: number, fault: Fault): Disk & { readonly calls: () => number } {
  let calls = 0;
  const isDown = (): boolean => fault === 'kill' && calls > at;
  const guarded = async <T>(name: string, act: () => Promise<T>, half: () => Promise<unknown>): Promise<T> => {
    calls++;
    if (isDown()) throw new KilledError();
    if (calls !== at && !(fault === 'full' && calls > at)) return act();
    await half();
    if (fault === 'kill') throw new KilledError();
    throw new PubwatchError('STATE_WRITE', `cannot write ${name}: no space left`, { file: name, reason: 'ENOSPC' });
  };
  const nothing = async (): Promise<void> => undefined;
  const cut = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2));
  const write = (name: string, bytes: Uint8Array): Promise<void> =>
    guarded(
      name,
      () => disk.write(name, bytes),
      () => disk.write(name, cut(bytes)),
    );
  const syncFile = (name: string): Promise<void> => guarded(name, () => disk.syncFile(name), nothing);
  const syncFolder = (folder: string): Promise<void> => guarded(folder, () => disk.syncFolder(folder), nothing);
  return {
    calls: () => calls,
    read: (name) => disk.read(name),
    readPieces: (name, take) => disk.readPieces(name, take),
    readFrom: (name, offset) => disk.readFrom(name, offset),
    stamp: (name) => disk.stamp(name),
    isThere: (name) => disk.isThere(name),
    list: (folder) => disk.list(folder),
    folders: (folder) => disk.folders(folder),
    makeFolder: (folder) => guarded(folder, () => disk.makeFolder(folder), nothing),
    write,
    overwrite: (name, bytes) =>
      guarded(
        name,
        () => disk.overwrite(name, bytes),
        () => disk.overwrite(name, cut(bytes)),
      ),
    writeSynced: (name, bytes) =>
      guarded(
        name,
        () => disk.writeSynced(name, bytes),
        () => disk.write(name, cut(bytes)),
      ),
    // One after the other, so that it may stop at each, and in the worst order: names that are kept before their bytes are.
    writeAllSynced: async (files, folders) => {
      for (const { name, parts } of files) await write(name, joinParts(parts));
      for (const folder of folders) await syncFolder(folder);
      for (const { name } of files) await syncFile(name);
    },
    appendSynced: (name, offset, bytes) =>
      guarded(
        name,
        () => disk.appendSynced(name, offset, bytes),
        () => disk.appendSynced(name, offset, fault === 'kill' ? cut(bytes) : new Uint8Array()),
      ),
    append: (name, offset, bytes) =>
      guarded(
        name,
        () => disk.append(name, offset, bytes),
        () => disk.append(name, offset, cut(bytes)),
      ),
    syncFile,
    rename: (from, to) => guarded(to, () => disk.rename(from, to), nothing),
    // A full disk still removes; what a killed program would have removed stays.
    remove: (name) => (fault === 'kill' ? guarded(name, () => disk.remove(name), nothing) : disk.remove(name)),
    syncFolder,
  };
}
