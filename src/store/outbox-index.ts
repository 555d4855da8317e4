import { PubwatchError } from '../model/errors.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import { decodeDone, decodeMessage, type MessageFile } from './codec.ts';
import type { DiskReader } from './disk.ts';
import { isTemporary } from './durable.ts';
import { DONE_FILE, OUTBOX, SETTLED_FILE } from './layout.ts';

/** done.jsonl as read: its messages, and where and how the next line is to be put. */
export interface DoneLines {
  readonly messages: readonly MessageFile[];
  readonly damagedLines: readonly number[]; // 1 is the first
  readonly end: number; // bytes; what stands behind it is the half of a line
  readonly glue: '' | '\n'; // goes before the next line
}

const LINE_END = 10;

/**
 * Reads the lines of finished messages. A damaged line is passed over: at worst its message is made again, under the same
 * Message-ID, while refusing the whole file would keep every other mail back. `verify` names it.
 */
export function readDoneLines(bytes: Uint8Array): DoneLines {
  const messages: MessageFile[] = [];
  const damagedLines: number[] = [];
  let start = 0;
  for (let number = 1; ; number++) {
    const end = bytes.indexOf(LINE_END, start);
    if (end === -1) break;
    const message = readLine(bytes.subarray(start, end));
    if (message === null) damagedLines.push(number);
    else messages.push(message);
    start = end + 1;
  }
  return { messages, damagedLines, ...readTail(bytes, start, messages) };
}

/** The last line may lack its end (damaged), or be the half that a crash left: the next line then overwrites it. */
function readTail(bytes: Uint8Array, start: number, messages: MessageFile[]): Pick<DoneLines, 'end' | 'glue'> {
  for (const end of [bytes.length, bytes.length - 1]) {
    const message = end > start ? readLine(bytes.subarray(start, end)) : null;
    if (message !== null) {
      messages.push(message);
      return { end, glue: '\n' };
    }
  }
  return { end: start, glue: '' };
}

function readLine(line: Uint8Array): MessageFile | null {
  try {
    return decodeDone(DONE_FILE, line);
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'STATE_DAMAGED') return null;
    throw error;
  }
}

/** Ids of the messages whose file stands in the outbox folder. */
export async function listMessageIds(disk: DiskReader): Promise<readonly string[]> {
  const names = await disk.list(OUTBOX);
  return names.flatMap((name) =>
    name.endsWith('.json') && `${OUTBOX}/${name}` !== SETTLED_FILE && !isTemporary(name) ? [name.slice(0, -5)] : [],
  );
}

/** One message whose bytes are still kept; null where there is none. Throws STATE_DAMAGED, STATE_NEWER. */
export async function readMessage(disk: DiskReader, id: string): Promise<MessageFile | null> {
  const file = messageFile(id);
  const bytes = await disk.read(file);
  return bytes === null ? null : decodeMessage(file, bytes);
}

/** All messages whose bytes are kept, and the ids of those whose file cannot be read. Throws STATE_NEWER. */
export async function readMessages(
  disk: DiskReader,
): Promise<{ readonly messages: readonly MessageFile[]; readonly damaged: readonly string[] }> {
  const messages: MessageFile[] = [];
  const damaged: string[] = [];
  for (const id of await listMessageIds(disk)) {
    try {
      const file = await readMessage(disk, id);
      if (file?.message.id === id) messages.push(file);
      else damaged.push(id);
    } catch (error) {
      if (!(error instanceof PubwatchError) || error.code !== 'STATE_DAMAGED') throw error;
      damaged.push(id);
    }
  }
  return { messages, damaged };
}

/** What a damaged file is called once it is set aside. */
export function damagedName(file: string): string {
  return `${file}.damaged`;
}

const MESSAGE_NAME = /^[a-z0-9_-][a-z0-9._-]{0,199}$/i; // 3f9a0c

/** Can this id name a file? Ids are derived by us; what a person types need not be one. */
export function isMessageId(id: string): boolean {
  return MESSAGE_NAME.test(id) && id !== 'settled';
}
export function messageFile(id: string): string {
  return `${OUTBOX}/${id}.json`;
}
export function bytesFile(id: string): string {
  return `${OUTBOX}/${id}.eml`;
}

/** Which changes of which source were told to whom. */
export interface Reported {
  of(subscriberId: string, sourceId: string): ReadonlySet<string>;
  note(message: OutboxMessage): void;
}

export function createReported(): Reported {
  const idsByReader = new Map<string, Set<string>>();
  const readerOf = (subscriberId: string, sourceId: string): string => `${sourceId}\n${subscriberId}`;
  return {
    of: (subscriberId, sourceId) => new Set(idsByReader.get(readerOf(subscriberId, sourceId))),
    note: ({ subscriberId, changeIds }) => {
      for (const id of changeIds) {
        const reader = readerOf(subscriberId, sourceOfChange(id));
        const ids = idsByReader.get(reader);
        if (ids === undefined) idsByReader.set(reader, new Set([id]));
        else ids.add(id);
      }
    },
  };
}

/** SOURCE of SOURCE.SEQUENCE.HASH; a source's id may hold dots. */
export function sourceOfChange(changeId: string): string {
  return changeId.split('.').slice(0, -2).join('.');
}
