import { PubwatchError } from '../model/errors.ts';
import type { DiskReader } from './disk.ts';
import { isTemporary } from './durable.ts';
import {
  HOSTS,
  isSourceFolder,
  KEPT_FILE,
  LOG,
  LOG_FILE,
  numberOf,
  OUTBOX,
  readRunCapturesName,
  sourceFiles,
  UNSUBSCRIBED_FILE,
} from './layout.ts';
import { readLogLines } from './log-lines.ts';
import { readCurrentHead } from './read-source.ts';

/** The names of all documents that make up a state, in an order that never changes; what a crash left half done is not among them. */
export async function listState(disk: DiskReader): Promise<readonly string[]> {
  const names: (readonly string[])[] = [];
  for (const sourceId of (await disk.folders('.')).filter(isSourceFolder)) names.push(await ofSource(disk, sourceId));
  for (const folder of [OUTBOX, LOG, HOSTS]) {
    const files = (await disk.list(folder)).filter((name) => !isTemporary(name)).map((name) => `${folder}/${name}`);
    names.push(folder === LOG ? await toldFiles(disk, files) : files);
  }
  return [...names.flat(), UNSUBSCRIBED_FILE];
}

/** Without the hint of bodies, and without answers that no line tells of: a crash left those. */
async function toldFiles(disk: DiskReader, files: readonly string[]): Promise<readonly string[]> {
  const { lines } = readLogLines((await disk.read(LOG_FILE)) ?? new Uint8Array());
  const told = new Set(lines.map(({ sound }) => sound?.line.captures?.file));
  const isAnswers = (file: string): boolean => readRunCapturesName(file.slice(LOG.length + 1)) !== null;
  return files.filter((file) => file !== KEPT_FILE && (!isAnswers(file) || told.has(file)));
}

async function ofSource(disk: DiskReader, sourceId: string): Promise<readonly string[]> {
  const files = sourceFiles(sourceId);
  const sequence = (await readCurrentHead(disk, files.current))?.snapshot.sequence ?? 0;
  const happened = (name: string): readonly number[] => {
    const number = numberOf(name);
    return number === null || number > sequence ? [] : [number];
  };
  const commits = (await disk.list(files.changesFolder)).flatMap(happened);
  const captures = (await disk.list(files.capturesFolder)).flatMap(happened);
  return [...commits.map(files.changes), ...captures.map(files.captures), files.current, files.check];
}

/** Fails where one state is not the other, byte for byte. Throws DATA_INVALID with the first name that differs. */
export async function compareStates(one: DiskReader, other: DiskReader): Promise<number> {
  const names = new Set([...(await listState(one)), ...(await listState(other))]);
  for (const name of names) {
    const [mine, theirs] = [await one.read(name), await other.read(name)];
    const isSame = mine === null || theirs === null ? mine === theirs : Buffer.compare(mine, theirs) === 0;
    if (!isSame)
      throw new PubwatchError('DATA_INVALID', `${name} would not be the same after the move: nothing was moved`, {
        name,
      });
  }
  return names.size;
}
