import { PubwatchError } from '../model/errors.ts';
import { decodeSettled, encodeSettled } from './codec.ts';
import type { Disk } from './disk.ts';
import { replaceUnsynced } from './durable.ts';
import { OUTBOX, SETTLED_FILE } from './layout.ts';

/** Up to which changeset each source owes nobody anything: a hint, one small file for all sources. */
export interface Settled {
  hold(): void;
  letGo(): Promise<void>;
  upTo(sourceId: string): Promise<number>;
  set(sourceId: string, sequence: number): Promise<void>;
  /** All changesets are to be looked at again. */
  clear(): Promise<void>;
}

/** While it is held, hints are kept in memory and written once, at the end: 5,000 sources would otherwise write the file 5,000 times. */
export function createSettled(disk: Disk): Settled {
  let isHeld = false;
  let isUnwritten = false;
  let held: Promise<Map<string, number>> | null = null;
  const load = (): Promise<Map<string, number>> => {
    if (!isHeld) return readSettled(disk);
    held ??= readSettled(disk);
    return held;
  };
  return {
    hold: () => {
      isHeld = true;
      isUnwritten = false;
      held = null;
    },
    letGo: async () => {
      const hints = held === null ? null : await held;
      const mustWrite = isUnwritten;
      isHeld = false;
      isUnwritten = false;
      held = null;
      if (hints !== null && mustWrite) await writeSettled(disk, hints);
    },
    upTo: async (sourceId) => (await load()).get(sourceId) ?? 0,
    set: async (sourceId, sequence) => {
      const hints = await load();
      if ((hints.get(sourceId) ?? 0) >= sequence) return;
      hints.set(sourceId, sequence);
      if (isHeld) isUnwritten = true;
      else await writeSettled(disk, hints);
    },
    clear: async () => {
      held = null;
      isUnwritten = false;
      await disk.remove(SETTLED_FILE);
    },
  };
}

async function readSettled(disk: Disk): Promise<Map<string, number>> {
  const bytes = await disk.read(SETTLED_FILE);
  if (bytes === null) return new Map();
  try {
    return new Map(decodeSettled(SETTLED_FILE, bytes));
  } catch (error) {
    // Without hints the changesets are read again, and found told.
    if (error instanceof PubwatchError) return new Map();
    throw error;
  }
}

async function writeSettled(disk: Disk, hints: ReadonlyMap<string, number>): Promise<void> {
  await disk.makeFolder(OUTBOX);
  await replaceUnsynced(disk, SETTLED_FILE, encodeSettled(hints));
}
