import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import type { Ports } from '../../src/model/ports.ts';
import type { Settings, Unsubscription } from '../../src/model/subscriber.ts';
import { createWorker } from '../../src/pipeline/worker.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { captureOf } from '../store/samples.ts';
import { createFakeClock } from '../support/clock.ts';
import { makeRunPorts, makeSource, makeSubscriber } from './make.ts';

const START = '2026-03-01T06:17:00.000Z';
const OPTIONS = { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: true };
const LIST = '<!doctype html><ul><li><a href="/ash">A paper on ash</a></li></ul>';
const LONGER = LIST.replace('</ul>', '<li><a href="/oak">A paper on oak</a></li></ul>');
const settings: Settings = {
  contact: 'https://example.org/bot',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'Watch <watch@example.org>', replyTo: null },
  subscribers: [makeSubscriber('reader')],
};
const never = new AbortController().signal;
const jobOf = (sourceId: string) => ({ sourceId, dueAt: START });

/**
 * A worker of two sources. `/quick` answers at once, `/slow` once `answer` is called; `isAsked` resolves when it was asked. `allLeft`
 * tells who unsubscribed.
 */
async function openWorker() {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-worker-'));
  const clock = createFakeClock(START);
  const store = createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0' });
  const lock = await store.lock();
  onTestFinished(async () => {
    await lock.release();
    await rm(folder, { recursive: true });
  });
  const list = { page: LIST };
  const allLeft = vi.fn(async (): Promise<Unsubscription[]> => []);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const ports: Ports = {
    clock,
    store,
    fetcher: {
      fetch: async ({ url }) => {
        if (url.endsWith('/slow')) {
          asked.resolve();
          await answered.promise;
        }
        const fetchedAt = clock.now().toISOString();
        return captureOf(list.page, { requestUrl: url, url, fetchedAt });
      },
      refuse() {},
      close: async () => {},
    },
    unsubscriptions: { all: allLeft, add: async () => {} },
    ...makeRunPorts(folder, settings),
  };
  const sources = ['quick', 'slow'].map((id) => makeSource(`https://library.example/${id}`, { id }));
  const worker = createWorker({ sources, settings, options: OPTIONS }, ports);
  return { clock, store, worker, list, allLeft, isAsked: asked.promise, answer: answered.resolve };
}

test('news of a check that ran while a run ended makes the next run due', async () => {
  const { worker, isAsked, answer } = await openWorker();
  const slow = worker.check(jobOf('slow'), never);
  await isAsked;
  await worker.check(jobOf('quick'), never);
  expect(worker.isRunDue()).toBe(true);
  expect((await worker.endRun(never)).outcomes.map(({ sourceId }) => sourceId)).toEqual(['quick']);
  expect(worker.isRunDue()).toBe(false);
  answer();
  await slow;
  expect(worker.isRunDue()).toBe(true);
  expect((await worker.endRun(never)).outcomes.map(({ sourceId }) => sourceId)).toEqual(['slow']);
});

test('a run began when the first of its checks did', async () => {
  const { clock, worker, isAsked, answer } = await openWorker();
  const slow = worker.check(jobOf('slow'), never);
  await isAsked;
  clock.advance(60_000);
  await worker.check(jobOf('quick'), never);
  expect((await worker.endRun(never)).startedAt).toBe('2026-03-01T06:18:00.000Z');
  answer();
  await slow;
  expect((await worker.endRun(never)).startedAt).toBe(START);
});

test('checks without news share a line of the log, ten seconds after the first of them ended', async () => {
  const { clock, store, worker, answer } = await openWorker();
  answer();
  for (const id of ['quick', 'slow']) await worker.check(jobOf(id), never);
  await worker.endRun(never);
  const line = (await store.runLog.head())?.line ?? 0;
  for (const id of ['quick', 'slow']) {
    clock.advance(5_000);
    await worker.check({ sourceId: id, dueAt: clock.now().toISOString() }, never);
    expect(worker.isRunDue(), id).toBe(false);
  }
  clock.advance(4_999);
  expect(worker.isRunDue()).toBe(false);
  clock.advance(1);
  expect(worker.isRunDue()).toBe(true);
  expect((await worker.endRun(never)).outcomes).toHaveLength(2);
  expect((await store.runLog.head())?.line).toBe(line + 1);
});

test('a check that is done since it was due is passed over', async () => {
  const { worker, answer } = await openWorker();
  answer();
  await worker.check(jobOf('slow'), never);
  expect((await worker.endRun(never)).outcomes).toHaveLength(1);
  await worker.check(jobOf('slow'), never);
  expect((await worker.endRun(never)).outcomes).toEqual([]);
});

test('a check reads what is stored once, and asks who unsubscribed only where something changed', async () => {
  const { clock, store, worker, list, allLeft } = await openWorker();
  const readHead = vi.spyOn(store, 'readHead');
  const check = async (): Promise<void> => {
    clock.advance(1_000);
    await worker.check({ sourceId: 'quick', dueAt: clock.now().toISOString() }, never);
  };
  await check();
  await check();
  expect([readHead.mock.calls.length, allLeft.mock.calls.length]).toEqual([2, 0]);
  list.page = LONGER;
  allLeft.mockResolvedValue([{ subscriberId: 'reader', list: 'quick' }]); // left since the worker started
  await check();
  expect([readHead.mock.calls.length, allLeft.mock.calls.length]).toEqual([3, 1]);
  const [changeset] = await store.changesets('quick', 1);
  expect(changeset).toMatchObject({ changes: [{ kind: 'added' }], audience: [] });
});
