import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Logger, Outbox } from '../model/ports.ts';
import { encodeDone, encodeMessage, type MessageFile } from './codec.ts';
import { type Disk, type DiskReader, together } from './disk.ts';
import { orRemoved, replaceSynced, temporaryName } from './durable.ts';
import { DONE_FILE, OUTBOX } from './layout.ts';
import {
  bytesFile,
  createReported,
  type DoneLines,
  damagedName,
  isMessageId,
  messageFile,
  type Reported,
  readDoneLines,
  readMessage,
  readMessages,
} from './outbox-index.ts';
import { createSettled, type Settled } from './settled.ts';
import { createTurn } from './turn.ts';

/** An outbox whose owner tells when this process alone may write, so that what was read need not be read again. */
export interface FileOutbox extends Outbox {
  /** From here on nobody else writes, until `letGo`. */
  hold(): void;
  letGo(): Promise<void>;
}

interface Index {
  readonly open: Map<string, MessageFile>; // bytes kept: pending, failed
  readonly done: Map<string, MessageFile>;
  readonly reported: Reported;
  readonly leftovers: string[]; // finished, but a crash kept their files
  readonly damaged: readonly string[];
  end: Pick<DoneLines, 'end' | 'glue'>;
}

/**
 * Messages as files. A waiting one is two: ID.eml, its bytes, and ID.json, put in place last: it exists when that does. One
 * that is sent or written shrinks to a line of done.jsonl; one that is refused keeps its files. The line is on the disk before
 * the files go, so a crash between the two leaves both, and the line counts.
 */
export function createFileOutbox(disk: Disk, log?: Pick<Logger, 'warn'>): FileOutbox {
  const settled = createSettled(disk);
  const inTurn = createTurn();
  let isHeld = false;
  let held: Promise<Index> | null = null;
  let looked: ReturnType<typeof readMessages> | null = null;
  const loadHeld = async (): Promise<Index> => {
    const known = await loadIndex(disk);
    for (const id of known.leftovers) await removeFiles(disk, id);
    if (known.damaged.length > 0) await setAside(disk, known.damaged, settled, log);
    return known;
  };
  const index = (): Promise<Index> => {
    if (!isHeld) return loadIndex(disk);
    held ??= loadHeld();
    return held;
  };
  /** Damaged messages are set aside before anything is said of what is settled. */
  const lookForDamage = async (): Promise<void> => {
    if (!isHeld || held !== null) return;
    looked ??= readMessages(disk);
    if ((await looked).damaged.length > 0) await index();
  };
  return {
    hold: () => {
      isHeld = true;
      held = null;
      looked = null;
      settled.hold();
    },
    letGo: async () => {
      isHeld = false;
      held = null;
      await settled.letGo();
    },
    add: (message, bytes) => inTurn(async () => addMessage(disk, await index(), message, bytes)),
    update: (message) => inTurn(async () => updateMessage(disk, await index(), message)),
    pending: async () => {
      await lookForDamage();
      // Where none waits, years of finished lines need not be read.
      if (held === null && !(await readMessages(disk)).messages.some(isPending)) return [];
      const { open } = await index();
      return [...open.values()]
        .filter(isPending)
        .map((file) => file.message)
        .sort(byAge);
    },
    bytes: (id) => readBytes(disk, id),
    claim: async () => true, // who sends holds the whole store
    find: async (id) => (isMessageId(id) ? findIn(await index(), id) : null),
    reported: async (subscriberId, sourceId) => (await index()).reported.of(subscriberId, sourceId),
    settledUpTo: async (sourceId) => {
      await lookForDamage();
      return settled.upTo(sourceId);
    },
    settle: (sourceId, sequence) => settled.set(sourceId, sequence),
  };
}

async function addMessage(disk: Disk, known: Index, message: OutboxMessage, bytes: Uint8Array): Promise<OutboxMessage> {
  checkId(message.id);
  const there = findIn(known, message.id);
  if (there !== null) return there;
  const file = { message, bytesSha256: sha256(bytes) };
  await storeMessage(disk, file, bytes);
  note(known, file);
  return message;
}

async function updateMessage(disk: Disk, known: Index, message: OutboxMessage): Promise<void> {
  const stored = known.open.get(message.id);
  // A second outcome of what is finished has nothing left to record.
  if (stored === undefined) return;
  const file = { message, bytesSha256: stored.bytesSha256 };
  if (!keepsBytes(message)) return finish(disk, known, file);
  await replaceSynced(disk, messageFile(message.id), encodeMessage(file));
  known.open.set(message.id, file);
}

/** The bytes of a message that waits or was refused. Throws DATA_INVALID where none are kept, STATE_DAMAGED. */
export async function readBytes(disk: DiskReader, id: string): Promise<Uint8Array> {
  const file = isMessageId(id) ? await readMessage(disk, id) : null;
  if (file === null) throw new PubwatchError('DATA_INVALID', `no bytes are kept of message ${id}`, { message: id });
  const bytes = await disk.read(bytesFile(id));
  if (bytes === null) throw damagedBytes(id, 'is missing');
  if (sha256(bytes) !== file.bytesSha256) throw damagedBytes(id, 'is not what was stored');
  return bytes;
}

/** Throws DATA_INVALID for an id that no message can have. */
export function checkId(id: string): void {
  if (!isMessageId(id)) {
    throw new PubwatchError('DATA_INVALID', `a message cannot be called ${JSON.stringify(id)}`, { message: id });
  }
}

async function loadIndex(disk: Disk): Promise<Index> {
  // In this order a message that another process finishes meanwhile is seen twice, not never.
  const files = await readMessages(disk);
  const lines = readDoneLines((await disk.read(DONE_FILE)) ?? new Uint8Array());
  const known: Index = {
    open: new Map(),
    done: new Map(),
    reported: createReported(),
    end: { end: lines.end, glue: lines.glue },
    leftovers: [],
    damaged: files.damaged,
  };
  for (const file of lines.messages) note(known, file);
  for (const file of files.messages) {
    if (known.done.has(file.message.id)) known.leftovers.push(file.message.id);
    else note(known, file);
  }
  return known;
}

function note(known: Index, file: MessageFile): void {
  const { message } = file;
  (keepsBytes(message) ? known.open : known.done).set(message.id, file);
  known.reported.note(message);
}

/**
 * A message whose file is damaged is nobody's mark: its file is set aside, for a person to see, and all hints of what is
 * settled go, so that this run finds its changes owed and makes it again, under the same id.
 */
async function setAside(
  disk: Disk,
  ids: readonly string[],
  settled: Settled,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<void> {
  await settled.clear();
  for (const id of ids) {
    await disk.rename(messageFile(id), damagedName(messageFile(id)));
    log?.warn('a waiting message was damaged and is made again', { file: damagedName(messageFile(id)) });
  }
}

function findIn(known: Index, id: string): OutboxMessage | null {
  return (known.done.get(id) ?? known.open.get(id))?.message ?? null;
}

/** Bytes first, then the file that makes them a message; each on the disk before the next step. */
async function storeMessage(disk: Disk, file: MessageFile, bytes: Uint8Array): Promise<void> {
  const { id } = file.message;
  const temporary = temporaryName(messageFile(id));
  if ((await disk.makeFolder(OUTBOX)) === 'made') await disk.syncFolder('.');
  await orRemoved(disk, [temporary, bytesFile(id)], async () => {
    await together([disk.writeSynced(bytesFile(id), bytes), disk.writeSynced(temporary, encodeMessage(file))]);
    await disk.syncFolder(OUTBOX);
  });
  await disk.rename(temporary, messageFile(id));
  await disk.syncFolder(OUTBOX);
}

async function finish(disk: Disk, known: Index, file: MessageFile): Promise<void> {
  const { id } = file.message;
  const line = Buffer.concat([Buffer.from(known.end.glue), encodeDone(file)]);
  const isFirst = known.end.end === 0;
  await disk.appendSynced(DONE_FILE, known.end.end, line);
  if (isFirst) await disk.syncFolder(OUTBOX);
  known.end = { end: known.end.end + line.length, glue: '' };
  known.open.delete(id);
  note(known, file);
  await removeFiles(disk, id);
}

/** The file that makes it a message first: bytes alone mean nothing. */
async function removeFiles(disk: Disk, id: string): Promise<void> {
  await disk.remove(messageFile(id));
  await disk.remove(bytesFile(id));
}

/** A message that is sent or written shrinks to a line; the others keep their bytes. */
export function keepsBytes({ state }: OutboxMessage): boolean {
  return state === 'pending' || state === 'failed';
}

function isPending({ message }: MessageFile): boolean {
  return message.state === 'pending';
}

function byAge(a: OutboxMessage, b: OutboxMessage): number {
  if (a.madeAt !== b.madeAt) return a.madeAt < b.madeAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function damagedBytes(id: string, found: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${bytesFile(id)} ${found}`, { file: bytesFile(id) });
}
