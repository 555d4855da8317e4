import { encodeSettled } from '../codec.ts';
import type { DiskReader } from '../disk.ts';
import {
  DONE_FILE,
  HEAD_FILE,
  HOSTS,
  LOG,
  LOG_FILE,
  numberOf,
  OUTBOX,
  readRunCapturesName,
  SETTLED_FILE,
  sourceFiles,
  timestampFile,
  timestampLine,
  UNSUBSCRIBED_FILE,
} from '../layout.ts';
import { bytesFile, messageFile } from '../outbox-index.ts';
import type { Rows } from './database.ts';

/**
 * The tables as the files they stand for: what reads files (`verify`, `migrate`, the evidence of a change) reads the database by the
 * same names and finds the same bytes.
 */
export function createDocuments(rows: Rows): DiskReader {
  const read = (name: string): Promise<Uint8Array | null> => readDocument(rows, name);
  return {
    read,
    readPieces: inOnePiece(read),
    readFrom: async (name, offset) => {
      const bytes = await readDocument(rows, name);
      return bytes === null ? null : { size: bytes.length, bytes: bytes.subarray(offset) };
    },
    isThere: async (name) => (await read(name)) !== null,
    list: async (folder) => [...(await listDocuments(rows, folder))].sort(),
    folders: async (folder) => (folder === '.' ? sourceNames(rows) : []),
  };
}

/** Reads of what lies in memory anyway. */
export function inOnePiece(read: DiskReader['read']): DiskReader['readPieces'] {
  return async (name, take) => {
    const bytes = await read(name);
    if (bytes !== null) take(bytes);
    return bytes !== null;
  };
}

async function sourceNames(rows: Rows): Promise<readonly string[]> {
  return namesOf(await rows.query<Named>('select source_id as name from pubwatch.sources order by source_id'));
}

interface Named {
  readonly name: string;
}
const namesOf = (rows: readonly Named[]): readonly string[] => rows.map(({ name }) => name);

interface Bytes {
  readonly bytes: Buffer | null;
}

async function one(rows: Rows, sql: string, values: readonly unknown[]): Promise<Uint8Array | null> {
  return (await rows.query<Bytes>(sql, values))[0]?.bytes ?? null;
}

function readDocument(rows: Rows, name: string): Promise<Uint8Array | null> {
  const [folder = '', ...rest] = name.split('/');
  const file = rest.join('/');
  if (name === UNSUBSCRIBED_FILE) return readUnsubscribed(rows);
  if (folder === OUTBOX) return readOutbox(rows, name);
  if (folder === LOG) return readLog(rows, name);
  if (folder === HOSTS) return one(rows, 'select document as bytes from pubwatch.hosts where file = $1', [name]);
  return file === '' ? Promise.resolve(null) : readOfSource(rows, folder, name);
}

async function readOfSource(rows: Rows, sourceId: string, name: string): Promise<Uint8Array | null> {
  const files = sourceFiles(sourceId);
  if (name === files.current)
    return one(rows, 'select current as bytes from pubwatch.sources where source_id = $1', [sourceId]);
  if (name === files.check)
    return one(rows, 'select checked as bytes from pubwatch.sources where source_id = $1', [sourceId]);
  const file = name.split('/').at(-1) ?? '';
  const told = numberOf(file, 'changes');
  if (told !== null && name === files.changes(told)) {
    const sql = 'select changes as bytes from pubwatch.commits where source_id = $1 and sequence = $2';
    return one(rows, sql, [sourceId, told]);
  }
  const sequence = numberOf(file, 'captures');
  if (sequence === null || name !== files.captures(sequence)) return null;
  const sql = 'select warc as bytes from pubwatch.captures where source_id = $1 and sequence = $2';
  return one(rows, sql, [sourceId, sequence]);
}

async function readOutbox(rows: Rows, name: string): Promise<Uint8Array | null> {
  if (name === DONE_FILE) {
    const sql = 'select document as bytes from pubwatch.messages where finished is not null order by finished';
    return joined(await rows.query<Bytes>(sql));
  }
  if (name === SETTLED_FILE) return readSettled(rows);
  const [, file = ''] = name.split('/');
  const id = file.slice(0, file.lastIndexOf('.'));
  if (name === messageFile(id))
    return one(rows, 'select document as bytes from pubwatch.messages where id = $1 and finished is null', [id]);
  if (name !== bytesFile(id)) return null;
  return one(rows, 'select bytes from pubwatch.messages where id = $1 and finished is null', [id]);
}

async function readSettled(rows: Rows): Promise<Uint8Array | null> {
  const hints = await rows.query<Named & { readonly settled: number }>(
    'select source_id as name, settled from pubwatch.sources where settled > 0',
  );
  return hints.length === 0 ? null : encodeSettled(new Map(hints.map(({ name, settled }) => [name, settled])));
}

function readLog(rows: Rows, name: string): Promise<Uint8Array | null> {
  if (name === HEAD_FILE) return one(rows, 'select document as bytes from pubwatch.run_head', []);
  if (name === LOG_FILE) return readLines(rows);
  const file = name.split('/')[1] ?? '';
  if (readRunCapturesName(file) !== null) return readCaptures(rows, name);
  const line = timestampLine(file);
  if (line === null) return Promise.resolve(null);
  return one(rows, 'select token as bytes from pubwatch.timestamps where line = $1', [line]);
}

async function readCaptures(rows: Rows, name: string): Promise<Uint8Array | null> {
  return joined(
    await rows.query<Bytes>('select bytes from pubwatch.run_captures where file = $1 order by part', [name]),
  );
}

async function readLines(rows: Rows): Promise<Uint8Array | null> {
  return joined(await rows.query<Bytes>('select text as bytes from pubwatch.runs order by line'));
}

/** null: no parts, no file. */
function joined(parts: readonly Bytes[]): Uint8Array | null {
  return parts.length === 0 ? null : Buffer.concat(parts.flatMap(({ bytes }) => bytes ?? []));
}

interface Left {
  readonly subscriberId: string;
  readonly list: string;
  readonly at: string;
}

async function readUnsubscribed(rows: Rows): Promise<Uint8Array | null> {
  const left = await rows.query<Left>(
    'select subscriber_id as "subscriberId", list, at from pubwatch.unsubscriptions order by number',
  );
  if (left.length === 0) return null;
  const lines = left.map(({ subscriberId, list, at }) => `\n${JSON.stringify({ subscriberId, list, at })}\n`);
  return Buffer.from(lines.join(''));
}

async function listDocuments(rows: Rows, folder: string): Promise<readonly string[]> {
  if (folder === OUTBOX) return listOutbox(rows);
  if (folder === LOG) return listLog(rows);
  const tail = (path: string): string => path.split('/').at(-1) ?? '';
  if (folder === HOSTS) return namesOf(await rows.query<Named>('select file as name from pubwatch.hosts')).map(tail);
  return (await listCommits(rows, folder)).map(tail);
}

async function listCommits(rows: Rows, sourceId: string): Promise<readonly string[]> {
  const files = sourceFiles(sourceId);
  const numbersIn = async (table: 'commits' | 'captures'): Promise<readonly number[]> => {
    const sql = `select sequence from pubwatch.${table} where source_id = $1 order by sequence`;
    return (await rows.query<{ sequence: number }>(sql, [sourceId])).map(({ sequence }) => sequence);
  };
  const [commits, captures] = [await numbersIn('commits'), await numbersIn('captures')];
  return [...commits.map(files.changes), ...captures.map(files.captures)];
}

async function listOutbox(rows: Rows): Promise<readonly string[]> {
  const kept = namesOf(await rows.query<Named>('select id as name from pubwatch.messages where finished is null'));
  const [done] = await rows.query('select 1 as one from pubwatch.messages where finished is not null limit 1');
  const [settled] = await rows.query('select 1 as one from pubwatch.sources where settled > 0 limit 1');
  return [
    ...kept.flatMap((id) => [`${id}.json`, `${id}.eml`]),
    ...(done === undefined ? [] : ['done.jsonl']),
    ...(settled === undefined ? [] : ['settled.json']),
  ];
}

async function listLog(rows: Rows): Promise<readonly string[]> {
  const [line] = await rows.query('select 1 as one from pubwatch.runs limit 1');
  const stamps = await rows.query<{ line: number }>('select line from pubwatch.timestamps order by line');
  const answers = namesOf(
    await rows.query<Named>('select file as name from pubwatch.run_captures where part = 0 and file like $1', [
      `${LOG}/%`,
    ]),
  );
  const names = [...stamps.map((stamp) => timestampFile(stamp.line)), ...answers].map(
    (file) => file.split('/')[1] ?? '',
  );
  return [...(line === undefined ? [] : ['runs.jsonl', 'head.json']), ...names];
}
