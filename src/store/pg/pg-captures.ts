import { randomUUID } from 'node:crypto';
import type { EndedCaptures, KeptBody, LoggedCaptures, LoggedRun } from '../../model/run-log.ts';
import type { RunCaptures } from '../../model/run-log-port.ts';
import type { CapturesOptions } from '../file-captures.ts';
import { BODIES_AN_ADDRESS } from '../kept-bodies.ts';
import { runCapturesFile, sourceFiles } from '../layout.ts';
import { type CapturesSink, createRunCaptures } from '../run-captures.ts';
import type { Rows } from './database.ts';

/** A file of answers as rows, a part each, that grow under a name of their own until a line of the log tells of them. */
export async function createPgCaptures(
  rows: Rows,
  { archive, version, secrets = [] }: CapturesOptions,
  startedAt: string,
): Promise<RunCaptures> {
  const info = { startedAt, version };
  const kept = { of: (url: string) => bodiesOf(rows, url) };
  const fileOf = async (sourceId: string, sequence: number) => sourceFiles(sourceId).captures(sequence);
  return createRunCaptures({ archive, info, kept, secrets, fileOf, open: () => openRows(rows) });
}

/** Rows of a run that ended before its line was written; no run takes so long. */
const REMOVE_LEFT = `delete from pubwatch.run_captures where file like 'growing-%' and made_at < now() - interval '2 days'`;

async function openRows(rows: Rows): Promise<CapturesSink> {
  await rows.query(REMOVE_LEFT);
  const handle = `growing-${randomUUID()}`;
  let part = 0;
  return {
    write: async (bytes) => {
      await rows.query('insert into pubwatch.run_captures (file, part, bytes) values ($1, $2, $3)', [
        handle,
        part++,
        bytes,
      ]);
    },
    end: async () => handle,
  };
}

async function bodiesOf(rows: Rows, url: string): Promise<readonly KeptBody[]> {
  return rows.query<KeptBody>(
    `select url, sha256, fetched_at as "fetchedAt", etag, last_modified as "lastModified", file
     from pubwatch.kept_bodies where url = $1 order by fetched_at desc limit $2`,
    [url, BODIES_AN_ADDRESS],
  );
}

/** Gives the rows the name of the file they stand for, in the transaction of its line; undefined: there is none. */
export async function placeCaptures(
  rows: Rows,
  line: number,
  { startedAt, captures }: LoggedRun,
): Promise<LoggedCaptures | undefined> {
  const written = captures?.written;
  if (!written) return undefined;
  const file = runCapturesFile(line, startedAt);
  await rows.query('update pubwatch.run_captures set file = $1 where file = $2', [file, written.handle]);
  return { file, sha256: written.sha256, bytes: written.bytes };
}

/** Notes which bodies the run kept, the newest of each address. */
export async function noteBodies(
  rows: Rows,
  ended: EndedCaptures | null | undefined,
  told: LoggedCaptures | undefined,
): Promise<void> {
  const bodies = (ended?.bodies ?? []).flatMap((body) => {
    const file = body.file ?? told?.file;
    return file === undefined ? [] : [{ ...body, file }];
  });
  if (bodies.length === 0) return;
  await rows.query(
    `insert into pubwatch.kept_bodies (url, sha256, fetched_at, etag, last_modified, file)
     select distinct on (url, fetched_at) * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as t (url, sha256, fetched_at, etag, last_modified, file)
     on conflict (url, fetched_at) do nothing`,
    [
      bodies.map(({ url }) => url),
      bodies.map(({ sha256 }) => sha256),
      bodies.map(({ fetchedAt }) => fetchedAt),
      bodies.map(({ etag }) => etag),
      bodies.map(({ lastModified }) => lastModified),
      bodies.map(({ file }) => file),
    ],
  );
  await rows.query(
    `delete from pubwatch.kept_bodies as k where url = any($1) and
       (select count(*) from pubwatch.kept_bodies as n where n.url = k.url and n.fetched_at > k.fetched_at) >= $2`,
    [bodies.map(({ url }) => url), BODIES_AN_ADDRESS],
  );
}

export async function sizeOfCaptures(rows: Rows, file: string): Promise<number> {
  const [row] = await rows.query<{ readonly size: string | null }>(
    'select sum(length(bytes)) as size from pubwatch.run_captures where file = $1',
    [file],
  );
  return Number(row?.size ?? 0);
}

/** A file of answers as it is, in one part. */
export async function importCaptures(rows: Rows, file: string, bytes: Uint8Array): Promise<void> {
  await rows.query('insert into pubwatch.run_captures (file, part, bytes) values ($1, 0, $2)', [file, bytes]);
}
