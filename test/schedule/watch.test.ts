import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSystemClock } from '../../src/lib/clock.ts';
import type { Source } from '../../src/model/source.ts';
import { watchSources } from '../../src/schedule/watch.ts';
import { makeSource } from '../pipeline/make.ts';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const MINUTE_MS = 60_000;

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-24T06:00:30Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

function sourceOf(id: string, schedule: string): Source {
  return makeSource('https://example.org/', { id, title: id, schedule });
}

type Answer = (ids: readonly string[]) => Promise<'later' | undefined>;

/** A daemon on fake time, and what it ran: "06:05 a b" is a batch of two, "06:06" a look at the outbox alone. */
function startWatch(
  schedules: Readonly<Record<string, string>>,
  { lastTried = '2026-11-24T06:00:00Z', answer }: { lastTried?: string | null; answer?: Answer } = {},
) {
  const stop = new AbortController();
  const ran: string[] = [];
  const sources = Object.entries(schedules).map(([id, schedule]) => sourceOf(id, schedule));
  const ended = watchSources(
    {
      sources,
      lastAttempts: new Map(sources.map(({ id }) => [id, lastTried])),
      clock: createSystemClock(),
      log: SILENT,
      runBatch: async (batch) => {
        const ids = batch.map(({ id }) => id);
        ran.push([new Date().toISOString().slice(11, 16), ...ids].join(' '));
        return answer?.(ids);
      },
    },
    stop.signal,
  );
  const checks = (): readonly string[] => ran.filter((line) => line.includes(' '));
  return { ran, checks, stop, ended };
}

test('each source runs on its schedule, and the outbox is looked at every minute', async () => {
  const { ran, checks, stop, ended } = startWatch({ a: '5 * * * *', b: '*/10 * * * *' });
  await vi.advanceTimersByTimeAsync(12 * MINUTE_MS);
  stop.abort();
  await ended;
  expect(checks()).toEqual(['06:05 a', '06:10 b']);
  expect(ran[0]).toBe('06:00');
  expect(ran.length).toBeGreaterThanOrEqual(12);
});

test('sources due in the same minute go as one batch', async () => {
  const { checks, stop, ended } = startWatch({ a: '5 6 * * *', b: '5 6 * * *', c: '*/5 * * * *' });
  await vi.advanceTimersByTimeAsync(7 * MINUTE_MS);
  stop.abort();
  await ended;
  expect(checks()).toEqual(['06:05 a b c']);
});

test('a run that was missed is caught up once at start, a new source is looked at at once', async () => {
  const missed = startWatch({ a: '17 5 * * *', b: '17 7 * * *' }, { lastTried: '2026-11-21T05:17:00Z' });
  const fresh = startWatch({ c: '0 0 1 1 *' }, { lastTried: null });
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  for (const { stop, ended } of [missed, fresh]) {
    stop.abort();
    await ended;
  }
  expect(missed.checks()).toEqual(['06:00 a b']);
  expect(fresh.checks()).toEqual(['06:00 c']);
});

test('what becomes due during a batch runs after it, never beside it', async () => {
  let running = 0;
  const answer: Answer = async () => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 3 * MINUTE_MS));
    running--;
    return undefined;
  };
  const { checks, stop, ended } = startWatch(
    { a: '1 6 * * *', b: '2 6 * * *' },
    { lastTried: '2026-11-24T06:00:20Z', answer },
  );
  await vi.advanceTimersByTimeAsync(12 * MINUTE_MS);
  stop.abort();
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  await ended;
  expect(checks()).toHaveLength(1);
  expect(checks()[0]).toMatch(/ a b$/);
});

test('a batch that could not begin is tried again a minute later', async () => {
  let isHeld = true;
  const answer: Answer = async (ids) => {
    if (ids.length > 0 && isHeld) {
      isHeld = false;
      return 'later';
    }
    return undefined;
  };
  const { checks, stop, ended } = startWatch({ a: '5 6 * * *' }, { answer });
  await vi.advanceTimersByTimeAsync(9 * MINUTE_MS);
  stop.abort();
  await ended;
  expect(checks()).toEqual(['06:05 a', '06:06 a']);
});

test('the signal ends the daemon at once while it is idle', async () => {
  const { stop, ended } = startWatch({ a: '0 0 1 1 *' });
  await vi.advanceTimersByTimeAsync(10_000);
  stop.abort();
  await ended;
  expect(vi.getTimerCount()).toBe(0);
});

test('the signal during a batch: the batch is awaited, then nothing more runs', async () => {
  const batch = Promise.withResolvers<undefined>();
  const { ran, stop, ended } = startWatch({ a: '0 0 1 1 *' }, { answer: () => batch.promise });
  await vi.advanceTimersByTimeAsync(10_000);
  let isEnded = false;
  const watched = ended.then(() => {
    isEnded = true;
  });
  stop.abort();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(isEnded).toBe(false);
  batch.resolve(undefined);
  await watched;
  expect(ran).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a bug in a batch ends the daemon and is thrown, with no task left behind', async () => {
  const { ended } = startWatch({ a: '* * * * *' }, { answer: () => Promise.reject(new TypeError('a bug')) });
  await expect(ended).rejects.toThrow('a bug');
  expect(vi.getTimerCount()).toBe(0);
});

test('a day of ticks leaves no listener on the signal', async () => {
  const { stop, ended } = startWatch({ a: '0 * * * *' });
  await vi.advanceTimersByTimeAsync(24 * 60 * MINUTE_MS);
  expect(getEventListeners(stop.signal, 'abort').length).toBeLessThanOrEqual(1);
  stop.abort();
  await ended;
});
