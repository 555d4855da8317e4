import type { Archive } from '../model/archive.ts';
import { PubwatchError } from '../model/errors.ts';
import type { EndedCaptures, KeptBody, LoggedCaptures } from '../model/run-log.ts';
import { decodeKept, encodeKept } from './codec-log.ts';
import type { Disk } from './disk.ts';
import { replaceSynced } from './durable.ts';
import { findFiles } from './find-files.ts';
import { joinBodies, type KeptBodies } from './kept-bodies.ts';
import { GROWING_FILE, KEPT_FILE, LOG, runCapturesFile } from './layout.ts';
import { runCapturesIn } from './retention.ts';
import { type CapturesSink, createRunCaptures } from './run-captures.ts';

export interface CapturesOptions {
  readonly archive: Archive;
  readonly version: string; // of pubwatch
  readonly secrets?: readonly string[] | undefined;
}

/** A file of answers on the disk that grows under a name of its own until a line of the log tells of it. */
export function createFileCaptures(disk: Disk, { archive, version, secrets = [] }: CapturesOptions, startedAt: string) {
  const info = { startedAt, version };
  return createRunCaptures({
    archive,
    info,
    kept: createFileBodies(disk),
    secrets,
    fileOf: async (sourceId, sequence) => (await findFiles(disk, sourceId)).captures(sequence),
    open: () => openFile(disk),
  });
}

async function openFile(disk: Disk): Promise<CapturesSink> {
  if ((await disk.makeFolder(LOG)) === 'made') await disk.syncFolder('.');
  let end = 0;
  return {
    write: async (bytes) => {
      await disk.append(GROWING_FILE, end, bytes);
      end += bytes.length;
    },
    end: async () => {
      await disk.syncFile(GROWING_FILE);
      return GROWING_FILE;
    },
  };
}

/** Read with the first question. A hint that cannot be read is as if there were none. */
function createFileBodies(disk: Disk): KeptBodies {
  let read: Promise<ReadonlyMap<string, readonly KeptBody[]>> | null = null;
  return {
    of: async (url) => {
      read ??= readBodies(disk).then((bodies) => Map.groupBy(bodies, (body) => body.url));
      return (await read).get(url) ?? [];
    },
  };
}

async function readBodies(disk: Disk): Promise<readonly KeptBody[]> {
  const bytes = await disk.read(KEPT_FILE);
  if (bytes === null) return [];
  try {
    return decodeKept(KEPT_FILE, bytes);
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'STATE_DAMAGED') return [];
    throw error;
  }
}

/** Gives a file its name before a line tells of it; undefined: there is none. */
export async function placeCaptures(
  disk: Disk,
  line: number,
  startedAt: string,
  ended: EndedCaptures | null | undefined,
): Promise<LoggedCaptures | undefined> {
  const written = ended?.written;
  if (!written) return undefined;
  const file = runCapturesFile(line, startedAt);
  await disk.rename(written.handle, file);
  await disk.syncFolder(LOG);
  return { file, sha256: written.sha256, bytes: written.bytes };
}

/** Notes which bodies the run kept, once its line is on the disk. */
export async function noteBodies(
  disk: Disk,
  ended: EndedCaptures | null | undefined,
  told: LoggedCaptures | undefined,
): Promise<void> {
  if (!ended || ended.bodies.length === 0) return;
  const added = ended.bodies.map((body) => ({ ...body, file: body.file ?? told?.file ?? null }));
  await replaceSynced(disk, KEPT_FILE, encodeKept(joinBodies(await readBodies(disk), added)));
}

/** Removes what a run left that ended before its line was written: files of lines that are still to come. */
export async function removeLeftCaptures(disk: Disk, nextLine: number): Promise<void> {
  const left = runCapturesIn(await disk.list(LOG)).filter(({ line }) => line >= nextLine);
  for (const { file } of left) await disk.remove(file);
  await disk.remove(GROWING_FILE);
}
