import { afterAll, expect } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { Job, SharedQueue } from '../../src/model/queue.ts';
import { createSharedQueue } from '../../src/queue/pg-queue.ts';
import { createPgStore } from '../../src/store/pg/pg-store.ts';
import { createPostgresOnce } from '../support/postgres.ts';
import { testWith } from '../support/program.ts';

const postgres = createPostgresOnce();
afterAll(() => postgres.stop(), 60_000);
const jobOf = (sourceId: string): Job => ({ sourceId, dueAt: '2026-02-03T04:05:00.000Z' });

function testQueue(name: string, run: (open: () => SharedQueue, url: string) => Promise<void>): void {
  testWith('initdb', name, async () => {
    const url = await (await postgres.server()).makeDatabase();
    const state = createPgStore(url, { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' });
    const opened: SharedQueue[] = [];
    try {
      await run(() => {
        const queue = createSharedQueue(url, { log: SILENT_LOG, query: state.query });
        opened.push(queue);
        return queue;
      }, url);
    } finally {
      for (const queue of opened) await queue.close();
      await state.close();
    }
  });
}

testQueue('a check put in twice, by two schedulers, is handed out once', async (open) => {
  const [one, other] = [open(), open()];
  await Promise.all([one.put([jobOf('alpha'), jobOf('beta')]), other.put([jobOf('beta'), jobOf('alpha')])]);
  const stop = new AbortController();
  const handed: string[] = [];
  await one.work(
    2,
    async (job) => {
      handed.push(job.sourceId);
      if (handed.length === 2) setTimeout(() => stop.abort(), 1_500); // time for a third, if there were one
    },
    stop.signal,
  );
  expect(handed.sort()).toEqual(['alpha', 'beta']);
});

testQueue(
  'schedulers that put in the same checks in opposite order do not stand in the way of each other',
  async (open) => {
    const jobs = Array.from({ length: 3_000 }, (_, index) => jobOf(`s${index}`));
    const [one, other] = [open(), open()];
    await Promise.all([one.put([jobOf('first')]), other.put([jobOf('first')])]); // both are connected
    const puts = await Promise.allSettled([one.put(jobs), other.put(jobs.toReversed())]);
    expect(puts.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  },
);

testQueue('no more checks are in hand than asked for, and those of two workers are different ones', async (open) => {
  const ids = Array.from({ length: 12 }, (_, index) => `s${index}`);
  await open().put(ids.map(jobOf));
  const stop = new AbortController();
  const handed: string[] = [];
  let most = 0;
  const workThere = (queue: SharedQueue): Promise<void> => {
    let inHand = 0;
    return queue.work(
      2,
      async (job) => {
        most = Math.max(most, ++inHand);
        await new Promise((resolve) => setImmediate(resolve));
        inHand--;
        if (handed.push(job.sourceId) === ids.length) stop.abort();
      },
      stop.signal,
    );
  };
  await Promise.all([workThere(open()), workThere(open())]);
  expect(handed.sort()).toEqual([...ids].sort());
  expect(most).toBeLessThanOrEqual(2);
});

testQueue('a check that failed to its last try is dead, with its reason; before that it is not', async (open, url) => {
  const queue = open();
  expect(await queue.dead()).toEqual([]);
  await queue.put([jobOf('alpha')]);
  expect(await queue.dead()).toEqual([]);
  await (await postgres.server()).query(url, 'update pubwatch_jobs.job set retry_limit = 0');
  const stop = new AbortController();
  await queue.work(
    1,
    async () => {
      stop.abort();
      throw new Error('a bug');
    },
    stop.signal,
  );
  await expect.poll(() => queue.dead()).toMatchObject([{ ...jobOf('alpha'), reason: 'a bug' }]);
});

testQueue('the signal ends the work once the check in hand has ended', async (open) => {
  const queue = open();
  await queue.put([jobOf('alpha')]);
  const stop = new AbortController();
  let hasEnded = false;
  await queue.work(
    1,
    async (_job, signal) => {
      stop.abort();
      expect(signal.aborted).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
      hasEnded = true;
    },
    stop.signal,
  );
  expect(hasEnded).toBe(true);
});

testQueue(
  'the database tells workers of new jobs, also in a queue that an earlier pubwatch made',
  async (open, url) => {
    const { query } = await postgres.server();
    const isTold = () => query(url, "select notify from pubwatch_jobs.queue where name = 'checks'");
    await open().put([jobOf('alpha')]);
    expect(await isTold()).toBe('t');
    await query(url, "update pubwatch_jobs.queue set notify = false where name = 'checks'");
    const stop = new AbortController();
    const idle = Promise.withResolvers<void>();
    const handed: string[] = [];
    const working = open().work(
      1,
      async ({ sourceId }) => {
        handed.push(sourceId);
        if (sourceId === 'alpha') idle.resolve();
        else stop.abort();
      },
      stop.signal,
    );
    await idle.promise;
    expect(await isTold()).toBe('t');
    const listening =
      "select count(*) from pg_stat_activity where datname = current_database() and query like 'LISTEN %'";
    expect(Number(await query(url, listening))).toBeGreaterThan(0);
    await open().put([jobOf('beta')]);
    await working;
    expect(handed).toEqual(['alpha', 'beta']);
  },
);
