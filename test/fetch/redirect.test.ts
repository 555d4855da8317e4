import { expect, onTestFinished, test } from 'vitest';
import { checkHop, readLocation } from '../../src/fetch/redirect.ts';
import { type Answering, startHttpServer } from '../support/http.ts';
import { faultOf, get, makeFetcher, never, policy } from './make.ts';

async function visit(answer: Answering) {
  const server = await startHttpServer(answer);
  const fetcher = makeFetcher();
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  return { server, fetcher };
}

/** /1 redirects to /2, and so on; /end answers. */
const chain: Answering = (request, response) => {
  const step = Number(request.url?.slice(1));
  if (Number.isNaN(step)) response.end(`at ${request.url}`);
  else response.writeHead(302, { location: step === 9 ? '/end' : `/${step + 1}` }).end();
};

test.each([301, 302, 303, 307, 308])('status %i is followed, and the hop is told', async (status) => {
  const { server, fetcher } = await visit((request, response) => {
    if (request.url === '/b') response.end('here');
    else response.writeHead(status, { location: 'b' }).end();
  });
  const capture = await fetcher.fetch(
    get(`${server.origin}/a`, { validators: { etag: '"x"', lastModified: null } }),
    never,
  );
  expect(capture).toMatchObject({
    requestUrl: `${server.origin}/a`,
    url: `${server.origin}/b`,
    status: 200,
    hops: [{ url: `${server.origin}/a`, status, location: `${server.origin}/b` }],
  });
  expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"x"', undefined]);
});

test('five redirects are followed, a sixth is not', async () => {
  const { server, fetcher } = await visit(chain);
  const capture = await fetcher.fetch(get(`${server.origin}/5`), never);
  expect(capture.hops).toHaveLength(5);
  const fault = await faultOf(fetcher.fetch(get(`${server.origin}/4`), never));
  expect(fault.code).toBe('FETCH_REDIRECT');
  expect(fault.message).toContain('6th redirect');
});

test('a circle is noticed when it closes', async () => {
  const { server, fetcher } = await visit((request, response) =>
    response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
  );
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/a`), never))).code).toBe('FETCH_REDIRECT');
  expect(server.paths()).toEqual(['/a', '/b']);
});

test('a redirect may be asked for as the answer; its address is made absolute', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response.writeHead(302, { location: '../new?x#y' }).end(),
  );
  const capture = await fetcher.fetch(get(`${server.origin}/a/b/c`, { redirects: 'report' }), never);
  expect(capture).toMatchObject({ status: 302, hops: [] });
  expect(capture.headers['location']).toBe(`${server.origin}/a/new?x`);
  expect(capture.rawHeaders).toContainEqual(['location', '../new?x#y']);
  expect(server.paths()).toEqual(['/a/b/c']);
});

test.each([
  ['another host', 'http://127.0.0.2/', 'FETCH_REDIRECT'],
  ['another scheme', 'ftp://127.0.0.1/', 'FETCH_REDIRECT'],
  ['a local file', 'file:///etc/passwd', 'FETCH_REDIRECT'],
  ['a script', 'javascript:alert(1)', 'FETCH_REDIRECT'],
])('a redirect to %s is not followed', async (_what, location, code) => {
  const { server, fetcher } = await visit((_request, response) => response.writeHead(302, { location }).end());
  const fault = await faultOf(fetcher.fetch(get(server.origin), never));
  expect(fault.code).toBe(code);
  expect(fault.message).toContain(location);
});

test('a redirect without an address that can be read is the answer', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response.writeHead(302, { location: 'http://[' }).end('text'),
  );
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(302);
});

const guarded = { ...policy, allowPrivateAddresses: false };

test.each([
  ['the same host', 'https://example.org/a', 'https://example.org/b', null],
  ['with www', 'https://example.org/a', 'https://www.example.org/a', null],
  ['without www', 'https://www.example.org/a', 'https://example.org/a', null],
  ['http to https', 'http://example.org/a', 'https://example.org/a', null],
  ['https to http', 'https://example.org/a', 'http://example.org/a', 'FETCH_REDIRECT'],
  ['a subdomain', 'https://example.org/a', 'https://login.example.org/a', 'FETCH_REDIRECT'],
  ['www of a top-level domain', 'https://www.org/a', 'https://org/a', 'FETCH_REDIRECT'],
  ['a private address', 'https://example.org/a', 'https://10.0.0.1/', 'FETCH_REFUSED_ADDRESS'],
  ['a private address in disguise', 'http://example.org/a', 'http://0x7f.1/', 'FETCH_REFUSED_ADDRESS'],
  ['the local host', 'http://example.org/a', 'http://localhost/', 'FETCH_REFUSED_ADDRESS'],
])('a hop to %s', async (_what, from, to, code) => {
  const hop = (async () => checkHop(from, to, guarded))();
  if (code === null) await expect(hop).resolves.toBeUndefined();
  else expect((await faultOf(hop)).code).toBe(code);
});

test('https to http is a hop where the source says so', () => {
  expect(() =>
    checkHop('https://example.org/', 'http://example.org/', { ...guarded, allowDowngrade: true }),
  ).not.toThrow();
});

test.each([
  ['/caf\u00c3\u00a9', 'https://example.org/caf%C3%A9'], // UTF-8, an octet a character
  ['//example.org/x', 'https://example.org/x'],
  ['?page=2', 'https://example.org/a?page=2'],
  ['https://user:secret@example.org/', 'https://example.org/'],
  ['', 'https://example.org/a'],
])('Location %j leads to %s', (location, expected) => {
  expect(readLocation({ status: 302, headers: { location } }, 'https://example.org/a')).toBe(expected);
});
