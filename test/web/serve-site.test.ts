import { afterEach, beforeEach, expect, test } from 'vitest';
import { publish } from '../../src/report/site/publication.ts';
import { listPages } from '../../src/report/site/render.ts';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

const FORMS = /<form[\s\S]*?<\/form>\n?|<p class="small">These are plain files.*?<\/p>/g; // <form method="get">…</form>
const SERVED_ELSE = /^search\.html$/; // what a form finds takes the place of what files can offer

const site = makeSite();
let server: TestServer;
beforeEach(async () => {
  server = await startServer(site);
});
afterEach(() => server.close());

test('every file of an export is served as it is written; the forms of a server are all that is added', async () => {
  for (const { path, draw, mediaType = 'text/html; charset=utf-8' } of listPages(site, publish())) {
    const { status, body, headers } = await server.ask(`/${path}`);
    expect([path, status, headers['content-type']]).toEqual([path, 200, mediaType]);
    if (!SERVED_ELSE.test(path)) expect(body.replace(FORMS, ''), path).toBe(draw().replace(FORMS, ''));
  }
});

test('a page carries its type, a strict policy and no leave to be framed or sniffed', async () => {
  for (const path of ['/', '/nothing', '/feed.atom', '/search.html?kind=removed']) {
    const { headers } = await server.ask(path);
    expect(headers['content-security-policy'], path).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(headers['x-content-type-options'], path).toBe('nosniff');
    expect(headers['referrer-policy'], path).toBe('no-referrer');
  }
});

test.each(['/timeline/', '/feed.atom', '/feeds/source-001.json', '/feed.rss?kind=removed', '/search.html?q=water'])(
  '%s is answered with 304 where the asker has it already',
  async (path) => {
    const first = await server.ask(path);
    const etag = String(first.headers.etag);
    const again = await server.ask(path, { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect([again.status, again.body, again.headers.etag]).toEqual([304, '', etag]);
    expect((await server.ask(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  },
);

test.each([
  ['evil.example', 421],
  ['evil.example:80', 421],
  ['127.0.0.1.evil.example', 421],
  ['watch.example.org', 200],
  ['localhost:9000', 200],
  ['[::1]:9000', 200],
])('a request for the host %s is answered with %i', async (host, status) => {
  expect((await server.ask('/', { headers: { host } })).status).toBe(status);
});

test.each([
  '/../package.json',
  '/%2e%2e/package.json',
  '/sources/../../etc/passwd',
  '/sources/nobody/compare.html',
  '/changes/',
  '/metrics',
  '/unsubscribe',
  '/nothing',
  '/%00',
  '/%',
])('nothing but the pages is served: %s', async (path) => {
  const { status, body } = await server.ask(path);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(body).not.toContain('"name"');
});

test.each([
  ['POST', { origin: 'https://evil.example' }, 403],
  ['POST', { 'sec-fetch-site': 'cross-site' }, 403],
  ['POST', { 'sec-fetch-site': 'same-site' }, 403],
  ['POST', { origin: 'null' }, 403],
  ['DELETE', {}, 405],
  ['POST', {}, 405],
])('%s with %o is refused, in words', async (method, headers, status) => {
  const answer = await server.ask('/', { method, headers });
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
});

test('a page that does not exist says so as a page, which leads back', async () => {
  const { status, headers, body } = await server.ask('/changes/of/nobody.html');
  expect([status, headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(body).toContain('There is no such page');
  expect(body).toContain('href="../../index.html"');
});

test('what should not happen is told to the operator, and the reader sees nothing of it', async () => {
  const broken = await startServer(site, {
    site: { read: () => Promise.reject(new Error('the disk says /secret/path')) },
  });
  const { status, headers, body } = await broken.ask('/index.html');
  await broken.close();
  expect([status, headers['content-type']]).toEqual([500, 'text/html; charset=utf-8']);
  expect(body).toContain('This page cannot be made');
  expect(body).not.toContain('/secret/path');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(broken.faults.join()).toContain('GET /index.html: Error: the disk says /secret/path');
});

test('metrics are served as Prometheus reads them', async () => {
  const measured = await startServer(site, { metrics: async () => 'pubwatch_sources 4\n' });
  const { status, headers, body } = await measured.ask('/metrics');
  await measured.close();
  expect([status, headers['content-type'], body]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
    'pubwatch_sources 4\n',
  ]);
});

test('a port that is taken is told as such', async () => {
  const { port } = new URL(server.url);
  await expect(startServer(site, { port: Number(port) })).rejects.toThrow(`cannot listen on 127.0.0.1:${port}`);
});
