import { expect, onTestFinished, test } from 'vitest';
import type { FetcherParts } from '../../src/fetch/http-fetcher.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Answering, startHttpServer } from '../support/http.ts';
import { createHosts, createLog, faultOf, get, type LogLine, makeFetcher, never, START } from './make.ts';

/** A site whose robots.txt answers as told, and whose pages answer 200. */
async function visit(robots: Answering, over: Partial<FetcherParts> = {}) {
  const server = await startHttpServer((_request, response) => response.end('page'), { robots });
  const clock = createFakeClock(START);
  const lines: LogLine[] = [];
  const parts = { clock, hosts: createHosts(), log: createLog(lines), ...over };
  const fetcher = makeFetcher(parts);
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const robotsHits = (): number => server.requests.filter(({ url }) => url === '/robots.txt').length;
  return { server, fetcher, clock, lines, parts, robotsHits };
}
const say =
  (text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_request, response) =>
    response.writeHead(status, headers).end(text);
const KEEP_OUT = 'User-agent: *\nDisallow: /private';

test('what robots.txt forbids is not asked, what it allows is', async () => {
  const { server, fetcher } = await visit(say(KEEP_OUT));
  const fault = await faultOf(fetcher.fetch(get(`${server.origin}/private/a`), never));
  expect(fault.code).toBe('FETCH_ROBOTS');
  expect(fault.message).toContain(`${server.origin}/robots.txt forbids`);
  expect((await fetcher.fetch(get(`${server.origin}/public`), never)).status).toBe(200);
  expect(server.requests.map(({ url }) => url)).toEqual(['/robots.txt', '/public']);
});

test('respectRobots: false does not even ask for it', async () => {
  const { server, fetcher, robotsHits } = await visit(say('User-agent: *\nDisallow: /'));
  await fetcher.fetch(get(server.origin, { policy: { respectRobots: false } }), never);
  expect(robotsHits()).toBe(0);
});

test('a redirect into a forbidden part is not followed', async () => {
  const server = await startHttpServer(
    (_request, response) => response.writeHead(302, { location: '/private' }).end(),
    {
      robots: say(KEEP_OUT),
    },
  );
  const fetcher = makeFetcher();
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/a`), never))).code).toBe('FETCH_ROBOTS');
  expect(server.paths()).toEqual(['/a']);
});

test.each([400, 401, 403, 404, 410, 451])(
  'robots.txt answers %i: everything is allowed (RFC 9309 §2.3.1.3)',
  async (status) => {
    const { server, fetcher, robotsHits } = await visit(say('User-agent: *\nDisallow: /', status));
    expect((await fetcher.fetch(get(server.origin), never)).status).toBe(200);
    expect(robotsHits()).toBe(1);
  },
);

test.each([
  [500, 'FETCH_STATUS'],
  [503, 'FETCH_STATUS'],
  [429, 'FETCH_STATUS'],
])('robots.txt answers %i: not now (RFC 9309 §2.3.1.4), and again in the next process', async (status, code) => {
  let isDown = true;
  const { server, fetcher, parts } = await visit((request, response) =>
    say('', isDown ? status : 404)(request, response),
  );
  const fault = await faultOf(fetcher.fetch(get(server.origin), never));
  expect(fault.code).toBe(code);
  expect(fault.message).toContain(`/robots.txt answers ${status}`);
  expect(server.paths()).toEqual([]);
  isDown = false;
  const next = makeFetcher(parts);
  onTestFinished(() => next.close());
  expect((await next.fetch(get(server.origin), never)).status).toBe(200);
});

test('robots.txt cannot be reached: not now', async () => {
  const { server, fetcher } = await visit((_request, response) => response.destroy());
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_NETWORK');
  expect(server.paths()).toEqual([]);
});

const BLOCKED_PAGE =
  '<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>';

test.each([200, 403])('a challenge in place of robots.txt, status %i: not now', async (status) => {
  const { server, fetcher, robotsHits } = await visit(say(BLOCKED_PAGE, status, { 'content-type': 'text/html' }));
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('BLOCKED');
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/b`), never))).code).toBe('BLOCKED');
  expect(robotsHits()).toBe(1);
  expect(server.paths()).toEqual([]);
});

test('a page of HTML in place of robots.txt has no rules', async () => {
  const { server, fetcher } = await visit(say('<!DOCTYPE html><title>Home</title><h1>Welcome</h1><p>Disallow: /</p>'));
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(200);
});

test('other sources of a host that is down do not find it out anew', async () => {
  const { server, fetcher, robotsHits } = await visit(say('', 500));
  await faultOf(fetcher.fetch(get(`${server.origin}/a`), never));
  await faultOf(fetcher.fetch(get(`${server.origin}/b`), never));
  expect(robotsHits()).toBe(3);
});

test('robots.txt is asked once a day, by all processes together (RFC 9309 §2.4)', async () => {
  const { server, fetcher, clock, parts, robotsHits } = await visit(say(KEEP_OUT));
  const other = makeFetcher(parts);
  onTestFinished(() => other.close());
  await Promise.all(['/a', '/b', '/c'].map((path) => fetcher.fetch(get(`${server.origin}${path}`), never)));
  await other.fetch(get(`${server.origin}/d`), never);
  clock.advance(86_400_000 - 1);
  await fetcher.fetch(get(`${server.origin}/e`), never);
  expect(robotsHits()).toBe(1);
  clock.advance(1);
  await fetcher.fetch(get(`${server.origin}/f`), never);
  expect(robotsHits()).toBe(2);
});

test('what is learnt of a host is written by who holds it, its robots.txt too', async () => {
  const held = new Set<string>();
  const writers: (readonly string[])[] = [];
  const memory = createHosts();
  const { server, fetcher } = await visit(say(KEEP_OUT), {
    hosts: {
      read: memory.read,
      write: (origin, known) => {
        writers.push([...held]);
        return memory.write(origin, known);
      },
      hold: async (host) => {
        held.add(host);
        return { release: async () => void held.delete(host) };
      },
    },
  });
  await fetcher.fetch(get(`${server.origin}/public`), never);
  expect(memory.all.get(server.origin)?.robots?.text).toBe(KEEP_OUT);
  expect(writers.length).toBeGreaterThan(1);
  for (const hosts of writers) expect(hosts).toEqual([new URL(server.origin).hostname]);
});

test('a copy from the future is no copy', async () => {
  const hosts = createHosts();
  const { server, fetcher, robotsHits } = await visit(say(KEEP_OUT), { hosts });
  await hosts.write(server.origin, {
    notBefore: null,
    pulse: null,
    robots: { text: '', fetchedAt: '2027-01-01T00:00:00.000Z', status: 404 },
  });
  await faultOf(fetcher.fetch(get(`${server.origin}/private`), never));
  expect(robotsHits()).toBe(1);
});

test.each<[string, Answering]>([
  ['answers 500', say('', 500)],
  ['cannot be reached', (_request, response) => response.destroy()],
])('an old copy serves while robots.txt %s', async (_what, down) => {
  let isDown = false;
  const { server, fetcher, clock, lines } = await visit((request, response) =>
    (isDown ? down : say(KEEP_OUT))(request, response),
  );
  await fetcher.fetch(get(server.origin), never);
  isDown = true;
  clock.advance(3 * 86_400_000);
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/private`), never))).code).toBe('FETCH_ROBOTS');
  expect((await fetcher.fetch(get(`${server.origin}/a`), never)).status).toBe(200);
  expect(lines.filter(({ event }) => event === 'robots.kept').length).toBeGreaterThan(0);
});

test('an old copy does not serve against a refusal', async () => {
  let isRefusing = false;
  const { server, fetcher, clock } = await visit((request, response) =>
    (isRefusing ? say('', 429) : say(KEEP_OUT))(request, response),
  );
  await fetcher.fetch(get(server.origin), never);
  isRefusing = true;
  clock.advance(2 * 86_400_000);
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_STATUS');
});

const redirectTimes =
  (times: number, text: string): Answering =>
  (request, response) => {
    const step = Number(new URL(request.url ?? '', 'http://x').searchParams.get('n') ?? 0);
    if (step >= times) say(text)(request, response);
    else response.writeHead(302, { location: `/robots.txt?n=${step + 1}` }).end();
  };

test.each([
  [5, 'FETCH_ROBOTS'],
  [6, null],
])('robots.txt after %i redirects (RFC 9309 §2.3.1.2)', async (times, code) => {
  const server = await startHttpServer(redirectTimes(times, 'User-agent: *\nDisallow: /'), {
    robots: redirectTimes(times, ''),
  });
  const fetcher = makeFetcher();
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const asked = fetcher.fetch(get(`${server.origin}/?n=9`), never);
  if (code === null) expect((await asked).status).toBe(200);
  else expect((await faultOf(asked)).code).toBe(code);
});

test('robots.txt may stand on another host; its rules are those of the first (RFC 9309 §2.3.1.2)', async () => {
  const other = await startHttpServer(say(''), { robots: say(KEEP_OUT), host: '127.0.0.2' });
  onTestFinished(other.close);
  const { server, fetcher } = await visit(say('', 301, { location: `${other.origin}/robots.txt` }));
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/private`), never))).code).toBe('FETCH_ROBOTS');
  expect((await fetcher.fetch(get(`${server.origin}/a`), never)).status).toBe(200);
});

test('robots.txt that leads to no web address is not followed', async () => {
  const { server, fetcher } = await visit(say('', 301, { location: 'ftp://127.0.0.1/robots.txt' }));
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_REDIRECT');
});

test('500 KiB are read; a rule that was cut is no rule (RFC 9309 §2.5)', async () => {
  const head = 'User-agent: *\nDisallow: /private\n';
  const filler = `${'#'.repeat(99)}\n`;
  const rest = 500 * 1_024 - head.length - 'Disallow: /'.length;
  const padding = filler.repeat(Math.floor(rest / 100)) + ' '.repeat((rest % 100) - 1);
  const { server, fetcher } = await visit(say(`${head}${padding}\nDisallow: /cut-in-the-middle\nDisallow: /late\n`));
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/private`), never))).code).toBe('FETCH_ROBOTS');
  expect((await fetcher.fetch(get(`${server.origin}/late`), never)).status).toBe(200);
});

test('an endless robots.txt is left where we stop reading', async () => {
  const { server, fetcher } = await visit((_request, response) => {
    response.write(`${KEEP_OUT}\n`);
    const more = (): void => {
      if (response.destroyed) return;
      if (response.write('#'.repeat(10_000))) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/private`), never))).code).toBe('FETCH_ROBOTS');
});

test('a Crawl-delay beyond all measure is cut with a word in the log', async () => {
  const { server, fetcher, lines } = await visit(say('User-agent: pubwatch\nCrawl-delay: 3600'));
  await fetcher.fetch(get(server.origin), never);
  expect(lines).toContainEqual({
    level: 'warn',
    event: 'robots.crawl-delay-capped',
    fields: { origin: server.origin, askedMs: 3_600_000, keptMs: 60_000 },
  });
});
