import type { CommitFolders } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { DiskReader } from './disk.ts';
import { isTemporary } from './durable.ts';
import { findFiles } from './find-files.ts';
import {
  HOSTS,
  isSourceFolder,
  KEPT_FILE,
  LOG,
  LOG_FILE,
  numberOf,
  OUTBOX,
  presentName,
  readRunCapturesName,
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
  const files = await findFiles(disk, sourceId);
  const sequence = (await readCurrentHead(disk, files.current))?.snapshot.sequence ?? 0;
  const happened = async (kind: keyof CommitFolders): Promise<readonly string[]> => {
    const numbers = (await disk.list(files.commitFolders[kind])).flatMap((name) => numberOf(name, kind) ?? []);
    return numbers.filter((number) => number <= sequence).map(files[kind]);
  };
  return [...(await happened('changes')), ...(await happened('captures')), files.current, files.check];
}

/** Fails where one state is not the other, byte for byte. Throws DATA_INVALID with the first name that differs. */
export async function compareStates(one: DiskReader, other: DiskReader): Promise<number> {
  const [here, there] = [await namesHere(one), await namesHere(other)];
  const names = new Set([...here.keys(), ...there.keys()]);
  for (const name of names) {
    const [mine, theirs] = [await one.read(here.get(name) ?? name), await other.read(there.get(name) ?? name)];
    const isSame = mine === null || theirs === null ? mine === theirs : Buffer.compare(mine, theirs) === 0;
    if (!isSame)
      throw new PubwatchError('DATA_INVALID', `${name} would not be the same after the move: nothing was moved`, {
        name,
      });
  }
  return names.size;
}

/** By the name that a document has today where it lies: the two sides may be of different age. */
async function namesHere(disk: DiskReader): Promise<ReadonlyMap<string, string>> {
  return new Map((await listState(disk)).map((name) => [presentName(name), name]));
}
