import { sha256 } from '../lib/bytes.ts';
import { PubwatchError } from '../model/errors.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Outbox } from '../model/ports.ts';
import { encodeDone, encodeMessage, type MessageFile } from './codec.ts';
import type { Disk } from './disk.ts';
import { orRemoved, replaceSynced, temporaryName, together } from './durable.ts';
import { DONE_FILE, OUTBOX } from './layout.ts';
import {
  bytesFile,
  createReported,
  type DoneLines,
  isMessageId,
  listMessageIds,
  messageFile,
  type Reported,
  readDoneLines,
  readMessage,
} from './outbox-index.ts';
import { createSettled } from './settled.ts';

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
  end: Pick<DoneLines, 'end' | 'glue'>;
}

/**
 * Messages as files. A waiting one is two: ID.eml, its bytes, and ID.json, put in place last: it exists when that does. One
 * that is sent or written shrinks to a line of done.jsonl; one that is refused keeps its files. The line is on the disk before
 * the files go, so a crash between the two leaves both, and the line counts.
 */
export function createFileOutbox(disk: Disk): FileOutbox {
  const settled = createSettled(disk);
  let isHeld = false;
  let held: Promise<Index> | null = null;
  const index = (): Promise<Index> => {
    if (!isHeld) return loadIndex(disk);
    held ??= loadIndex(disk);
    return held;
  };
  const forget = (): void => {
    held = null;
  };
  return {
    hold: () => {
      isHeld = true;
      forget();
      settled.hold();
    },
    letGo: async () => {
      isHeld = false;
      forget();
      await settled.letGo();
    },
    add: async (message, bytes) => {
      checkId(message.id);
      const known = await index();
      const there = findIn(known, message.id);
      if (there !== null) return there;
      await storeMessage(disk, { message, bytesSha256: sha256(bytes) }, bytes);
      note(known, { message, bytesSha256: sha256(bytes) });
      return message;
    },
    pending: async () => {
      // Without waiting files there is nothing to look up, and years of finished lines need not be read.
      if (held === null && (await listMessageIds(disk)).length === 0) return [];
      const { open } = await index();
      return [...open.values()]
        .map((file) => file.message)
        .filter(isPending)
        .sort(byAge);
    },
    bytes: async (id) => {
      const file = isMessageId(id) ? await readMessage(disk, id) : null;
      const bytes = file === null ? null : await disk.read(bytesFile(id));
      if (file === null) throw new PubwatchError('DATA_INVALID', `no bytes are kept of message ${id}`, { message: id });
      if (bytes === null) throw damagedBytes(id, 'is missing');
      if (sha256(bytes) !== file.bytesSha256) throw damagedBytes(id, 'is not what was stored');
      return bytes;
    },
    update: async (message) => {
      const known = await index();
      const stored = known.open.get(message.id);
      // A second outcome of what is finished has nothing left to record.
      if (stored === undefined) return;
      const file = { message, bytesSha256: stored.bytesSha256 };
      if (message.state === 'pending' || message.state === 'failed') {
        await replaceSynced(disk, messageFile(message.id), encodeMessage(file));
        known.open.set(message.id, file);
      } else {
        await finish(disk, known, file);
      }
    },
    find: async (id) => (isMessageId(id) ? findIn(await index(), id) : null),
    reported: async (subscriberId, sourceId) => (await index()).reported.of(subscriberId, sourceId),
    settledUpTo: (sourceId) => settled.upTo(sourceId),
    settle: (sourceId, sequence) => settled.set(sourceId, sequence),
  };
}

function checkId(id: string): void {
  if (!isMessageId(id)) {
    throw new PubwatchError('DATA_INVALID', `a message cannot be called ${JSON.stringify(id)}`, { message: id });
  }
}

async function loadIndex(disk: Disk): Promise<Index> {
  const known: Index = { open: new Map(), done: new Map(), reported: createReported(), end: { end: 0, glue: '' } };
  const bytes = await disk.read(DONE_FILE);
  if (bytes !== null) {
    const lines = readDoneLines(bytes);
    known.end = { end: lines.end, glue: lines.glue };
    for (const file of lines.messages) note(known, file);
  }
  for (const id of await listMessageIds(disk)) {
    const file = known.done.has(id) ? null : await readMessage(disk, id);
    if (file !== null) note(known, file);
  }
  return known;
}

function note(known: Index, file: MessageFile): void {
  const { message } = file;
  const isOpen = message.state === 'pending' || message.state === 'failed';
  (isOpen ? known.open : known.done).set(message.id, file);
  known.reported.note(message);
}

function findIn(known: Index, id: string): OutboxMessage | null {
  return (known.done.get(id) ?? known.open.get(id))?.message ?? null;
}

/** Bytes first, then the file that makes them a message; each on the disk before the next step. */
async function storeMessage(disk: Disk, file: MessageFile, bytes: Uint8Array): Promise<void> {
  const { id } = file.message;
  const temporary = temporaryName(messageFile(id));
  await disk.makeFolder(OUTBOX);
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
  await disk.remove(messageFile(id));
  await disk.remove(bytesFile(id));
}

function isPending(message: OutboxMessage): boolean {
  return message.state === 'pending';
}

function byAge(a: OutboxMessage, b: OutboxMessage): number {
  if (a.madeAt !== b.madeAt) return a.madeAt < b.madeAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

function damagedBytes(id: string, found: string): PubwatchError {
  return new PubwatchError('STATE_DAMAGED', `${bytesFile(id)} ${found}`, { file: bytesFile(id) });
}
