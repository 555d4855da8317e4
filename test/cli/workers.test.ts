import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { createSharedQueue } from '../../src/queue/pg-queue.ts';
import { createPgStore, type PgStore } from '../../src/store/pg/pg-store.ts';
import { startCuttableProxy } from '../support/cuttable-proxy.ts';
import { type LibrarySite, startLibrarySite } from '../support/library-site.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';
import { type SmtpServer, startSmtpServer } from '../support/smtp.ts';
import { type Office, openOffice, type Running } from '../support/workers.ts';

const LISTS = 36; // a kill leaves three checks that nobody gets for 14 s: there are others to go on with
const HOSTS = 12;
const HOST_DELAY_MS = 100;
const ON_ITS_WAY_MS = 10; // a pause is counted from when a request is made; the site sees it somewhat later, or the next one sooner
const READER = 'reader@example.org';
const KILLS = 12;
const SETTLED = { timeout: 60_000, interval: 200 };

const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);

let site: LibrarySite;
let smtp: SmtpServer;
let office: Office;
let closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  site = await startLibrarySite(HOSTS, 20);
  smtp = await startSmtpServer();
  const addresses = Array.from({ length: LISTS }, (_, list) => site.addressOf(list));
  office = await openOffice(addresses, { hostDelay: `${HOST_DELAY_MS}ms`, smtpPort: smtp.port });
});
afterEach(async () => {
  await office.close();
  for (const close of closing.splice(0)) await close();
  await site.close();
  await smtp.close();
});

/** A database of its own, what lies in it, and a hand that puts checks of all sources in the queue. */
async function openDatabase() {
  const url = await (await postgres.server()).makeDatabase();
  const state = createPgStore(url, { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' });
  const queue = createSharedQueue(url, { log: SILENT_LOG, query: state.query });
  closing = [() => queue.close(), () => state.close()];
  const put = async (): Promise<void> => {
    const dueAt = new Date().toISOString();
    await queue.put(office.sourceIds.map((sourceId) => ({ sourceId, dueAt })));
  };
  // Of a source whose last check is known, and not yet ended in the queue, no other one is taken.
  const putAndLook = async (): Promise<readonly number[]> => {
    await put().catch(() => undefined); // the database is away for a moment
    return known(state).catch(() => []);
  };
  return { url, state, put, putAndLook };
}

/** How many titles the newest snapshot of each source has. */
async function known({ store }: PgStore): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const id of office.sourceIds) counts.push((await store.read(id)).snapshot?.items.length ?? 0);
  return counts;
}

/** Fails where a change was lost, or told by two messages, or by one in two shapes. */
async function expectToldOnce({ store }: PgStore, titles: number): Promise<void> {
  for (const id of office.sourceIds) {
    const made = (await store.changesets(id, 0)).flatMap(({ changes }) => changes);
    expect(made.map(({ kind }) => kind)).toEqual(Array.from({ length: titles - 1 }, () => 'added'));
    const ids = new Set(made.map((change) => change.id));
    await expect.poll(() => store.outbox.reported(READER, id), SETTLED).toEqual(ids);
  }
  await expect.poll(async () => (await store.outbox.pending()).length, SETTLED).toBe(0);
  const bytesById = new Map<string, string>();
  for (const { bytes } of smtp.messages) {
    const text = bytes.toString('latin1');
    const messageId = MESSAGE_ID.exec(text)?.[1] ?? '';
    expect(bytesById.get(messageId) ?? text, 'a repeat has the same bytes').toBe(text);
    bytesById.set(messageId, text);
  }
  const told = [...bytesById.values()].map((text) => Number(ADDED.exec(text)?.[1]));
  expect(told.reduce((sum, count) => sum + count, 0)).toBe(LISTS * (titles - 1));
  expect((await store.verify(null)).findings).toEqual([]);
}

const MESSAGE_ID = /^Message-ID: *(<[^>]+>)/im; // Message-ID: <0af1…@example.org>
const ADDED = /^Subject: \[list-\d+\] (\d+) added\b/im; // Subject: [list-3] 2 added: Paper 1 of /list-3

function expectGoodManners(): void {
  const { overlaps, leastPauseMs } = site.manners();
  expect(overlaps).toBe(0);
  expect(leastPauseMs).toBeGreaterThanOrEqual(HOST_DELAY_MS - ON_ITS_WAY_MS);
}

testWith(
  'initdb',
  'two workers killed at random, and a database that restarts, lose nothing and tell nothing twice',
  async () => {
    const { url, state, put, putAndLook } = await openDatabase();
    const start = (): Running => office.start(['work', '--at-once', '3'], url);
    const workers = [start(), start()];
    await put();
    await expect.poll(() => known(state), SETTLED).toEqual(office.sourceIds.map(() => 1));
    let titles = 1;
    for (let kill = 0; kill < KILLS; kill++) {
      site.publish();
      titles++;
      const asked = site.asked();
      await put().catch(() => undefined); // the database is away for a moment: the next round puts them in
      await expect.poll(() => site.asked(), SETTLED).toBeGreaterThan(asked + (kill % 5)); // somewhere in the round
      workers[kill % 2]?.child.kill('SIGKILL');
      workers[kill % 2] = start();
      if (kill === KILLS / 2) await (await postgres.server()).restart();
    }
    await expect.poll(putAndLook, SETTLED).toEqual(office.sourceIds.map(() => titles));
    await expectToldOnce(state, titles);
    expectGoodManners();
    for (const worker of workers) worker.child.kill('SIGTERM');
    expect(await Promise.all(workers.map((worker) => worker.ended()))).toEqual([0, 0]);
  },
  120_000,
);

testWith(
  'initdb',
  'a worker that is cut off loses its checks and hosts to another, and does not meddle when it is back',
  async () => {
    const { url, state, put, putAndLook } = await openDatabase();
    const line = await startCuttableProxy(Number(new URL(url).port));
    closing.push(async () => line.close());
    const cut = office.start(['work', '--at-once', '3'], url.replace(/:\d+\//, `:${line.port}/`));
    await put();
    await expect.poll(() => known(state), SETTLED).toEqual(office.sourceIds.map(() => 1));
    site.publish();
    site.slowDown(300);
    const asked = site.asked();
    await put();
    await expect.poll(() => site.asked(), SETTLED).toBeGreaterThan(asked);
    line.cut();
    const other = office.start(['work', '--at-once', '3'], url);
    await expect.poll(putAndLook, SETTLED).toEqual(office.sourceIds.map(() => 2));
    line.mend();
    site.publish();
    await expect.poll(putAndLook, SETTLED).toEqual(office.sourceIds.map(() => 3));
    await expectToldOnce(state, 3);
    expectGoodManners();
    for (const worker of [cut, other]) worker.child.kill('SIGTERM');
    expect(await Promise.all([cut, other].map((worker) => worker.ended()))).toEqual([0, 0]);
  },
  120_000,
);

testWith('initdb', 'a crawl by hand works while workers do, and `watch` puts in what is due', async () => {
  const { url, state } = await openDatabase();
  const worker = office.start(['work'], url);
  const watch = office.start(['watch', '--at-once', '0'], url);
  await expect.poll(() => known(state), SETTLED).toEqual(office.sourceIds.map(() => 1));
  site.publish();
  const crawl = office.start(['crawl'], url);
  expect(await crawl.ended(), crawl.said()).toBe(0);
  expect(await known(state)).toEqual(office.sourceIds.map(() => 2));
  await expectToldOnce(state, 2);
  expectGoodManners();
  for (const one of [worker, watch]) one.child.kill('SIGTERM');
  expect(await Promise.all([worker.ended(), watch.ended()])).toEqual([0, 0]);
});
