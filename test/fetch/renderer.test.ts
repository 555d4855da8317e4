import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { Chromium, Loaded, Wanted } from '../../src/fetch/chromium.ts';
import type { FetcherParts } from '../../src/fetch/http-fetcher.ts';
import type { Capture } from '../../src/model/capture.ts';
import type { FetchRequest } from '../../src/model/ports.ts';
import type { FetchPolicy } from '../../src/model/source.ts';
import { type ServerOptions, startHttpServer } from '../support/http.ts';
import { createLog, faultOf, get, type LogLine, makeFetcher, never } from './make.ts';

type Answers = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;
const page = (text: string) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'text/html', etag: '"bare"' }).end(text);
const data = (text: string) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);

/** A browser that asks for what the test says, one after another, and draws what it was given. */
function createFakeChromium(wants: (origin: string) => readonly (string | Partial<Wanted>)[]) {
  const given: (Loaded | null)[] = [];
  const chromium: Chromium = {
    draw: async ({ url, load }) => {
      const { origin } = new URL(url);
      const found: string[] = [];
      for (const want of wants(origin)) {
        const wanted = typeof want === 'string' ? { url: want } : want;
        const loaded = await load({ url: origin, isScript: false, headers: {}, ...wanted });
        given.push(loaded);
        found.push(loaded === null ? '-' : Buffer.from(loaded.body).toString());
      }
      return { html: `<p>${found.join('|')}</p>`, by: 'Fake/1' };
    },
    close: async () => {},
  };
  return { chromium, given };
}

async function visit(
  answers: Answers,
  wants: (origin: string) => readonly (string | Partial<Wanted>)[],
  over: { readonly parts?: Partial<FetcherParts>; readonly server?: ServerOptions } = {},
) {
  const server = await startHttpServer((request, response) => {
    const answer = answers[request.url ?? ''];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response);
  }, over.server);
  const lines: LogLine[] = [];
  const { chromium, given } = createFakeChromium(wants);
  const fetcher = makeFetcher({ chromium, log: createLog(lines), ...over.parts });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const draw = (policy: Partial<FetchPolicy> = {}, more: Partial<Omit<FetchRequest, 'policy'>> = {}) =>
    fetcher.fetch(get(`${server.origin}/list`, { ...more, policy: { render: true, ...policy } }), never);
  return { server, draw, given, lines, fetcher };
}
const textOf = ({ wireBody }: Pick<Capture, 'wireBody'>): string => Buffer.from(wireBody).toString();

test('the drawn document takes the place of the bare one, and says that it was drawn', async () => {
  const { draw } = await visit({ '/list': page('<ul></ul>'), '/api': data('["A"]') }, (origin) => [`${origin}/api`]);
  const capture = await draw();
  expect(textOf(capture)).toBe('<p>["A"]</p>');
  expect(capture.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(capture.rawHeaders).toContainEqual(['x-pubwatch-drawn-by', 'Fake/1']);
});

test('a drawn page has no validators and sends none: a 304 of the bare page proves nothing of what scripts fetch', async () => {
  const { draw, server } = await visit({ '/list': page('x') }, () => []);
  const capture = await draw({}, { validators: { etag: '"bare"', lastModified: null } });
  expect(capture.validators).toEqual({ etag: null, lastModified: null });
  expect(capture.headers['etag']).toBeUndefined();
  expect(server.requests.at(-1)?.headers['if-none-match']).toBeUndefined();
});

test.each<[string, Partial<FetchPolicy>, Partial<FetchRequest>, Answers]>([
  ['where the source does not ask for it', { render: false }, {}, { '/list': page('bare') }],
  ['for a HEAD', {}, { method: 'HEAD' }, { '/list': page('bare') }],
  ['for the question what became of an item', {}, { redirects: 'report' }, { '/list': page('bare') }],
  ['for JSON', {}, {}, { '/list': data('bare') }],
  [
    'for a status other than 200',
    {},
    {},
    { '/list': (_request, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('bare') },
  ],
  [
    'for a challenge: it is not ours to solve',
    {},
    {},
    {
      '/list': (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'text/html', 'cf-mitigated': 'challenge' })
          .end('<title>Just a moment...</title>'),
    },
  ],
])('nothing is drawn %s', async (_what, policy, more, answers) => {
  const { draw, given } = await visit(answers, (origin) => [origin]);
  expect((await draw(policy, more)).headers['x-pubwatch-drawn-by']).toBeUndefined();
  expect(given).toEqual([]);
});

test('what scripts fetch is asked one at a time, after robots.txt, with our name and the pause of the host', async () => {
  const { draw, server, given, lines } = await visit(
    { '/list': page('x'), '/a': data('a'), '/b': data('b'), '/private/c': data('c') },
    (origin) => [`${origin}/a`, `${origin}/private/c`, `${origin}/b`],
    { server: { robots: (_request, response) => response.end('User-agent: *\nDisallow: /private') } },
  );
  await draw({ hostDelayMs: 1_000 });
  expect(server.requests.map(({ url }) => url)).toEqual(['/robots.txt', '/list', '/a', '/b']);
  expect(server.requests.every(({ headers }) => headers['user-agent']?.startsWith('pubwatch/'))).toBe(true);
  expect(given.map((loaded) => loaded?.status)).toEqual([200, undefined, 200]);
  expect(lines.filter(({ event }) => event === 'render.refused')).toMatchObject([{ fields: { code: 'FETCH_ROBOTS' } }]);
});

test.each([
  'http://10.0.0.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://[::1]/',
  'http://localhost/',
  'http://0x7f.1/',
  'file:///etc/passwd',
  'data:text/plain,x',
])('a page from the open network gets nothing from %s', async (address) => {
  const asked: string[] = [];
  const { chromium, given } = createFakeChromium(() => [address]);
  const answer = { status: 200, rawHeaders: [], headers: {}, wireBody: Buffer.from('x') };
  const exchange = {
    ask: async ({ url }: { readonly url: string }) => {
      asked.push(url);
      return { ...answer, remoteAddress: null };
    },
    close: async () => {},
  };
  const policy = { render: true, allowPrivateAddresses: false, respectRobots: false };
  await makeFetcher({ chromium, exchange }).fetch(get('https://example.org/list', { policy }), never);
  expect(given).toEqual([null]);
  expect(asked).toEqual(['https://example.org/list']);
});

test('a redirect of what a script fetches is followed by hand, to no refused place', async () => {
  const { draw, given } = await visit(
    {
      '/list': page('x'),
      '/moved': (_request, response) => response.writeHead(302, { location: '/there' }).end(),
      '/there': data('there'),
      '/out': (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    },
    (origin) => [`${origin}/moved`, `${origin}/out`],
  );
  expect(textOf(await draw())).toBe('<p>there|-</p>');
  expect(given[1]).toBeNull();
});

test.each([
  ['answers 500', 500, 'FETCH_STATUS'],
  ['answers 429', 429, 'FETCH_STATUS'],
])('a page whose own data %s is not drawn by halves', async (_what, status, code) => {
  const { draw } = await visit(
    { '/list': page('x'), '/api': (_request, response) => response.writeHead(status).end() },
    (origin) => [`${origin}/api`],
  );
  expect((await faultOf(draw())).code).toBe(code);
});

test('what another site does not give is left out, and told in the log', async () => {
  const { draw, lines } = await visit({ '/list': page('x') }, () => ['http://127.0.0.2:1/counter.js']);
  expect(textOf(await draw())).toBe('<p>-</p>');
  expect(lines.filter(({ event }) => event === 'render.refused')).toMatchObject([
    { fields: { code: 'FETCH_NETWORK' } },
  ]);
});

test('secret headers go to the site they are for, and nowhere else; a script may not pose as a browser', async () => {
  const other = await startHttpServer(data('other'));
  onTestFinished(() => other.close());
  const elsewhere = other.origin.replace('127.0.0.1', '127.0.0.1.nip.invalid');
  const { draw, server } = await visit({ '/list': page('x'), '/api': data('own') }, (origin) => [
    {
      url: `${origin}/api`,
      headers: { 'user-agent': 'Mozilla/5.0', 'x-requested-with': 'XMLHttpRequest', cookie: 'a=b', accept: 'text/x' },
    },
    `${elsewhere}/`,
  ]);
  await draw({ headers: { 'X-Api-Key': 'secret' } });
  const headers = server.requests.find(({ url }) => url === '/api')?.headers ?? {};
  expect(headers).toMatchObject({ 'x-api-key': 'secret', 'x-requested-with': 'XMLHttpRequest', accept: 'text/x' });
  expect(headers['user-agent']).toMatch(/^pubwatch/);
  expect(headers.cookie).toBeUndefined();
  expect(other.requests).toEqual([]);
});

test('what all parts of a page weigh together is limited as the page is', async () => {
  const { draw } = await visit({ '/list': page('x'), '/a': data('y'.repeat(600)) }, (origin) => [
    `${origin}/a`,
    `${origin}/a`,
  ]);
  expect((await faultOf(draw({ maxBodyBytes: 1_000 }))).code).toBe('FETCH_TOO_LARGE');
});

test('a page that asks without end is cut off after a hundred requests', async () => {
  const { draw, server } = await visit({ '/list': page('x'), '/a': data('a') }, (origin) =>
    Array.from({ length: 150 }, () => `${origin}/a`),
  );
  await draw();
  expect(server.paths()).toHaveLength(101);
});

test('a script that comes with every page is fetched once a run', async () => {
  const { draw, server } = await visit({ '/list': page('x'), '/app.js': data('run()') }, (origin) => [
    { url: `${origin}/app.js`, isScript: true },
  ]);
  await draw();
  expect(textOf(await draw())).toBe('<p>run()</p>');
  expect(server.paths()).toEqual(['/list', '/app.js', '/list']);
});
