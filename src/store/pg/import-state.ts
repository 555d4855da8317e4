import { sha256 } from '../../lib/bytes.ts';
import { PubwatchError } from '../../model/errors.ts';
import { toPulse, toSeen } from '../../model/standing.ts';
import { decodeCommit, decodeDone, decodeHost, decodeSettled } from '../codec.ts';
import type { DiskReader } from '../disk.ts';
import { listState } from '../documents.ts';
import { findFiles } from '../find-files.ts';
import {
  DONE_FILE,
  HEAD_FILE,
  HOSTS,
  LOG,
  LOG_FILE,
  OUTBOX,
  readRunCapturesName,
  SETTLED_FILE,
  timestampLine,
  UNSUBSCRIBED_FILE,
} from '../layout.ts';
import { readLogLines } from '../log-lines.ts';
import { bytesFile, readMessage } from '../outbox-index.ts';
import { readCurrent, readSource } from '../read-source.ts';
import type { Rows } from './database.ts';
import { importCaptures } from './pg-captures.ts';
import { markTold } from './pg-outbox.ts';
import { markLogged } from './pg-run-log.ts';

/** Puts a state that lies in files into empty tables. Throws DATA_INVALID for what has no place there, STATE_DAMAGED, STATE_WRITE. */
export async function importState(from: DiskReader, rows: Rows): Promise<void> {
  const names = await listState(from);
  const bySource = Map.groupBy(names.filter(isOfSource), (name) => name.split('/')[0] ?? '');
  for (const [sourceId, files] of bySource) await importSource(from, rows, sourceId, files);
  await importOutbox(from, rows, names);
  await importLog(from, rows, names);
  for (const name of names.filter((one) => one.startsWith(`${HOSTS}/`)))
    await importHost(rows, name, await read(from, name));
  await importUnsubscriptions(rows, await from.read(UNSUBSCRIBED_FILE));
}

const ELSEWHERE = [OUTBOX, LOG, HOSTS];
const isOfSource = (name: string): boolean => name.includes('/') && !ELSEWHERE.includes(name.split('/')[0] ?? '');

async function read(from: DiskReader, name: string): Promise<Uint8Array> {
  const bytes = await from.read(name);
  if (bytes === null) throw new PubwatchError('STATE_DAMAGED', `${name} is gone since it was listed`, { file: name });
  return bytes;
}

async function importSource(from: DiskReader, rows: Rows, sourceId: string, names: readonly string[]): Promise<void> {
  const files = await findFiles(from, sourceId);
  const { head, state } = await readSource(from, sourceId, readCurrent, undefined);
  const { snapshot, check } = state;
  const { sequence } = head;
  let hashes: { changesSha256: string | null; capturesSha256: string | null } = {
    changesSha256: null,
    capturesSha256: null,
  };
  for (let number = 1; number <= sequence; number++) {
    const changes = await read(from, files.changes(number));
    const { changeset, capturesSha256, takenAt } = decodeCommit(files.changes(number), changes);
    await rows.query(
      'insert into pubwatch.commits (source_id, sequence, at, has_changes, changes) values ($1, $2, $3, $4, $5)',
      [sourceId, number, takenAt ?? changeset?.at ?? null, changeset !== null, changes],
    );
    if (names.includes(files.captures(number))) {
      const warc = await read(from, files.captures(number));
      await rows.query('insert into pubwatch.captures (source_id, sequence, warc) values ($1, $2, $3)', [
        sourceId,
        number,
        warc,
      ]);
    }
    hashes = { changesSha256: sha256(changes), capturesSha256 };
  }
  const checked = await from.read(files.check);
  await rows.query(
    `insert into pubwatch.sources (source_id, sequence, changes_sha256, captures_sha256, current, checked, seen, pulse)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      sourceId,
      sequence,
      hashes.changesSha256,
      hashes.capturesSha256,
      await from.read(files.current),
      checked,
      snapshot === null ? null : JSON.stringify(toSeen(snapshot)),
      checked === null ? null : JSON.stringify(toPulse(check)),
    ],
  );
}

async function importOutbox(from: DiskReader, rows: Rows, names: readonly string[]): Promise<void> {
  for (const line of linesOf((await from.read(DONE_FILE)) ?? new Uint8Array())) {
    const { message } = decodeDone(DONE_FILE, line.subarray(0, -1));
    await rows.query(
      `insert into pubwatch.messages (id, made_at, is_pending, document, finished) values ($1, $2, false, $3, nextval('pubwatch.finished'))`,
      [message.id, message.madeAt, line],
    );
    await markTold(rows, message);
  }
  const kept = names.filter((name) => name.startsWith(`${OUTBOX}/`) && name.endsWith('.json') && name !== SETTLED_FILE);
  for (const name of kept) {
    const id = name.slice(OUTBOX.length + 1, -'.json'.length);
    const file = await readMessage(from, id);
    if (file === null) continue;
    await rows.query(
      'insert into pubwatch.messages (id, made_at, is_pending, document, bytes) values ($1, $2, $3, $4, $5)',
      [
        id,
        file.message.madeAt,
        file.message.state === 'pending',
        await read(from, name),
        await read(from, bytesFile(id)),
      ],
    );
    await markTold(rows, file.message);
  }
  const settled = await from.read(SETTLED_FILE);
  for (const [sourceId, sequence] of settled === null ? [] : decodeSettled(SETTLED_FILE, settled)) {
    await rows.query(
      `insert into pubwatch.sources (source_id, settled) values ($1, $2)
       on conflict (source_id) do update set settled = excluded.settled`,
      [sourceId, sequence],
    );
  }
}

const LINE_END = 10;

/** Each with its end. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
    lines.push(bytes.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}

async function importLog(from: DiskReader, rows: Rows, names: readonly string[]): Promise<void> {
  const bytes = (await from.read(LOG_FILE)) ?? new Uint8Array();
  let start = 0;
  for (const { number, end, sound } of readLogLines(bytes).lines) {
    await rows.query('insert into pubwatch.runs (line, text) values ($1, $2)', [number, bytes.subarray(start, end)]);
    const told = sound?.line.sources ?? [];
    await markLogged(
      rows,
      told.flatMap(({ id, commit }) => (commit === null ? [] : [{ id, sequence: commit.sequence }])),
    );
    start = end;
  }
  await rows.query('update pubwatch.run_head set document = $1', [await from.read(HEAD_FILE)]);
  for (const name of names.filter((one) => one.startsWith(`${LOG}/`))) {
    if (readRunCapturesName(name.slice(LOG.length + 1)) !== null)
      await importCaptures(rows, name, await read(from, name));
    const line = timestampLine(name.slice(LOG.length + 1));
    if (line === null) continue;
    await rows.query('insert into pubwatch.timestamps (line, token) values ($1, $2)', [line, await read(from, name)]);
  }
}

async function importHost(rows: Rows, file: string, document: Uint8Array): Promise<void> {
  const { origin } = decodeHost(file, document);
  await rows.query('insert into pubwatch.hosts (origin, file, document) values ($1, $2, $3)', [origin, file, document]);
}

/** Lines as pubwatch writes them; one that a person wrote is refused rather than written otherwise. */
async function importUnsubscriptions(rows: Rows, bytes: Uint8Array | null): Promise<void> {
  for (const line of Buffer.from(bytes ?? [])
    .toString('utf8')
    .split('\n')
    .filter((text) => text !== '')) {
    const { subscriberId, list, at } = readLeft(line);
    await rows.query('insert into pubwatch.unsubscriptions (subscriber_id, list, at) values ($1, $2, $3)', [
      subscriberId,
      list,
      at,
    ]);
  }
}

function readLeft(line: string): { readonly subscriberId: string; readonly list: string; readonly at: string } {
  let value: unknown = null;
  try {
    value = JSON.parse(line);
  } catch {
    // What is no JSON is refused below.
  }
  const textOf = (key: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, key) : null;
  const [subscriberId, list, at] = [textOf('subscriberId'), textOf('list'), textOf('at')];
  if (typeof subscriberId === 'string' && typeof list === 'string' && typeof at === 'string')
    return { subscriberId, list, at };
  throw new PubwatchError('DATA_INVALID', `${UNSUBSCRIBED_FILE}: this line cannot be moved: ${line}`, {
    file: UNSUBSCRIBED_FILE,
  });
}
