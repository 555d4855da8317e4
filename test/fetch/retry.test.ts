import { expect, onTestFinished, test } from 'vitest';
import type { FetcherParts } from '../../src/fetch/http-fetcher.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Answering, startHttpServer } from '../support/http.ts';
import { createHosts, faultOf, get, makeFetcher, never, START } from './make.ts';

async function visit(answer: Answering, over: Partial<FetcherParts> = {}) {
  const server = await startHttpServer(answer);
  const clock = createFakeClock(START);
  const hosts = createHosts();
  const parts = { clock, hosts, ...over };
  const fetcher = makeFetcher(parts);
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const passedMs = (): number => clock.now().getTime() - Date.parse(START);
  return { server, fetcher, clock, hosts, parts, passedMs };
}

/** Fails with each of these in turn, then answers 200. */
const failing = (...faults: readonly (number | 'reset')[]): Answering => {
  let met = 0;
  return (_request, response) => {
    const fault = faults[met++];
    if (fault === 'reset') response.destroy();
    else response.writeHead(fault ?? 200).end('body');
  };
};

test.each([[[500]], [[502, 503]], [[429]], [['reset']], [['reset', 500]], [[504, 'reset']]] as const)(
  'what passes soon is asked again, with a pause that grows: %j',
  async (faults) => {
    const { server, fetcher, passedMs } = await visit(failing(...faults));
    expect((await fetcher.fetch(get(server.origin), never)).status).toBe(200);
    expect(server.paths()).toHaveLength(faults.length + 1);
    expect(passedMs()).toBe(faults.length === 1 ? 500 : 2_000);
  },
);

test.each([500, 502, 503, 429, 599])('status %i to the last is the answer, after three tries', async (status) => {
  const { server, fetcher } = await visit(failing(...Array(9).fill(status)));
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(status);
  expect(server.paths()).toHaveLength(3);
});

test.each([200, 304, 400, 401, 403, 404, 410, 451, 501, 505])('status %i is not asked twice', async (status) => {
  const { server, fetcher } = await visit(failing(status, 418));
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(status);
  expect(server.paths()).toHaveLength(1);
});

test('nothing listens: a fault that says so, after three tries', async () => {
  const { server, fetcher, passedMs } = await visit(failing(), {});
  await fetcher.fetch(get(server.origin), never);
  const { origin } = server;
  await server.close();
  const fault = await faultOf(fetcher.fetch(get(origin), never));
  expect(fault.code).toBe('FETCH_NETWORK');
  expect(fault.message).toMatch(/nothing listens there \(ECONNREFUSED\)/);
  expect(passedMs()).toBe(2_000);
});

test('a host that answers 503 to the last is not asked for anything else in this run, but in the next', async () => {
  const { server, fetcher, parts } = await visit(failing(503, 503, 503));
  await fetcher.fetch(get(`${server.origin}/a`), never);
  const fault = await faultOf(fetcher.fetch(get(`${server.origin}/b`), never));
  expect(fault.code).toBe('FETCH_STATUS');
  expect(server.paths()).toEqual(['/a', '/a', '/a']);
  const nextRun = makeFetcher(parts);
  expect((await nextRun.fetch(get(`${server.origin}/b`), never)).status).toBe(200);
  await nextRun.close();
});

test('a host that answers 500 may be asked for another page', async () => {
  const { server, fetcher } = await visit(failing(500, 500, 500));
  await fetcher.fetch(get(`${server.origin}/a`), never);
  expect((await fetcher.fetch(get(`${server.origin}/b`), never)).status).toBe(200);
});

const challenge: Answering = (_request, response) =>
  response
    .writeHead(503, { 'cf-mitigated': 'challenge', 'content-type': 'text/html' })
    .end('<title>Just a moment...</title>');

test('a challenge is not asked again, and closes the host for this run', async () => {
  const { server, fetcher } = await visit(challenge);
  expect((await fetcher.fetch(get(`${server.origin}/a`), never)).status).toBe(503);
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/b`), never))).code).toBe('BLOCKED');
  expect(server.paths()).toEqual(['/a']);
});

test('a short 404 of a CDN is no challenge', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response.writeHead(404, { server: 'AkamaiGHost' }).end(),
  );
  expect((await fetcher.fetch(get(`${server.origin}/a`, { method: 'HEAD' }), never)).status).toBe(404);
  expect((await fetcher.fetch(get(`${server.origin}/b`), never)).status).toBe(404);
});

test('a refusal told by the reader of the page closes the host, for half an hour at least', async () => {
  const { server, fetcher, clock } = await visit(failing());
  fetcher.refuse(`${server.origin}/a`);
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/b`), never))).code).toBe('BLOCKED');
  clock.advance(29 * 60_000);
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/b`), never))).code).toBe('BLOCKED');
  expect(server.requests).toHaveLength(0);
  clock.advance(60_000);
  expect((await fetcher.fetch(get(`${server.origin}/b`), never)).status).toBe(200);
});

const retryAfter =
  (status: number, value: string, date?: string): Answering =>
  (_request, response) =>
    response.writeHead(status, { 'retry-after': value, ...(date === undefined ? {} : { date }) }).end('later');

test.each([
  ['seconds', retryAfter(503, '120'), '2026-03-01T08:02:00.000Z'],
  ['seconds, with 429', retryAfter(429, '3600'), '2026-03-01T09:00:00.000Z'],
  ['a date', retryAfter(503, 'Sun, 01 Mar 2026 08:05:00 GMT', START), '2026-03-01T08:05:00.000Z'],
  [
    'a date of a server whose clock is a year ahead',
    retryAfter(503, 'Mon, 01 Mar 2027 08:05:00 GMT', 'Mon, 01 Mar 2027 08:00:00 GMT'),
    '2026-03-01T08:05:00.000Z',
  ],
  ['longer than any patience', retryAfter(503, '999999999999'), '2026-03-08T08:00:00.000Z'],
])('Retry-After in %s ends the tries and is obeyed by every process', async (_what, answer, notBefore) => {
  const { server, fetcher, clock, hosts, parts } = await visit(answer);
  expect((await fetcher.fetch(get(server.origin), never)).headers['retry-after']).toBeDefined();
  expect(server.paths()).toHaveLength(1);
  expect(hosts.all.get(server.origin)?.notBefore).toBe(notBefore);
  const other = makeFetcher(parts);
  onTestFinished(() => other.close());
  clock.advance(Date.parse(notBefore) - Date.parse(START) - 3_000);
  for (const one of [fetcher, other]) {
    const fault = await faultOf(one.fetch(get(`${server.origin}/b`), never));
    expect(fault.code).toBe('HOST_NOT_BEFORE');
    expect(fault.message).toContain(notBefore);
  }
  expect(server.paths()).toHaveLength(1);
  clock.advance(3_000);
  await other.fetch(get(`${server.origin}/b`), never);
  expect(server.paths()).toEqual(['/', '/b']);
});

test('a short Retry-After is waited out', async () => {
  let asked = 0;
  const { server, fetcher, passedMs } = await visit((request, response) =>
    (asked++ === 0 ? retryAfter(503, '2') : failing())(request, response),
  );
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(200);
  expect(passedMs()).toBe(2_000);
});

test('who waits behind a request that is told to wait does not ask', async () => {
  const { server, fetcher } = await visit(retryAfter(429, '60'));
  const first = fetcher.fetch(get(`${server.origin}/a`), never);
  const second = faultOf(fetcher.fetch(get(`${server.origin}/b`), never));
  expect((await first).status).toBe(429);
  expect((await second).code).toBe('HOST_NOT_BEFORE');
  expect(server.paths()).toEqual(['/a']);
});

test('what is known of robots.txt outlives a Retry-After', async () => {
  const { server, fetcher, hosts } = await visit(retryAfter(503, '60'));
  await fetcher.fetch(get(server.origin), never);
  expect(hosts.all.get(server.origin)?.robots).toMatchObject({ status: 404, text: '' });
});

test('a redirect that asks for patience is not followed at once', async () => {
  const { server, fetcher } = await visit((request, response) => {
    if (request.url === '/b') response.end('here');
    else response.writeHead(302, { location: '/b', 'retry-after': '30' }).end();
  });
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/a`), never))).code).toBe('HOST_NOT_BEFORE');
});
