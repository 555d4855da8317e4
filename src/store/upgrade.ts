import { posix } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import type { Logger } from '../model/ports.ts';
import { decodeCheck, decodeCurrent, encodeCheck, encodeCurrent } from './codec.ts';
import { FORMAT, formatOf, sealDocument } from './codec-envelope.ts';
import type { Disk } from './disk.ts';
import { replaceSynced, replaceUnsynced } from './durable.ts';
import { backupFolder, DONE_FILE, FORMAT_FILE, isSourceFolder, sourceFiles } from './layout.ts';
import { listMessageIds, messageFile } from './outbox-index.ts';

/**
 * Brings the state of an older format up to this one, once: copies of every file that this pubwatch writes over are made first,
 * under `.backup/format-N`, then what a source's state consists of is written anew. Commits stay as they are, byte for byte: the
 * chain of their hashes is the proof, and they are read in any format. Interrupted at any point it begins again without harm.
 * A file that is damaged or newer is left for the source's own check to tell. Throws STATE_WRITE. The lock must be held.
 */
export async function upgradeStore(disk: Disk, log: Pick<Logger, 'warn'> | undefined): Promise<void> {
  const marked = formatOf((await disk.read(FORMAT_FILE)) ?? new Uint8Array());
  if (marked !== null && marked >= FORMAT) return;
  const sources = (await disk.folders('.')).filter(isSourceFolder);
  const outbox = [DONE_FILE, ...(await listMessageIds(disk)).map(messageFile)];
  const documents = sources.flatMap((id) => {
    const { current, check } = sourceFiles(id);
    return [
      { file: current, renew: renewCurrent },
      { file: check, renew: renewCheck },
    ];
  });
  let copies = 0;
  for (const file of [...documents.map((one) => one.file), ...outbox]) copies += await keepCopy(disk, file);
  for (const { file, renew } of documents) await renewDocument(disk, file, renew);
  await replaceUnsynced(disk, FORMAT_FILE, sealDocument({}));
  if (copies > 0) log?.warn('state.upgraded', { format: FORMAT, copies, folder: '.backup' });
}

/** Copies a file of an older format, unless its copy is there: after an interruption the first copy is the true one. */
async function keepCopy(disk: Disk, file: string): Promise<0 | 1> {
  const bytes = await disk.read(file);
  const format = bytes === null ? null : file === DONE_FILE ? lineFormat(bytes) : formatOf(bytes);
  if (bytes === null || format === null || format >= FORMAT) return 0;
  const copy = `${backupFolder(format)}/${file}`;
  if ((await disk.read(copy)) !== null) return 0;
  const folder = posix.dirname(copy);
  await disk.makeFolder(folder);
  await replaceSynced(disk, copy, bytes);
  for (const name of [folder, ...foldersAbove(folder)]) await disk.syncFolder(name);
  return 1;
}

/** .backup/format-1, .backup, . */
function foldersAbove(folder: string): string[] {
  const above = posix.dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}

const LINE_FORMAT = /^\{"sha256":"[0-9a-f]{64}","format":(\d{1,9})[,}]/; // {"sha256":"…","format":1,

/** The format of the first line: lines are only ever added, the oldest stands first. */
function lineFormat(bytes: Uint8Array): number | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 120)).toString('latin1');
  const digits = LINE_FORMAT.exec(head)?.[1];
  return digits === undefined ? null : Number(digits);
}

type Renew = (file: string, bytes: Uint8Array) => Uint8Array;

const renewCurrent: Renew = (file, bytes) => encodeCurrent(decodeCurrent(file, bytes));
const renewCheck: Renew = (file, bytes) => {
  const { sourceId, check } = decodeCheck(file, bytes);
  return encodeCheck(sourceId, check);
};

async function renewDocument(disk: Disk, file: string, renew: Renew): Promise<void> {
  const bytes = await disk.read(file);
  const format = bytes === null ? null : formatOf(bytes);
  if (bytes === null || format === null || format >= FORMAT) return;
  try {
    await replaceSynced(disk, file, renew(file, bytes));
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code !== 'STATE_DAMAGED') throw error;
  }
}
