import type { Disk, DiskReader } from './disk.ts';

const TEMPORARY = '.tmp';

/** Is this what a write that was interrupted leaves behind? */
export function isTemporary(name: string): boolean {
  return name.endsWith(TEMPORARY);
}

/** Where the new content of a file is written before it takes the file's place. */
export function temporaryName(name: string): string {
  return `${name}${TEMPORARY}`;
}

/** Puts new content in a file's place: readers see the old or the new. After a power failure it may be the old, or empty. */
export function replaceUnsynced(disk: Disk, name: string, bytes: Uint8Array): Promise<void> {
  return orRemoved(disk, [temporaryName(name)], async () => {
    await disk.write(temporaryName(name), bytes);
    await disk.rename(temporaryName(name), name);
  });
}

/** The same, and after a power failure it is the old or the new content, whole. */
export function replaceSynced(disk: Disk, name: string, bytes: Uint8Array): Promise<void> {
  return orRemoved(disk, [temporaryName(name)], async () => {
    await disk.writeSynced(temporaryName(name), bytes);
    await disk.rename(temporaryName(name), name);
  });
}

/** Reads a file that another process may be writing over: what does not match its own hash is read once more. */
export async function readSettled<T>(
  disk: DiskReader,
  name: string,
  decode: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T | null> {
  const bytes = await disk.read(name);
  if (bytes === null) return null;
  try {
    return await decode(bytes);
  } catch (error) {
    const again = await disk.read(name);
    if (again === null || Buffer.compare(bytes, again) === 0) throw error;
    return decode(again);
  }
}

/** Does the work; where it fails, gives back the space of these files, which nothing refers to, and throws what it threw. */
export async function orRemoved<T>(disk: Disk, names: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The first failure is the one to tell; what cannot be removed is overwritten by the next attempt.
    await Promise.allSettled(names.map((name) => disk.remove(name)));
    throw error;
  }
}
