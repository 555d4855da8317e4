import type { RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { FetcherParts } from '../../src/fetch/http-fetcher.ts';
import { type ServerOptions, startHttpServer } from '../support/http.ts';
import { createLog, faultOf, get, type LogLine, makeFetcher, never, START } from './make.ts';

async function visit(answer: RequestListener, over: Partial<FetcherParts> = {}, options: ServerOptions = {}) {
  const server = await startHttpServer(answer, options);
  const fetcher = makeFetcher(over);
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  return { server, fetcher };
}

test('a capture holds what was asked, what came, and when', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response
      .writeHead(200, { ETag: '"one"', 'Last-Modified': 'Mon, 02 Feb 2026 10:00:00 GMT', 'Content-Type': 'text/html' })
      .end('<p>hello'),
  );
  const capture = await fetcher.fetch(get(`${server.origin}/list?a=1#top`), never);
  expect(capture).toMatchObject({
    requestUrl: `${server.origin}/list?a=1`,
    url: `${server.origin}/list?a=1`,
    method: 'GET',
    status: 200,
    validators: { etag: '"one"', lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT' },
    hops: [],
    remoteAddress: '127.0.0.1',
    fetchedAt: START,
  });
  expect(Buffer.from(capture.wireBody).toString()).toBe('<p>hello');
  expect(capture.rawHeaders).toContainEqual(['ETag', '"one"']);
  expect(capture.headers['etag']).toBe('"one"');
});

test.each([
  ['https://example.org/bot', 'pubwatch/1.2.3 (+https://example.org/bot)', undefined],
  ['bot@example.org', 'pubwatch/1.2.3 (+bot@example.org)', 'bot@example.org'],
  ['mailto:bot@example.org', 'pubwatch/1.2.3 (+mailto:bot@example.org)', 'bot@example.org'],
  ['', 'pubwatch/1.2.3', undefined],
  ['https://example.org/bot\r\nX-Evil: (1)', 'pubwatch/1.2.3 (+https://example.org/botX-Evil: 1)', undefined],
])('every request says who asks: contact %j', async (contact, userAgent, from) => {
  const { server, fetcher } = await visit((_request, response) => response.end(), { contact });
  await fetcher.fetch(get(server.origin), never);
  expect(server.requests.map(({ url }) => url)).toEqual(['/robots.txt', '/']);
  for (const { headers } of server.requests) {
    expect(headers['user-agent']).toBe(userAgent);
    expect(headers.from).toBe(from);
    expect(headers['x-evil']).toBeUndefined();
  }
});

test.each([301, 302, 304, 403, 404, 410, 500, 503])('status %i is an answer, not an error', async (status) => {
  const { server, fetcher } = await visit((_request, response) => response.writeHead(status).end());
  expect((await fetcher.fetch(get(server.origin), never)).status).toBe(status);
});

test('validators go back as they came, both of them', async () => {
  const { server, fetcher } = await visit((_request, response) => response.writeHead(304).end());
  const validators = { etag: 'W/"weak"', lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT' };
  const capture = await fetcher.fetch(get(server.origin, { validators }), never);
  expect(server.requests[1]?.headers).toMatchObject({
    'if-none-match': 'W/"weak"',
    'if-modified-since': validators.lastModified,
  });
  expect(capture.requestHeaders).toMatchObject({ 'if-none-match': 'W/"weak"' });
  expect(capture.status).toBe(304);
});

test('HEAD is asked as HEAD, and a length without a body is no fault', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response.writeHead(200, { 'content-length': '5000000', 'content-encoding': 'gzip' }).end(),
  );
  const capture = await fetcher.fetch(get(server.origin, { method: 'HEAD' }), never);
  expect(server.requests[1]?.method).toBe('HEAD');
  expect(capture).toMatchObject({ method: 'HEAD', status: 200 });
  expect(capture.wireBody).toHaveLength(0);
});

test('headers of the operator are sent, and their values stay out of the evidence', async () => {
  const { server, fetcher } = await visit((_request, response) => response.end());
  const capture = await fetcher.fetch(get(server.origin, { policy: { headers: { 'X-Api-Key': 's3cret' } } }), never);
  expect(server.requests[1]?.headers['x-api-key']).toBe('s3cret');
  expect(server.requests[0]?.headers['x-api-key']).toBeUndefined();
  expect(JSON.stringify(capture)).not.toContain('s3cret');
});

test.each([
  { 'User-Agent': 'Mozilla/5.0' },
  { From: 'x@example.net' },
  { 'X-Forwarded-For': '1.2.3.4' },
  { 'x-a': 'b\r\nc: d' },
  { 'a b': 'c' },
])('headers that disguise us or break the request are a fault of the configuration: %j', async (headers) => {
  const { server, fetcher } = await visit((_request, response) => response.end());
  const fault = await faultOf(fetcher.fetch(get(server.origin, { policy: { headers } }), never));
  expect(fault.code).toBe('CONFIG_INVALID');
  expect(server.requests).toHaveLength(0);
});

test('user and password of an address are sent to its server, and shown nowhere', async () => {
  const lines: LogLine[] = [];
  const { server, fetcher } = await visit((_request, response) => response.writeHead(302, { location: '/in' }).end(), {
    log: createLog(lines),
  });
  const url = server.origin.replace('//', '//jane:pa%73s@');
  const capture = await fetcher.fetch(get(`${url}/list`, { redirects: 'report' }), never);
  expect(server.requests[1]?.headers.authorization).toBe(`Basic ${Buffer.from('jane:pass').toString('base64')}`);
  expect(JSON.stringify([capture, lines])).not.toMatch(/jane|pa(?:%73|s)s|Basic/);
});

test('a stop is told as such, before, in and after the wait for an answer', async () => {
  const stop = new AbortController();
  const { server, fetcher } = await visit(() => stop.abort());
  const asked = faultOf(fetcher.fetch(get(server.origin), stop.signal));
  const waiting = faultOf(fetcher.fetch(get(`${server.origin}/second`), stop.signal));
  expect((await asked).code).toBe('ABORTED');
  expect((await waiting).code).toBe('ABORTED');
  expect((await faultOf(fetcher.fetch(get(server.origin), stop.signal))).code).toBe('ABORTED');
  expect(server.paths()).toEqual(['/']);
});

test('cookies are not sent unless asked for, and then only by the run that got them', async () => {
  const answer: RequestListener = (_request, response) =>
    response.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/other'] }).end();
  const { server, fetcher } = await visit(answer);
  await fetcher.fetch(get(server.origin), never);
  await fetcher.fetch(get(server.origin), never);
  await fetcher.fetch(get(server.origin, { policy: { cookies: true } }), never);
  await fetcher.fetch(get(server.origin, { policy: { cookies: true } }), never);
  await fetcher.fetch(get(`${server.origin}/other/x`, { policy: { cookies: true } }), never);
  expect(server.requests.slice(1).map(({ headers }) => headers.cookie)).toEqual([
    undefined,
    undefined,
    undefined,
    'a=1',
    'b=2; a=1',
  ]);
});
