import { readFileSync } from 'node:fs';
import { Client } from 'pg';
import { afterAll, expect } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import type { LoggedRun } from '../../src/model/run-log.ts';
import { NO_PULSE, toPulse } from '../../src/model/standing.ts';
import { encodeCheck } from '../../src/store/codec.ts';
import { joinParts } from '../../src/store/codec-envelope.ts';
import { MIGRATIONS } from '../../src/store/pg/migrations.ts';
import { createPgStore, type PgStore } from '../../src/store/pg/pg-store.ts';
import { NO_COMMIT, sealCommit } from '../../src/store/seal-commit.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';
import { describeStore } from './contract.ts';
import { captureOf, changesetOf, checkOf, commitOf, messageOf, snapshotOf } from './samples.ts';

const options = { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' };
const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);

/** A database of its own, and the way to open it as one process after another would. */
async function makePlace() {
  const url = await (await postgres.server()).makeDatabase();
  const opened: PgStore[] = [];
  const open = (): PgStore => {
    const made = createPgStore(url, options);
    opened.push(made);
    return made;
  };
  return { url, open, close: () => Promise.all(opened.map((one) => one.close())) };
}

describeStore(
  'PostgreSQL',
  async () => {
    const place = await makePlace();
    return {
      open: async () => place.open().store,
      unsubscriptions: async () => place.open().unsubscriptions,
      close: async () => {
        await place.close();
      },
    };
  },
  'initdb',
);

const testPg = (name: string, run: (place: Awaited<ReturnType<typeof makePlace>>) => Promise<void>): void =>
  testWith('initdb', name, async () => {
    const place = await makePlace();
    try {
      await run(place);
    } finally {
      await place.close();
    }
  });
const runOf = (sourceId: string): LoggedRun => ({
  startedAt: '2026-02-03T04:05:06.000Z',
  finishedAt: '2026-02-03T04:05:09.000Z',
  checks: [{ sourceId, outcome: 'changed', incident: null, requests: [] }],
});

testPg(
  'of two processes that follow the same commit, one is refused and nothing of its own is stored',
  async (place) => {
    const [one, other] = [place.open().store, place.open().store];
    await one.commit(commitOf(1), checkOf(1));
    const ends = await Promise.allSettled([one, other].map((store) => store.commit(commitOf(2), checkOf(2))));
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await one.read('alpha')).snapshot?.sequence).toBe(2);
    expect((await one.verify(null)).findings).toEqual([]);
  },
);

testPg('sources are checked side by side by many processes, each by one', async (place) => {
  const [one, other] = [place.open().store, place.open().store];
  const alpha = await one.lock({ sourceId: 'alpha' });
  await expect(other.lock({ sourceId: 'alpha' })).rejects.toMatchObject({ code: 'STATE_LOCKED' });
  const beta = await other.lock({ sourceId: 'beta' });
  const post = await one.lock('post');
  for (const held of [alpha, beta, post]) await held.release();
  await (await other.lock({ sourceId: 'alpha' })).release();
});

testPg('who holds a source reads what the one before left, and what it wrote itself', async (place) => {
  const [one, other] = [place.open().store, place.open().store];
  const never = new AbortController().signal;
  const sequenceIn = async (store: PgStore['store']) => (await store.readHead('alpha')).snapshot?.sequence;
  for (let sequence = 1; sequence <= 6; sequence++) {
    const store = sequence % 2 === 0 ? one : other;
    const held = await store.holdPart?.({ sourceId: 'alpha' }, never);
    if (sequence > 2) expect(await sequenceIn(store)).toBe(sequence - 1); // before that it is written without a look
    await store.commit(commitOf(sequence), checkOf(sequence));
    expect(await sequenceIn(store)).toBe(sequence);
    await held?.release();
  }
});

testPg('a change is told to a subscriber by one message, whoever makes a second', async (place) => {
  const [one, other] = [place.open().store.outbox, place.open().store.outbox];
  await one.add(messageOf('m1', ['alpha.2.a1']), Buffer.from('x'));
  const second = messageOf('m2', ['alpha.2.a1', 'alpha.2.b2']);
  await expect(other.add(second, Buffer.from('y'))).rejects.toMatchObject({ code: 'STATE_WRITE' });
  expect(await other.find('m2')).toBeNull();
  expect(await other.reported('editor@example.org', 'alpha')).toEqual(new Set(['alpha.2.a1']));
});

testPg('a message is claimed by one process, until it tells how the try went', async (place) => {
  const [one, other] = [place.open().store.outbox, place.open().store.outbox];
  await one.add(messageOf('m1'), Buffer.from('x'));
  expect([await one.claim('m1'), await other.claim('m1')]).toEqual([true, false]);
  await one.update({ ...messageOf('m1'), attempts: 1 });
  expect(await other.claim('m1')).toBe(true);
  await other.update({ ...messageOf('m1'), state: 'sent' });
  expect(await one.claim('m1')).toBe(false);
});

testPg('what a process that died had claimed is free at once', async (place) => {
  const dying = place.open();
  await dying.store.outbox.add(messageOf('m1'), Buffer.from('x'));
  await dying.store.outbox.claim('m1');
  await dying.close();
  await expect.poll(() => place.open().store.outbox.claim('m1')).toBe(true);
});

testPg('lines that many processes add to the log follow one another', async (place) => {
  const stores = [1, 2, 3, 4].map(() => place.open().store);
  for (const [index, store] of stores.entries()) await store.commit(commitOf(1, `s${index}`), checkOf(1));
  await Promise.all(stores.map((store, index) => store.runLog.append(runOf(`s${index}`))));
  const { findings, log } = await place.open().store.verify(null);
  expect([findings, log.lines]).toEqual([[], 4]);
});

testPg('a commit that no line tells of enters the log once, whoever covers it', async (place) => {
  const [one, other] = [place.open().store, place.open().store];
  await one.commit(commitOf(1), checkOf(1));
  await Promise.all([one.runLog.cover(['alpha', 'beta']), other.runLog.cover(['alpha'])]);
  expect(await one.runLog.head()).toMatchObject({ line: 1 });
});

testPg('one altered byte of any document is found by name', async (place) => {
  const { store } = place.open();
  for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
  const captures = await store.runLog.keepCaptures(runOf('alpha').startedAt);
  await captures.add({ sourceId: 'alpha', recipeHash: 'r', seen: [captureOf('<p>seen</p>')], committed: null });
  await store.runLog.append({ ...runOf('alpha'), captures: await captures.end() });
  await store.outbox.add(messageOf('m1'), Buffer.from('a mail'));
  const server = await postgres.server();
  const flip = (table: string, column: string, where = 'true') =>
    server.query(
      place.url,
      `update pubwatch.${table} set ${column} = set_byte(${column}, length(${column}) - 3, 35) where ${where}`,
    );
  for (const [table, column, where, file] of [
    ['commits', 'changes', 'sequence = 1', 'alpha/000001.json'],
    ['captures', 'warc', 'sequence = 2', 'alpha/000002.warc.gz'],
    ['sources', 'current', 'true', 'alpha/current.json'],
    ['messages', 'bytes', 'true', 'outbox/m1.eml'],
    ['run_captures', 'bytes', 'true', 'log/000001-20260203T040506Z.warc.gz'],
    ['runs', 'text', 'true', 'log/runs.jsonl'],
  ] as const) {
    await flip(table, column, where);
    expect(
      (await store.verify(null)).findings.map((finding) => finding.file),
      file,
    ).toContain(file);
  }
});

testPg('a process whose connection broke writes nothing more under the lock it lost', async (place) => {
  const [one, other] = [place.open().store, place.open().store];
  const lock = await one.lock();
  await one.commit(commitOf(1), checkOf(1));
  const server = await postgres.server();
  await server.query(place.url, "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'");
  const next = await other.lock(); // free at once
  await expect
    .poll(() =>
      one.commit(commitOf(2), checkOf(2)).then(
        () => 'stored',
        (error) => error.code,
      ),
    )
    .toBe('STATE_WRITE');
  await lock.release();
  await next.release();
  expect((await one.read('alpha')).snapshot?.sequence).toBe(1);
});

testPg('a database that restarts is used again by the next statement', async (place) => {
  const { store } = place.open();
  await store.commit(commitOf(1), checkOf(1));
  await (await postgres.server()).restart();
  const read = () =>
    store.read('alpha').then(
      ({ snapshot }) => snapshot?.sequence,
      () => 'no answer',
    );
  await expect.poll(read).toBe(1);
  await store.commit(commitOf(2), checkOf(2));
  expect((await store.verify(null)).findings).toEqual([]);
});

testPg('a database that a newer pubwatch wrote is refused', async (place) => {
  await place.open().store.sourceIds();
  const server = await postgres.server();
  await server.query(place.url, 'insert into pubwatch.migrations (number) values (9999)');
  await expect(place.open().store.sourceIds()).rejects.toMatchObject({ code: 'STATE_NEWER' });
});

testPg('of thousands of sources those are looked at that were asked for', async ({ open }) => {
  const { store } = open();
  for (const id of ['alpha', 'beta']) await store.commit(commitOf(1, id), checkOf(1));
  const others = Array.from({ length: 2_000 }, (_, number) => `s${number}`);
  const standings = await store.standings(['alpha', ...others]);
  expect(standings.size).toBe(2_001);
  expect(standings.get('alpha')).toMatchObject({ sequence: 1, items: 3, pulse: toPulse(checkOf(1)) });
  expect(standings.get('s1999')).toMatchObject({ sequence: 0, items: 0, pulse: NO_PULSE });
});

testPg('what a schema without columns to look by holds is looked at as it was written', async ({ url, open }) => {
  await makeOldSchema(url, 2);
  const rows = new Client({ connectionString: url });
  await rows.connect();
  const putSource = async (id: string, documents: OldSource): Promise<void> => {
    await rows.query('insert into pubwatch.sources (source_id, sequence, current, checked) values ($1, $2, $3, $4)', [
      id,
      documents.commits.length,
      documents.current,
      documents.checked,
    ]);
    for (const [index, changes] of documents.commits.entries())
      await rows.query(
        'insert into pubwatch.commits (source_id, sequence, has_changes, changes) values ($1, $2, $3, $4)',
        [id, index + 1, index > 0, changes],
      );
  };
  await putSource('alpha', firstFormat('alpha', 3)); // moved there by `migrate`; does not say when a commit was made
  await putSource('gamma', await sealedSource('gamma', 2));
  await rows.query('insert into pubwatch.sources (source_id, checked) values ($1, $2)', [
    'delta',
    encodeCheck('delta', { ...checkOf(0), lastOutcome: 'failed' }),
  ]);
  await rows.end();
  const { store } = open();
  const ids = ['alpha', 'gamma', 'delta', 'nobody'];
  const look = async () => Object.fromEntries(await store.standings(ids));
  expect(await look()).toMatchObject({
    alpha: { sequence: 3, items: 5, pulse: { lastOutcome: checkOf(3).lastOutcome, checks: 0 } },
    gamma: { sequence: 2, items: 4, pulse: toPulse(checkOf(2)) },
    delta: { sequence: 0, items: 0, pulse: { lastOutcome: 'failed' } },
    nobody: { sequence: 0, items: 0, pulse: NO_PULSE },
  });
  const newest = (await store.newest(null, 10)).map(({ sourceId, sequence, at }) => ({ sourceId, sequence, at }));
  expect(newest.map(({ sourceId }) => sourceId)).toEqual(['gamma', 'alpha', 'alpha']);
  expect(newest[0]?.at).toBe(LATER);
  expect(await store.changesets('alpha', 0)).toEqual([changesetOf(2), changesetOf(3)]);
  expect((await store.read('alpha')).snapshot).toEqual(snapshotOf(3));
  await store.writeCheck('alpha', { ...checkOf(3), checks: 77 });
  expect(await look()).toMatchObject({ alpha: { items: 5, pulse: { checks: 77 } } });
  const { snapshot, changeset, captures } = commitOf(4);
  await store.commit({ snapshot, changeset: changeset && { ...changeset, at: LATER }, captures }, checkOf(4));
  expect(await look()).toMatchObject({ alpha: { sequence: 4, items: 6, pulse: toPulse(checkOf(4)) } });
});

const LATER = '2026-03-04T05:06:07.000Z';

interface OldSource {
  readonly commits: readonly Uint8Array[];
  readonly current: Uint8Array;
  readonly checked: Uint8Array;
}

/** Tables as they were after this step. */
async function makeOldSchema(url: string, version: number): Promise<void> {
  const steps = MIGRATIONS.filter(({ number }) => number <= version);
  await (await postgres.server()).query(
    url,
    `create schema pubwatch;
     create table pubwatch.migrations (number integer primary key, at timestamptz not null default now());
     ${steps.map(({ number, sql }) => `${sql} insert into pubwatch.migrations (number) values (${number});`).join('\n')}`,
  );
}

/** Written by pubwatch 0.1.0. */
function firstFormat(id: string, commits: number): OldSource {
  const read = (name: string): Uint8Array =>
    readFileSync(new URL(`../fixtures/state-format-1/${id}/${name}`, import.meta.url));
  return {
    commits: Array.from({ length: commits }, (_, index) => read(`changes/00000${index + 1}.json`)),
    current: read('current.json'),
    checked: read('check.json'),
  };
}

/** Documents of this format, the last commit made later than all others. */
async function sealedSource(id: string, commits: number): Promise<OldSource> {
  const documents: Uint8Array[] = [];
  let head = NO_COMMIT;
  let current: Uint8Array = new Uint8Array();
  for (let sequence = 1; sequence <= commits; sequence++) {
    const { snapshot, changeset, captures } = commitOf(sequence, id);
    const takenAt = sequence === commits ? LATER : snapshot.takenAt;
    const commit = {
      snapshot: { ...snapshot, takenAt },
      changeset: changeset && { ...changeset, at: takenAt },
      captures,
    };
    const sealed = await sealCommit(commit, { head, logSha256: null }, options);
    documents.push(sealed.changes);
    current = joinParts(sealed.current);
    head = { sequence, changesSha256: sealed.changesSha256, capturesSha256: sealed.capturesSha256 };
  }
  return { commits: documents, current, checked: encodeCheck(id, checkOf(commits)) };
}

testPg('a database that does not answer is told as such, without its password', async () => {
  const { store } = createPgStore('postgres://user:hush@127.0.0.1:1/none', options);
  const failure = { code: 'STATE_WRITE', message: expect.stringMatching(/ECONNREFUSED/) };
  await expect(store.read('alpha')).rejects.toMatchObject(failure);
  await expect(store.lock()).rejects.toMatchObject({ message: expect.not.stringContaining('hush') });
});

testPg('processes that meet at an empty database make its tables once', async (place) => {
  const first = [1, 2, 3, 4, 5, 6].map(() => place.open().store.sourceIds());
  expect(await Promise.all(first)).toEqual(first.map(() => []));
});

testPg('what a process holds that shows no sign of life is given to who waits for it', async (place) => {
  const waiting = place.open().store;
  const url = `${place.url}?application_name=pubwatch%20locks`;
  const silent = new Client({ connectionString: url });
  silent.on('error', () => {});
  await silent.connect();
  await silent.query("select pg_advisory_lock(1886741112, hashtext('alpha'))");
  const clock = createSystemClock();
  const began = clock.now().getTime();
  await (await waiting.holdPart?.({ sourceId: 'alpha' }, new AbortController().signal))?.release();
  expect(clock.now().getTime() - began).toBeGreaterThan(15_000);
});
