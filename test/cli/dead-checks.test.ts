import { afterAll, expect, onTestFinished } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { createSharedQueue } from '../../src/queue/pg-queue.ts';
import { createPgStore } from '../../src/store/pg/pg-store.ts';
import { startHttpServer } from '../support/http.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';
import { openHouse } from './house.ts';

const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);

const DUE_AT = '2026-02-03T04:05:00.000Z';

/** A house whose state lies in a database, with a check of its source in the queue that has no try left. */
async function openDeadEnd() {
  const server = await postgres.server();
  const url = await server.makeDatabase();
  const site = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<ul><li><a href="/a">A paper</a></li></ul>');
  });
  const house = await openHouse(site.origin);
  const state = createPgStore(url, { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' });
  const queue = createSharedQueue(url, { log: SILENT_LOG, query: state.query });
  onTestFinished(async () => {
    await queue.close();
    await state.close();
    await house.close();
    await site.close();
  });
  await queue.put([{ sourceId: 'harbour', dueAt: DUE_AT }]);
  await server.query(url, 'update pubwatch_jobs.job set retry_limit = 0');
  const status = (...flags: readonly string[]) => house.run(['status', ...flags], { PUBWATCH_DATABASE_URL: url });
  const deadChecks = async (): Promise<unknown> => JSON.parse((await status('--json')).stdout).deadChecks;
  return { server, url, house, queue, status, deadChecks };
}

testWith('initdb', 'a check that the workers gave up is told by `status`, until its source is checked', async () => {
  const { url, house, queue, status, deadChecks } = await openDeadEnd();
  expect(await deadChecks(), 'it waits').toEqual([]);
  const stop = new AbortController();
  const fail = async (): Promise<void> => {
    stop.abort();
    throw new Error('the disk is full');
  };
  await queue.work(1, fail, stop.signal);
  const dead = { sourceId: 'harbour', dueAt: DUE_AT, diedAt: expect.any(String), reason: 'the disk is full' };
  await expect.poll(deadChecks).toEqual([dead]);
  const { code, stdout } = await status();
  expect(code).toBe(0);
  expect(stdout).toContain(`harbour: the check due ${DUE_AT} was given up by the workers: the disk is full\n`);
  expect((await house.run(['crawl'], { PUBWATCH_DATABASE_URL: url })).code).toBe(0);
  expect(await deadChecks()).toEqual([]);
  expect((await status()).stdout).not.toContain('given up');
});

testWith('initdb', 'a check whose worker died at its last try is told as one that gave no answer', async () => {
  const { server, url, queue, deadChecks } = await openDeadEnd();
  await server.query(
    url,
    `update pubwatch_jobs.job set state = 'active', started_on = now() - interval '1 min', heartbeat_on = now() - interval '1 min'`,
  );
  const stop = new AbortController();
  const idle = queue.work(1, async () => undefined, stop.signal); // whoever works looks for jobs whose worker is silent
  await expect
    .poll(deadChecks, { timeout: 30_000, interval: 200 })
    .toMatchObject([{ sourceId: 'harbour', dueAt: DUE_AT, reason: 'its worker gave no answer' }]);
  stop.abort();
  await idle;
});
