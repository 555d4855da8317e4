import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publish } from '../../src/report/site/publication.ts';
import { listPages } from '../../src/report/site/render.ts';
import { buildSite, buildSource } from '../../src/report/site/site.ts';
import { createSiteMoments } from '../../src/report/site/site-moments.ts';
import { type SiteServer, serveSite } from '../../src/web/serve-site.ts';
import { makeRecords } from '../support/site-state.ts';

const moments = createSiteMoments('UTC');
const site = buildSite(
  makeRecords().map((record) => buildSource(record, moments)),
  moments,
);
let server: SiteServer;
beforeEach(async () => {
  server = await serveSite({
    site: { read: async () => site },
    hosts: ['watch.example.org'],
    host: '127.0.0.1',
    port: 0,
  });
});
afterEach(() => server.close());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
/** Asks as it is told, Host header included: fetch would not send another host's name. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(new URL(server.url), { path, method, headers }, (response) => {
    response.setEncoding('utf8');
    let body = '';
    response.on('data', (chunk: string) => {
      body += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
  });
  asked.on('error', reject);
  asked.end();
  return promise;
}

test('every page is served as the file that an export writes', async () => {
  for (const { path, draw } of listPages(site, publish())) {
    const { status, body } = await ask(`/${path}`);
    expect(status, path).toBe(200);
    expect(body, path).toBe(draw());
  }
});

test('a page carries its type, a strict policy and no leave to be framed or sniffed', async () => {
  const { headers } = await ask('/');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['referrer-policy']).toBe('no-referrer');
});

test('an unchanged page is answered with 304', async () => {
  const first = await ask('/timeline/index.html');
  const again = await ask('/timeline/', { 'if-none-match': String(first.headers['etag']) });
  expect([again.status, again.body]).toEqual([304, '']);
});

test.each([
  ['evil.example', 421],
  ['evil.example:80', 421],
  ['127.0.0.1.evil.example', 421],
  ['watch.example.org', 200],
  ['localhost:9000', 200],
  ['[::1]:9000', 200],
])('a request for the host %s is answered with %i', async (host, status) => {
  expect((await ask('/', { host })).status).toBe(status);
});

test.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/sources/../../etc/passwd',
  '/changes/',
  '/nothing',
  '/%00',
  '/%',
])('nothing but the pages is served: %s', async (path) => {
  expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
});

test.each([
  ['POST', { origin: 'https://evil.example' }, 403],
  ['POST', { 'sec-fetch-site': 'cross-site' }, 403],
  ['DELETE', {}, 405],
  ['POST', {}, 405],
])('%s with %o is refused', async (method, headers, status) => {
  expect((await ask('/', { ...headers }, method)).status).toBe(status);
});

test('a port that is taken is told as such', async () => {
  const { port } = new URL(server.url);
  const second = serveSite({ site: { read: async () => site }, hosts: [], host: '127.0.0.1', port: Number(port) });
  await expect(second).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
});
