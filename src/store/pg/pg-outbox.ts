import { sha256 } from '../../lib/bytes.ts';
import { PubwatchError } from '../../model/errors.ts';
import type { OutboxMessage } from '../../model/outbox.ts';
import type { Outbox } from '../../model/ports.ts';
import { decodeDone, decodeMessage, encodeDone, encodeMessage, type MessageFile } from '../codec.ts';
import type { DiskReader } from '../disk.ts';
import { DONE_FILE } from '../layout.ts';
import { checkId, keepsBytes, readBytes } from '../outbox.ts';
import { isMessageId, messageFile, sourceOfChange } from '../outbox-index.ts';
import type { AdvisoryLocks, HeldLock } from './advisory.ts';
import { type Database, LOCKS, type Rows } from './database.ts';

const MESSAGES = LOCKS + 3;

/**
 * Messages as rows. Each change is told to a subscriber by one message at most: a second one that holds it is refused, whoever made
 * it. A message that is sent keeps its line and gives up its bytes.
 */
export function createPgOutbox(
  db: Database,
  { documents, locks, check }: { readonly documents: DiskReader; readonly locks: AdvisoryLocks; check(): void },
): Outbox {
  const claimed = new Map<string, HeldLock>();
  return {
    add: async (message, bytes) => {
      checkId(message.id);
      check();
      return db.transaction((rows) => addMessage(rows, message, bytes));
    },
    pending: async () => {
      const waiting = await db.query<Row>(
        'select id, document, finished from pubwatch.messages where is_pending order by made_at, id',
      );
      return waiting.map((row) => openRow(row).message);
    },
    bytes: (id) => readBytes(documents, id),
    claim: async (id) => {
      const held = await locks.tryTake([{ of: MESSAGES, name: id, mode: 'alone' }]);
      if (held === null) return false;
      const [row] = await db.query('select 1 as one from pubwatch.messages where id = $1 and is_pending', [id]);
      if (row === undefined)
        await held.release(); // another process has sent it meanwhile
      else claimed.set(id, held);
      return row !== undefined;
    },
    update: async (message) => {
      await db.transaction((rows) => updateMessage(rows, message));
      const held = claimed.get(message.id);
      claimed.delete(message.id);
      await held?.release();
    },
    find: async (id) => (isMessageId(id) ? ((await readRow(db, id))?.message ?? null) : null),
    reported: async (subscriberId, sourceId) => {
      const told = await db.query<{ id: string }>(
        'select change_id as id from pubwatch.told where subscriber_id = $1 and source_id = $2',
        [subscriberId, sourceId],
      );
      return new Set(told.map(({ id }) => id));
    },
    settledUpTo: async (sourceId) => {
      const [row] = await db.query<{ settled: number }>('select settled from pubwatch.sources where source_id = $1', [
        sourceId,
      ]);
      return row?.settled ?? 0;
    },
    settle: async (sourceId, sequence) => {
      await db.query(
        `insert into pubwatch.sources as s (source_id, settled) values ($1, $2)
         on conflict (source_id) do update set settled = greatest(s.settled, excluded.settled)`,
        [sourceId, sequence],
      );
    },
  };
}

/** A message as it lies in its row. */
interface Row {
  readonly id: string;
  readonly document: Buffer;
  readonly finished: string | null; // a number; null: its bytes are kept
}

function openRow({ id, document, finished }: Row): MessageFile {
  if (finished === null) return decodeMessage(messageFile(id), document);
  return decodeDone(DONE_FILE, document.subarray(0, -1)); // its line end
}

async function readRow(rows: Rows, id: string): Promise<MessageFile | null> {
  const [row] = await rows.query<Row>('select id, document, finished from pubwatch.messages where id = $1', [id]);
  return row === undefined ? null : openRow(row);
}

async function addMessage(rows: Rows, message: OutboxMessage, bytes: Uint8Array): Promise<OutboxMessage> {
  const file = { message, bytesSha256: sha256(bytes) };
  const added = await rows.query(
    `insert into pubwatch.messages (id, made_at, is_pending, document, bytes) values ($1, $2, $3, $4, $5)
     on conflict (id) do nothing returning id`,
    [message.id, message.madeAt, message.state === 'pending', encodeMessage(file), bytes],
  );
  if (added.length > 0) {
    await markTold(rows, message);
    return message;
  }
  const there = await readRow(rows, message.id);
  return there?.message ?? message;
}

/** Marks the changes of a message as told. Throws STATE_WRITE where another message told one of them to this subscriber. */
export async function markTold(rows: Rows, { id, subscriberId, changeIds }: OutboxMessage): Promise<void> {
  const ids = [...new Set(changeIds)];
  if (ids.length === 0) return;
  const marked = await rows.query(
    `insert into pubwatch.told (subscriber_id, source_id, change_id, message_id)
     select $1, source_id, change_id, $2 from unnest($3::text[], $4::text[]) as t (source_id, change_id)
     on conflict do nothing returning change_id`,
    [subscriberId, id, ids.map(sourceOfChange), ids],
  );
  if (marked.length === ids.length) return;
  throw new PubwatchError('STATE_WRITE', `message ${id} tells changes that another message has told`, { message: id });
}

async function updateMessage(rows: Rows, message: OutboxMessage): Promise<void> {
  const [row] = await rows.query<Row>('select id, document, finished from pubwatch.messages where id = $1 for update', [
    message.id,
  ]);
  // A second outcome of what is finished has nothing left to record.
  if (row === undefined || row.finished !== null) return;
  const file = { message, bytesSha256: openRow(row).bytesSha256 };
  if (keepsBytes(message)) {
    await rows.query('update pubwatch.messages set document = $2, is_pending = $3 where id = $1', [
      message.id,
      encodeMessage(file),
      message.state === 'pending',
    ]);
    return;
  }
  await rows.query(
    `update pubwatch.messages set document = $2, is_pending = false, bytes = null, finished = nextval('pubwatch.finished')
     where id = $1`,
    [message.id, encodeDone(file)],
  );
}
