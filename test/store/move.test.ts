import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { moveToDatabase, moveToFiles } from '../../src/store/move.ts';
import { createPgStore } from '../../src/store/pg/pg-store.ts';
import { createFileUnsubscriptions } from '../../src/store/unsubscriptions.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';
import { captureOf, changesetOf, checkOf, commitOf, messageOf } from './samples.ts';

const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);
const options = { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' };

// Written by pubwatch 0.1.0.
const FIRST_FORMAT = new URL('../fixtures/state-format-1/', import.meta.url).pathname;
const SECOND_FORMAT = new URL('../fixtures/state-format-2/', import.meta.url).pathname;

interface Place {
  readonly folder: string;
  readonly url: string;
  readonly move: { folder: string; url: string; clock: typeof options.clock };
}

function testMove(name: string, run: (place: Place) => Promise<void>): void {
  testWith('initdb', name, async () => {
    const root = await mkdtemp(join(tmpdir(), 'pubwatch-move-'));
    const folder = join(root, 'snapshots');
    const url = await (await postgres.server()).makeDatabase();
    try {
      await fill(folder);
      await run({ folder, url, move: { folder, url, clock: options.clock } });
    } finally {
      await rm(root, { recursive: true });
    }
  });
}

/** State with something of every kind: commits of two sources, evidence, messages in each state, a log with a timestamp, hosts. */
async function fill(folder: string): Promise<void> {
  const store = createFileStore(folder, options);
  const lock = await store.lock();
  const run = (sourceId: string) => ({
    startedAt: '2026-02-03T04:05:06.000Z',
    finishedAt: '2026-02-03T04:05:09.000Z',
    checks: [{ sourceId, outcome: 'changed' as const, incident: null, requests: [] }],
  });
  for (const sequence of [1, 2, 3]) await store.commit(commitOf(sequence), checkOf(sequence));
  const captures = await store.runLog.keepCaptures('2026-02-03T04:05:06.000Z');
  await captures.add({ sourceId: 'alpha', recipeHash: 'r', seen: [captureOf('<p>seen</p>')], committed: null });
  const head = await store.runLog.append({ ...run('alpha'), captures: await captures.end() });
  await store.runLog.keepTimestamp(head, Buffer.from('a token'));
  await store.commit(commitOf(1, 'beta'), checkOf(1));
  await store.runLog.append(run('beta'));
  await store.writeCheck('gamma', { ...checkOf(0), lastOutcome: 'failed' });
  await store.outbox.settle('alpha', 2);
  for (const [id, state] of [
    ['m1', 'sent'],
    ['m2', 'failed'],
    ['m3', 'pending'],
    ['m4', 'written'],
  ] as const) {
    await store.outbox.add(messageOf(id, [`alpha.2.${id}`]), Buffer.from(`message ${id}\r\n`));
    await store.outbox.update({ ...messageOf(id, [`alpha.2.${id}`]), state, attempts: 1 });
  }
  const memory = { notBefore: null, robots: { text: 'User-agent: *', fetchedAt: '', status: 200 }, pulse: null };
  await store.hosts.write('https://library.example:8443', memory);
  await lock.release();
  const left = createFileUnsubscriptions(folder);
  await left.add({ subscriberId: 'editor@example.org', list: 'alpha' }, new Date(0));
  await left.add({ subscriberId: 'editor@example.org', list: 'beta' }, new Date(1));
}

/** Every file below the folder with its bytes, but the lock and the hint of bodies. */
async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !['.lock', 'kept.json'].includes(entry.name));
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1), await readFile(path, 'latin1')] as const;
  });
  return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

testMove('there and back is equal byte for byte, and sound in both places', async ({ folder, url, move }) => {
  const before = await filesIn(folder);
  await moveToDatabase(move);
  expect(await filesIn(folder)).toEqual(before);
  const { store, unsubscriptions, close } = createPgStore(url, options);
  expect((await store.verify(null)).findings).toEqual([]);
  expect(await store.outbox.reported('editor@example.org', 'alpha')).toEqual(
    new Set(['alpha.2.m1', 'alpha.2.m2', 'alpha.2.m3', 'alpha.2.m4']),
  );
  expect((await store.outbox.pending()).map(({ id }) => id)).toEqual(['m3']);
  expect(await unsubscriptions.all()).toHaveLength(2);
  await close();
  const back = join(folder, '../back');
  await moveToFiles({ ...move, folder: back });
  expect(await filesIn(back)).toEqual(before);
  expect((await createFileStore(back, options).verify(null)).findings).toEqual([]);
});

testMove('what was moved is looked at as before, by columns beside the documents', async ({ folder, url, move }) => {
  await rm(folder, { recursive: true });
  await cp(FIRST_FORMAT, folder, { recursive: true }); // its commits say only of their changes when they were made
  const files = createFileStore(folder, options);
  const at = '2026-03-04T05:06:07.000Z';
  const { snapshot, captures } = commitOf(2, 'beta');
  const later = { ...changesetOf(2, 'beta'), at };
  await files.commit({ snapshot: { ...snapshot, takenAt: at }, changeset: later, captures }, checkOf(2));
  await files.writeCheck('gamma', { ...checkOf(0), lastOutcome: 'failed' });
  const ids = ['alpha', 'beta', 'gamma', 'nobody'];
  await moveToDatabase(move);
  const { store, query, close } = createPgStore(url, options);
  expect(await store.standings(ids)).toEqual(await files.standings(ids));
  expect(await store.newest(null, 10)).toEqual(await files.newest(null, 10));
  expect((await store.newest(null, 1))[0]).toEqual(later);
  const blank = 'select 1 as one from pubwatch.sources where (current is not null and seen is null) or pulse is null';
  expect(await query(blank)).toEqual([]);
  expect(await query('select 1 as one from pubwatch.commits where has_changes and at is null')).toEqual([]);
  await close();
});

testMove(
  'files in folders of their own come back without, and what the log says of them holds',
  async ({ folder, move }) => {
    await rm(folder, { recursive: true });
    await cp(SECOND_FORMAT, folder, { recursive: true });
    const evidence = await createFileStore(folder, options).evidence('alpha', 4);
    await moveToDatabase(move);
    const { store, close } = createPgStore(move.url, options);
    expect((await store.verify(null)).findings).toEqual([]);
    expect(await store.evidence('alpha', 1)).toBeNull(); // deleted on purpose, as the log tells by the name it had
    await close();
    await rm(folder, { recursive: true });
    await moveToFiles(move);
    const files = createFileStore(folder, options);
    expect((await readdir(join(folder, 'alpha'))).sort()).toEqual([
      ...[
        '000001.json',
        '000002.json',
        '000002.warc.gz',
        '000003.json',
        '000003.warc.gz',
        '000004.json',
        '000004.warc.gz',
      ],
      ...['check.json', 'current.json'],
    ]);
    expect((await files.verify(null)).findings).toEqual([]);
    expect(await files.evidence('alpha', 1)).toBeNull();
    expect(await files.evidence('alpha', 4)).toEqual({ file: 'alpha/000004.warc.gz', bytes: evidence?.bytes });
  },
);

testMove('what was moved goes on where it stood', async ({ url, move }) => {
  await moveToDatabase(move);
  const { store, close } = createPgStore(url, options);
  await store.runLog.cover(['alpha', 'beta', 'gamma']); // all of it is told already
  expect(await store.runLog.head()).toMatchObject({ line: 2 });
  expect(await store.unsettled()).toContain('alpha');
  await store.commit(commitOf(4), checkOf(4));
  await store.runLog.cover(['alpha']);
  expect((await store.verify(null)).findings).toEqual([]);
  await close();
});

testMove('a place that is not empty is refused, either way, and stays as it was', async ({ folder, url, move }) => {
  const before = await filesIn(folder);
  await expect(moveToFiles(move)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  expect(await filesIn(folder)).toEqual(before);
  await moveToDatabase(move);
  await expect(moveToDatabase(move)).rejects.toMatchObject({ code: 'DATA_INVALID' });
  const { store, close } = createPgStore(url, options);
  expect((await store.verify(null)).findings).toEqual([]);
  await close();
});

testMove('state that is not sound is refused, and nothing of it is in the database', async ({ folder, url, move }) => {
  const file = join(folder, 'alpha/000002.json');
  await writeFile(file, (await readFile(file, 'latin1')).replace('Circular', 'Circulaz'), 'latin1');
  await expect(moveToDatabase(move)).rejects.toMatchObject({
    message: expect.stringContaining('alpha/000002.json'),
  });
  const { store, close } = createPgStore(url, options);
  expect(await store.sourceIds()).toEqual([]);
  await close();
});

testMove(
  'a move that stops in the middle leaves nothing in the database, and a folder that says what it is',
  async ({ folder, url, move }) => {
    const server = await postgres.server();
    const before = await filesIn(folder);
    // The last table that is written refuses: whatever was written before it is taken back.
    const { store, close } = createPgStore(url, options);
    await store.sourceIds();
    await server.query(url, "alter table pubwatch.unsubscriptions add check (list <> 'beta')");
    await expect(moveToDatabase(move)).rejects.toMatchObject({ code: 'STATE_WRITE' });
    expect(await server.query(url, 'select count(*) from pubwatch.sources')).toBe('0');
    expect(await filesIn(folder)).toEqual(before);
    await close();
    await server.query(url, 'alter table pubwatch.unsubscriptions drop constraint unsubscriptions_list_check');
    await moveToDatabase(move);
    const back = join(folder, '../back');
    await mkdir(`${back}.moving`);
    await cp(join(folder, 'alpha'), join(`${back}.moving`, 'alpha'), { recursive: true });
    await expect(moveToFiles({ ...move, folder: back })).rejects.toMatchObject({
      message: expect.stringContaining('back.moving'),
    });
    await expect(readdir(back)).rejects.toThrow('ENOENT');
  },
);
