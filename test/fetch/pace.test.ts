import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answer, Exchange } from '../../src/fetch/exchange.ts';
import { createHostBook } from '../../src/fetch/host-book.ts';
import { createHostLanes } from '../../src/fetch/polite.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import type { Clock, HostMemory } from '../../src/model/ports.ts';
import { createFakeClock } from '../support/clock.ts';
import { createHosts, get, makeFetcher, never, START } from './make.ts';

interface Visit {
  readonly url: string;
  readonly at: number; // ms since the start
  readonly inFlight: number;
}
const answerOf = (status: number, headers: Readonly<Record<string, string>> = {}, text = ''): Answer => ({
  status,
  rawHeaders: Object.entries(headers),
  headers,
  wireBody: Buffer.from(text),
  remoteAddress: null,
});

/** A wire on which answers take time on the fake clock, and which notes when it was asked. */
function createSlowWire(clock: Clock, answer: (path: string, count: number) => readonly [tookMs: number, Answer]) {
  const visits: Visit[] = [];
  let inFlight = 0;
  const exchange: Exchange = {
    ask: async ({ url }, signal) => {
      inFlight++;
      visits.push({ url, at: clock.now().getTime() - Date.parse(START), inFlight });
      const [tookMs, found] = answer(new URL(url).pathname, visits.length);
      await clock.sleep(tookMs, signal);
      inFlight--;
      return found;
    },
    close: async () => {},
  };
  return { exchange, visits };
}
const gapsOf = (visits: readonly Visit[]): readonly number[] =>
  visits.slice(1).map(({ at }, index) => at - (visits[index]?.at ?? 0));

test('20 sources on one host in an hour: never two in flight, pauses kept, every Retry-After obeyed', async () => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const endMs = Date.parse(START) + 3_600_000;
  let notBefore = 0;
  const broken: string[] = [];
  const { exchange, visits } = createSlowWire(clock, (path, count) => {
    const now = clock.now().getTime();
    if (now < notBefore) broken.push(`${path} ${notBefore - now} ms early`);
    if (path === '/robots.txt') return [80, answerOf(200, {}, 'User-agent: *\nCrawl-delay: 6\nDisallow: /private')];
    const tookMs = 200 + ((count * 977) % 1_500);
    if (count % 97 !== 0) return [tookMs, answerOf(count % 31 === 0 ? 404 : 200)];
    const seconds = 30 + (count % 90);
    notBefore = now + tookMs + seconds * 1_000;
    return [tookMs, answerOf(count % 2 === 0 ? 503 : 429, { 'retry-after': String(seconds) })];
  });
  const fetcher = makeFetcher({ clock, hosts, exchange, random: Math.random });
  let skipped = 0;
  const work = Array.from({ length: 20 }, async (_value, source) => {
    for (let page = 0; clock.now().getTime() < endMs; page++) {
      await clock.sleep(1_000 + source * 37, never);
      try {
        await fetcher.fetch(
          get(`https://example.org/list/${source}/${page}`, {
            policy: { hostDelayMs: 5_000, allowPrivateAddresses: false },
          }),
          never,
        );
      } catch (error) {
        if (!(error instanceof PubwatchError) || error.code !== 'HOST_NOT_BEFORE') throw error;
        skipped++;
        await clock.sleep(20_000, never);
      }
    }
  });
  await Promise.all(work);
  expect(visits.length).toBeGreaterThan(300);
  expect(visits[0]?.url).toBe('https://example.org/robots.txt');
  expect(visits.filter(({ url }) => url.endsWith('/robots.txt'))).toHaveLength(1);
  expect(Math.max(...visits.map(({ inFlight }) => inFlight))).toBe(1);
  // Robots.txt is read under the source's own delay: its Crawl-delay is not known yet.
  expect(Math.min(...gapsOf(visits).slice(1))).toBeGreaterThanOrEqual(6_000);
  expect(broken).toEqual([]);
  expect(skipped).toBeGreaterThan(0);
});

test('sources of one host take turns in the order they came', async () => {
  const clock = createFakeClock(START);
  const { exchange, visits } = createSlowWire(clock, () => [10, answerOf(200)]);
  const fetcher = makeFetcher({ clock, exchange });
  const paths = ['/a', '/b', '/c', '/d', '/e'];
  await Promise.all(
    paths.map((path) => fetcher.fetch(get(`http://example.org${path}`, { policy: { respectRobots: false } }), never)),
  );
  expect(visits.map(({ url }) => new URL(url).pathname)).toEqual(paths);
});

test('hosts do not wait for each other, ports of one host do', async () => {
  const clock = createFakeClock(START);
  const { exchange, visits } = createSlowWire(clock, () => [1_000, answerOf(200)]);
  const fetcher = makeFetcher({ clock, exchange });
  const ask = (url: string) => fetcher.fetch(get(url, { policy: { respectRobots: false } }), never);
  await Promise.all([ask('http://example.org/'), ask('http://example.com/'), ask('https://example.org:8443/')]);
  expect(visits.map(({ url, at }) => [url, at])).toEqual([
    ['http://example.org/', 0],
    ['http://example.com/', 0],
    ['https://example.org:8443/', 1_000],
  ]);
});

interface PaceCase {
  readonly hostDelayMs: number;
  readonly crawlDelay?: number;
  readonly tookMs: number;
  readonly status?: number;
  readonly gapMs: number;
}

test.each<[string, PaceCase]>([
  ['hostDelay', { hostDelayMs: 5_000, tookMs: 100, gapMs: 5_100 }],
  ['no pause at all for hostDelay 0', { hostDelayMs: 0, tookMs: 700, gapMs: 700 }],
  ['a Crawl-delay larger than hostDelay', { hostDelayMs: 5_000, crawlDelay: 20, tookMs: 100, gapMs: 20_400 }],
  ['a Crawl-delay smaller than hostDelay', { hostDelayMs: 5_000, crawlDelay: 1, tookMs: 100, gapMs: 5_100 }],
  ['a Crawl-delay in spite of hostDelay 0', { hostDelayMs: 0, crawlDelay: 2, tookMs: 100, gapMs: 2_040 }],
  [
    'a Crawl-delay without measure, cut to a minute',
    { hostDelayMs: 0, crawlDelay: 86_400, tookMs: 100, gapMs: 61_200 },
  ],
  ['three times the latency of a slow server', { hostDelayMs: 1_000, tookMs: 4_000, gapMs: 12_240 }],
  ['half a minute at most for latency', { hostDelayMs: 1_000, tookMs: 20_000, gapMs: 30_600 }],
])('the pause between two starts is %s', async (_what, { hostDelayMs, crawlDelay, tookMs, gapMs }) => {
  const clock = createFakeClock(START);
  const rules = crawlDelay === undefined ? '' : `User-agent: *\nCrawl-delay: ${crawlDelay}`;
  const { exchange, visits } = createSlowWire(clock, () => [tookMs, answerOf(200, {}, rules)]);
  const fetcher = makeFetcher({ clock, exchange });
  for (const path of ['/a', '/b', '/c'])
    await fetcher.fetch(get(`http://example.org${path}`, { policy: { hostDelayMs } }), never);
  expect(gapsOf(visits).slice(-2)).toEqual([gapMs, gapMs]);
});

test('quick errors do not speed us up', async () => {
  const clock = createFakeClock(START);
  const { exchange, visits } = createSlowWire(clock, (path) =>
    path === '/slow' ? [4_000, answerOf(200)] : [1, answerOf(404)],
  );
  const fetcher = makeFetcher({ clock, exchange });
  const ask = (path: string) =>
    fetcher.fetch(get(`http://example.org${path}`, { policy: { hostDelayMs: 1_000, respectRobots: false } }), never);
  for (const path of ['/slow', '/gone', '/gone', '/gone']) await ask(path);
  expect(gapsOf(visits)).toEqual([12_240, 12_240, 12_240]);
});

test('a source that asks for more rest gets it before and after', async () => {
  const clock = createFakeClock(START);
  const { exchange, visits } = createSlowWire(clock, () => [1, answerOf(200)]);
  const fetcher = makeFetcher({ clock, exchange });
  for (const hostDelayMs of [1_000, 10_000, 1_000, 1_000])
    await fetcher.fetch(get('http://example.org/', { policy: { hostDelayMs, respectRobots: false } }), never);
  expect(gapsOf(visits)).toEqual([10_200, 10_200, 1_020]);
});

test('jitter only lengthens a pause, and by little', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 60_000 }),
      async (random, hostDelayMs) => {
        const clock = createFakeClock(START);
        const lanes = createHostLanes(clock, () => random, createHostBook(createHosts(), clock));
        const starts: number[] = [];
        for (let i = 0; i < 2; i++) {
          await lanes.hold('h', never, (lane) =>
            lane.run(
              { hostDelayMs, crawlDelayMs: 0 },
              async () => void starts.push(clock.now().getTime()),
              () => true,
            ),
          );
        }
        const gapMs = (starts[1] ?? 0) - (starts[0] ?? 0);
        expect(gapMs).toBeGreaterThanOrEqual(hostDelayMs);
        expect(gapMs).toBeLessThanOrEqual(hostDelayMs * 1.1 + 1);
      },
    ),
    { numRuns: 200 },
  );
});

test('one who gives up while waiting holds nobody up', async () => {
  const clock = createFakeClock(START);
  const { exchange, visits } = createSlowWire(clock, () => [10, answerOf(200)]);
  const fetcher = makeFetcher({ clock, exchange });
  const stop = new AbortController();
  const ask = (path: string, signal: AbortSignal) =>
    fetcher.fetch(get(`http://example.org${path}`, { policy: { hostDelayMs: 1_000, respectRobots: false } }), signal);
  const first = ask('/a', never);
  const second = ask('/b', stop.signal);
  const third = ask('/c', never);
  stop.abort();
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
  await Promise.all([first, third]);
  expect(visits.map(({ url }) => new URL(url).pathname)).toEqual(['/a', '/c']);
});

test.each<[string, PaceCase]>([
  ['hostDelay', { hostDelayMs: 5_000, tookMs: 100, gapMs: 5_100 }],
  ['a Crawl-delay', { hostDelayMs: 5_000, crawlDelay: 20, tookMs: 100, gapMs: 20_400 }],
  ['three times the latency of a slow server', { hostDelayMs: 1_000, tookMs: 4_000, gapMs: 12_240 }],
])('the pause between two processes is %s', async (_what, { hostDelayMs, crawlDelay, tookMs, gapMs }) => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const rules = crawlDelay === undefined ? '' : `User-agent: *\nCrawl-delay: ${crawlDelay}`;
  const { exchange, visits } = createSlowWire(clock, () => [tookMs, answerOf(200, {}, rules)]);
  for (const path of ['/a', '/b', '/c'])
    await makeFetcher({ clock, exchange, hosts }).fetch(
      get(`http://example.org${path}`, { policy: { hostDelayMs } }),
      never,
    );
  expect(gapsOf(visits).slice(-2)).toEqual([gapMs, gapMs]);
});

test('a process that comes later keeps the rest that the one before asked for, on any port of the host', async () => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const { exchange, visits } = createSlowWire(clock, () => [10, answerOf(200)]);
  const ask = (url: string, hostDelayMs: number) =>
    makeFetcher({ clock, exchange, hosts }).fetch(get(url, { policy: { hostDelayMs, respectRobots: false } }), never);
  await ask('https://example.org/', 60_000);
  clock.advance(20_000);
  await ask('http://example.org:8080/', 1_000);
  expect(gapsOf(visits)).toEqual([61_200]);
});

test('processes side by side wait for each other', async () => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const { exchange, visits } = createSlowWire(clock, () => [50, answerOf(200)]);
  const work = async (start: number) => {
    const fetcher = makeFetcher({ clock, exchange, hosts, random: () => start / 1_000 }); // as chance would part them
    await clock.sleep(start, never);
    for (let page = 0; page < 20; page++)
      await fetcher.fetch(
        get(`http://example.org/${page}`, { policy: { hostDelayMs: 1_000, respectRobots: false } }),
        never,
      );
  };
  await Promise.all([work(0), work(300), work(650)]);
  expect(visits).toHaveLength(60);
  expect(Math.min(...gapsOf(visits))).toBeGreaterThanOrEqual(1_000);
});

test('a process that died in the middle of a request was a guest all the same', async () => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const { exchange, visits } = createSlowWire(clock, (path) => [path === '/dies' ? 1e9 : 10, answerOf(200)]);
  const stop = new AbortController();
  const ask = (path: string, signal: AbortSignal) =>
    makeFetcher({ clock, exchange, hosts }).fetch(
      get(`http://example.org${path}`, { policy: { hostDelayMs: 5_000, respectRobots: false, timeoutMs: 2e9 } }),
      signal,
    );
  const dying = ask('/dies', stop.signal);
  await clock.sleep(100, never);
  stop.abort();
  await expect(dying).rejects.toMatchObject({ code: 'ABORTED' });
  await ask('/next', never);
  expect(gapsOf(visits)).toEqual([5_100]);
});

test('where nobody wants a pause, the store hears of the last request once a second, and who wants one waits for it', async () => {
  const clock = createFakeClock(START);
  const hosts = createHosts();
  let writes = 0;
  const counted = {
    ...hosts,
    write: (origin: string, memory: HostMemory) => {
      writes++;
      return hosts.write(origin, memory);
    },
  };
  const { exchange, visits } = createSlowWire(clock, () => [10, answerOf(200)]);
  const quick = makeFetcher({ clock, hosts: counted, exchange });
  const unpaced = { policy: { hostDelayMs: 0, respectRobots: false } };
  for (let page = 0; page < 150; page++) await quick.fetch(get(`https://example.org/${page}`, unpaced), never);
  expect(writes).toBe(4); // before and after a request, at the start and a second later

  const patient = makeFetcher({ clock, hosts, exchange }); // another process
  await patient.fetch(get('https://example.org/late', { policy: { hostDelayMs: 5_000, respectRobots: false } }), never);
  const [last = 0, late = 0] = visits.slice(-2).map(({ at }) => at);
  expect(late - last).toBeGreaterThanOrEqual(4_000);

  await quick.fetch(get('https://example.org/again', unpaced), never);
  expect(visits.at(-1)?.at ?? 0).toBeGreaterThanOrEqual(late + 5_000); // what the other wanted holds for all
});
