import { sha256 } from '../../lib/bytes.ts';
import type { Archive } from '../../model/archive.ts';
import type { Clock } from '../../model/ports.ts';
import type { LogHead } from '../../model/run-log.ts';
import type { RunLog, Signer } from '../../model/run-log-port.ts';
import { decodeHead, encodeHead, type HeadFile, type LineSource } from '../codec-log.ts';
import { HEAD_FILE, LOG } from '../layout.ts';
import { findLine, findLook, pastChecks, readLogLines } from '../log-lines.ts';
import { type LineDraft, nextLine, toLogHead } from '../next-line.ts';
import { readRunCaptures } from '../read-commits.ts';
import { findPrunableAnswers, runCapturesIn } from '../retention.ts';
import { type Head, NO_COMMIT, toLoggedCommit } from '../seal-commit.ts';
import type { Database, Rows } from './database.ts';
import { createDocuments } from './documents.ts';
import { createPgCaptures, noteBodies, placeCaptures, sizeOfCaptures } from './pg-captures.ts';

export interface PgRunLogOptions {
  readonly clock: Clock;
  readonly archive: Archive;
  readonly secrets?: readonly string[] | undefined; // what no answer that is kept may say
  readonly version: string; // of pubwatch
  readonly signer: Signer | null;
  /** Throws where this process has lost its hold on the state. */
  check(): void;
}

/** The log, and a line of it that is written together with what it tells. */
export interface PgRunLog extends RunLog {
  /** Adds a line, within this transaction, that says these files are deleted now, on purpose. */
  prune(rows: Rows, files: readonly string[]): Promise<void>;
}

/**
 * The log of runs as rows, a line each. The row of the head is locked while a line is added: lines of many processes follow one
 * another, and line and head are there together or not at all.
 */
export function createPgRunLog(db: Database, options: PgRunLogOptions): PgRunLog {
  const documents = createDocuments(db);
  const prune = async (rows: Rows, files: readonly string[]): Promise<void> => {
    const at = options.clock.now().toISOString();
    const draft = { kind: 'pruned', startedAt: at, at, sources: [], pruned: files } as const;
    await addLine(rows, await takeHead(rows), draft, options);
  };
  return {
    head: async () => toLogHead(await readHead(db, 'select document from pubwatch.run_head')),
    past: async (afterLine) => {
      const found = await db.query<{ text: Buffer }>('select text from pubwatch.runs where line > $1 order by line', [
        afterLine,
      ]);
      return pastChecks(readLogLines(Buffer.concat(found.map(({ text }) => text))).lines, afterLine);
    },
    append: (run) => {
      options.check();
      return db.transaction(async (rows) => {
        const head = await takeHead(rows);
        const stands = await readStands(
          rows,
          run.checks.map(({ sourceId }) => sourceId),
        );
        const sources = run.checks.map(({ sourceId, ...check }) => toLineSource(sourceId, check, stands));
        const draft = { kind: 'run', startedAt: run.startedAt, at: run.finishedAt, sources, pruned: [] } as const;
        const captures = await placeCaptures(rows, (head?.line ?? 0) + 1, run);
        await noteBodies(rows, run.captures, captures);
        return addLine(rows, head, captures === undefined ? draft : { ...draft, captures }, options);
      });
    },
    keepCaptures: (startedAt) => {
      options.check();
      return createPgCaptures(db, options, startedAt);
    },
    lookAt: (sourceId, until) => findLook(documents, sourceId, until),
    captures: (file) => readRunCaptures(documents, file),
    pruneCaptures: async (limits) => {
      const files = runCapturesIn(await documents.list(LOG));
      const now = options.clock.now();
      const doomed = await findPrunableAnswers(files, (file) => sizeOfCaptures(db, file), limits, now);
      if (doomed.length === 0) return [];
      options.check();
      await db.transaction(async (rows) => {
        await prune(rows, doomed);
        await rows.query('delete from pubwatch.run_captures where file = any($1)', [doomed]);
      });
      return doomed;
    },
    cover: async (sourceIds) => {
      await db.transaction(async (rows) => {
        if ((await readStands(rows, sourceIds)).size === 0) return;
        const head = await takeHead(rows);
        const stands = await readStands(rows, sourceIds); // another process may have covered them meanwhile
        const sources = [...stands]
          .filter(([, { isLogged }]) => !isLogged)
          .map(([sourceId]) => toLineSource(sourceId, null, stands));
        if (sources.length === 0) return;
        const at = options.clock.now().toISOString();
        await addLine(rows, head, { kind: 'recovered', startedAt: at, at, sources, pruned: [] }, options);
      });
    },
    lineOf: (sourceId, sequence) => findLine(documents, sourceId, sequence),
    timestampOwed: async () => {
      const head = await readHead(db, 'select document from pubwatch.run_head');
      return head?.isTimestampOwed ? toLogHead(head) : null;
    },
    keepTimestamp: (stamped, reply) =>
      db.transaction(async (rows) => {
        const head = await takeHead(rows);
        if (head === null || head.sha256 !== stamped.sha256) return;
        await rows.query(
          `insert into pubwatch.timestamps (line, token) values ($1, $2)
           on conflict (line) do update set token = excluded.token`,
          [head.line, reply],
        );
        const timestamp = { line: head.line, sha256: sha256(reply) };
        await rows.query('update pubwatch.run_head set document = $1', [
          encodeHead({ ...head, timestamp, isTimestampOwed: false }),
        ]);
      }),
    prune,
  };
}

/** The commit a source stands on, and whether a line tells of it. */
interface Stand extends Head {
  readonly isLogged: boolean;
}

async function readStands(rows: Rows, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Stand>> {
  const found = await rows.query<Stand & { readonly id: string }>(
    `select source_id as id, sequence, changes_sha256 as "changesSha256", captures_sha256 as "capturesSha256",
            logged_sequence is not distinct from sequence as "isLogged"
     from pubwatch.sources where source_id = any($1) and sequence > 0 order by source_id`,
    [sourceIds],
  );
  return new Map(found.map(({ id, ...stand }) => [id, stand]));
}

/** The hash of the evidence is told once, by the first line that tells of the commit. */
function toLineSource(id: string, check: LineSource['check'], stands: ReadonlyMap<string, Stand>): LineSource {
  const stand = stands.get(id);
  const { sequence, changesSha256, capturesSha256 } = stand ?? NO_COMMIT;
  const isNew = stand?.isLogged === false;
  return {
    id,
    check,
    commit: toLoggedCommit({ sequence, changesSha256, capturesSha256: isNew ? capturesSha256 : null }),
  };
}

async function readHead(rows: Rows, sql: string): Promise<HeadFile | null> {
  const [row] = await rows.query<{ document: Buffer | null }>(sql);
  return row?.document ? decodeHead(HEAD_FILE, row.document) : null;
}

function takeHead(rows: Rows): Promise<HeadFile | null> {
  return readHead(rows, 'select document from pubwatch.run_head for update');
}

async function addLine(
  rows: Rows,
  head: HeadFile | null,
  draft: LineDraft,
  { version, signer }: PgRunLogOptions,
): Promise<LogHead> {
  const { text, head: next } = nextLine(head, draft, { end: head?.bytes ?? 0, version, signer });
  await rows.query('insert into pubwatch.runs (line, text) values ($1, $2)', [next.line, Buffer.from(`${text}\n`)]);
  await rows.query('update pubwatch.run_head set document = $1', [encodeHead(next)]);
  const told = draft.sources.flatMap(({ id, commit }) => (commit === null ? [] : [{ id, sequence: commit.sequence }]));
  await markLogged(rows, told);
  const { line, sha256, at, signature } = next;
  return { line, sha256, at, signature };
}

/** Notes which commit of each source the log tells of. */
export async function markLogged(
  rows: Rows,
  told: readonly { readonly id: string; readonly sequence: number }[],
): Promise<void> {
  await rows.query(
    `update pubwatch.sources as s set logged_sequence = t.sequence
     from unnest($1::text[], $2::integer[]) as t (id, sequence) where s.source_id = t.id`,
    [told.map(({ id }) => id), told.map(({ sequence }) => sequence)],
  );
}
