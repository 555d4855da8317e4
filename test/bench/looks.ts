import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { toPulse, toSeen } from '../../src/model/standing.ts';
import { readHealth } from '../../src/pipeline/health.ts';
import { encodeCheck, encodeCommit, encodeCurrent } from '../../src/store/codec.ts';
import { createPgStore, type PgStore } from '../../src/store/pg/pg-store.ts';
import { makeSource } from '../pipeline/make.ts';
import { changesetOf, checkOf, snapshotOf } from '../store/samples.ts';
import type { Postgres } from '../support/postgres.ts';
import { median } from './measure.ts';
import { writeOffice } from './office.ts';

const SOURCES = 10_000;
const COMMITS = 10; // a source
const CHANGES = 10; // a commit
const LOOKS = 21;
const PROGRAM = new URL('../../dist/main.js', import.meta.url).pathname;

/** How long it takes to look at a large state: ten thousand sources, a million changes. */
export async function benchLooks(server: Postgres): Promise<void> {
  console.log(`\nlooks: ${SOURCES} sources, ${SOURCES * COMMITS * CHANGES} stored changes; medians of ${LOOKS}`);
  const url = await server.makeDatabase();
  const state = createPgStore(url, { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' });
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-bench-'));
  const ids = Array.from({ length: SOURCES }, (_, number) => `s${number}`);
  try {
    await state.store.sourceIds(); // makes the tables
    for (let from = 0; from < SOURCES; from += 100) await fill(state, ids.slice(from, from + 100));
    await state.query('analyze');
    const sources = ids.map((id) => makeSource('https://library.example/', { id }));
    const ports = { clock: createSystemClock(), store: state.store };
    await look('status of all sources: store', () => state.store.standings(ids));
    await look('status of all sources: health', () => readHealth(sources, ports));
    await look('status of one source: store', () => state.store.standings(['s77']));
    await look('history, the newest 100 of all: store', () => state.store.newest(null, 100));
    await look('history, the newest 100 of one: store', () => state.store.newest('s77', 100));
    await look('history of one source: store', () => state.store.changesets('s77', 0));
    writeOffice(folder, ids, (number) => `https://library.example/${number}`);
    const run =
      (...args: readonly string[]) =>
      async () => {
        const places = ['--config', join(folder, 'config'), '--snapshots', join(folder, 'snapshots')];
        const environment = { ...env, PUBWATCH_DATABASE_URL: url, XDG_CACHE_HOME: join(folder, 'cache') };
        const { status, stderr } = spawnSync(execPath, [PROGRAM, ...args, ...places], {
          env: environment,
          maxBuffer: 1e9,
        });
        if (status !== 0) throw new Error(String(stderr));
      };
    await look('the command --version', run('--version'));
    await look('the command history s77', run('history', 's77'));
    await look('the command history --limit 100', run('history', '--limit', '100'));
    await look('the command status --quiet', run('status', '--quiet'));
  } finally {
    await state.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function look(name: string, ask: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let count = 0; count < LOOKS; count++) {
    const began = performance.now();
    await ask();
    took.push(performance.now() - began);
  }
  console.log(`  ${name.padEnd(40)} ${median(took).toFixed(1).padStart(8)} ms`);
}

/** Rows as commits would leave them, many at a time. */
async function fill({ query }: PgStore, ids: readonly string[]): Promise<void> {
  const commits = ids.flatMap((id) => Array.from({ length: COMMITS }, (_, index) => commitRow(id, index + 1)));
  await query(
    `insert into pubwatch.commits (source_id, sequence, at, has_changes, changes)
     select id, sequence, at, true, decode(changes, 'base64')
     from unnest($1::text[], $2::integer[], $3::text[], $4::text[]) as t (id, sequence, at, changes)`,
    [
      commits.map(({ id }) => id),
      commits.map(({ sequence }) => sequence),
      commits.map(({ at }) => at),
      commits.map(({ text }) => text),
    ],
  );
  const snapshot = (id: string) => snapshotOf(COMMITS, id);
  await query(
    `insert into pubwatch.sources (source_id, sequence, settled, current, checked, seen, pulse)
     select id, $2, $2, decode(current, 'base64'), decode(checked, 'base64'), seen, pulse
     from unnest($1::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as t (id, current, checked, seen, pulse)`,
    [
      ids,
      COMMITS,
      ids.map((id) => base64(encodeCurrent({ snapshot: snapshot(id), changesSha256: '0'.repeat(64) }))),
      ids.map((id) => base64(encodeCheck(id, checkOf(COMMITS)))),
      ids.map((id) => JSON.stringify(toSeen(snapshot(id)))),
      ids.map(() => JSON.stringify(toPulse(checkOf(COMMITS)))),
    ],
  );
}

function commitRow(id: string, sequence: number) {
  const at = new Date(Date.UTC(2026, 0, 1) + (sequence * SOURCES + Number(id.slice(1))) * 60_000).toISOString();
  const base = changesetOf(sequence, id);
  const changes = Array.from({ length: CHANGES }, (_, index) =>
    base.changes.map((change) => ({ ...change, id: `${id}.${sequence}.c${index}`, key: `${change.key}/${index}` })),
  ).flat();
  const hash = '0'.repeat(64);
  const document = { sourceId: id, sequence, previousSha256: hash, capturesSha256: hash, logSha256: null, takenAt: at };
  return { id, sequence, at, text: base64(encodeCommit({ ...document, changeset: { ...base, at, changes } })) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
