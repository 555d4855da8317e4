import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { unpackBody } from '../../src/lib/content-coding.ts';
import { type Answering, startHttpServer } from '../support/http.ts';
import { bodyOf, faultOf, get, makeFetcher, makeRealFetcher, never, policy } from './make.ts';

async function visit(answer: Answering, make = makeFetcher) {
  const server = await startHttpServer(answer);
  const fetcher = make();
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  return { server, fetcher };
}
const text = Buffer.from('<p>Publications and more publications</p>'.repeat(50));
const send =
  (body: Uint8Array, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_request, response) =>
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);

test.each([
  ['gzip', gzipSync(text)],
  ['x-gzip', gzipSync(text)],
  ['GZIP', gzipSync(text)],
  ['br', brotliCompressSync(text)],
  ['deflate', deflateSync(text)],
  ['deflate', deflateRawSync(text)],
  ['gzip, br', brotliCompressSync(gzipSync(text))],
  ['identity', text],
  ['', text],
])('content coded as "%s" is decoded, and kept as it came', async (encoding, wire) => {
  const { server, fetcher } = await visit(send(wire, { 'content-encoding': encoding }));
  const capture = await fetcher.fetch(get(server.origin), never);
  expect(Buffer.from(await unpackBody(capture, policy.maxBodyBytes)).equals(text)).toBe(true);
  expect(Buffer.from(capture.wireBody).equals(wire)).toBe(true);
});

test('no content at all is read as such, whatever its coding', async () => {
  const { server, fetcher } = await visit(send(new Uint8Array(), { 'content-encoding': 'gzip' }));
  expect(await bodyOf(fetcher, get(server.origin))).toHaveLength(0);
});

test.each([
  ['half a gzip stream', gzipSync(text).subarray(0, 40), 'gzip', /gzip body is cut or broken/],
  ['half a brotli stream', brotliCompressSync(text).subarray(0, 20), 'br', /br body is cut or broken/],
  [
    'zstd, of which Node 22 does not notice that half is missing',
    zstdCompressSync(text),
    'zstd',
    /"zstd", which was not/,
  ],
  ['plain text labelled gzip', text, 'gzip', /is labelled gzip but is not/],
  ['an unknown coding', text, 'compress', /"compress", which was not asked for/],
  ['three codings', text, 'gzip, gzip, gzip', /3 content codings/],
])('%s is a fault where it is read, and is asked for once only', async (_what, wire, encoding, message) => {
  const { server, fetcher } = await visit(send(wire, { 'content-encoding': encoding }));
  const fault = await faultOf(bodyOf(fetcher, get(server.origin)));
  expect(fault.code).toBe('FETCH_NETWORK');
  expect(fault.message).toMatch(message);
  expect(server.paths()).toHaveLength(1);
});

test.each([
  ['plain', Buffer.alloc(20_001, 'x'), ''],
  ['gzip', gzipSync(Buffer.alloc(50_000_000)), 'gzip'],
  ['br', brotliCompressSync(Buffer.alloc(50_000_000)), 'br'],
  ['deflate', deflateSync(Buffer.alloc(1_000_000)), 'deflate'],
  ['gzip in gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000))), 'gzip, gzip'],
])('a body that grows beyond the limit is dropped: %s', async (_what, wire, encoding) => {
  const { server, fetcher } = await visit(send(wire, { 'content-encoding': encoding }));
  const fault = await faultOf(bodyOf(fetcher, get(server.origin, { policy: { maxBodyBytes: 20_000 } })));
  expect(fault.code).toBe('FETCH_TOO_LARGE');
  expect(server.paths()).toHaveLength(1);
});

test('after a body that was dropped the host can be asked again', async () => {
  const { server, fetcher } = await visit((request, response) => {
    if (request.url === '/small') response.end('small');
    else if (request.url === '/announced') response.writeHead(200, { 'content-length': 30_000_000 }).write('x');
    else response.end(Buffer.alloc(30_000));
  });
  for (const path of ['/announced', '/large']) {
    const fault = await faultOf(
      fetcher.fetch(get(`${server.origin}${path}`, { policy: { maxBodyBytes: 20_000 } }), never),
    );
    expect(fault.code).toBe('FETCH_TOO_LARGE');
    expect((await fetcher.fetch(get(`${server.origin}/small`), never)).status).toBe(200);
  }
});

test('a body of just the limit is read', async () => {
  const { server, fetcher } = await visit(send(Buffer.alloc(20_000, 'x')));
  expect(await bodyOf(fetcher, get(server.origin, { policy: { maxBodyBytes: 20_000 } }))).toHaveLength(20_000);
});

test('an endless body without a length is left at the limit', async () => {
  let sent = 0;
  const { server, fetcher } = await visit((_request, response) => {
    const block = Buffer.alloc(16_384, 'x');
    const more = (): void => {
      if (response.destroyed || sent > 500_000_000) return;
      sent += block.length;
      if (response.write(block)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  });
  const fault = await faultOf(fetcher.fetch(get(server.origin, { policy: { maxBodyBytes: 100_000 } }), never));
  expect(fault.code).toBe('FETCH_TOO_LARGE');
  expect(sent).toBeLessThan(50_000_000);
});

test('headers without end are too large, not a crash', async () => {
  const { server, fetcher } = await visit((_request, response) =>
    response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end(),
  );
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_TOO_LARGE');
});

test.each<[string, Answering]>([
  ['never answers', () => {}],
  ['sends headers and no body', (_request, response) => response.writeHead(200).flushHeaders()],
  [
    'drips',
    (_request, response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
])('a server that %s is left when the time is up, and not asked again', async (_what, answer) => {
  const { server, fetcher } = await visit(answer, makeRealFetcher);
  const startedAt = performance.now();
  const fault = await faultOf(fetcher.fetch(get(server.origin, { policy: { timeoutMs: 300 } }), never));
  expect(fault.code).toBe('FETCH_TIMEOUT');
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect(server.paths()).toEqual(['/']);
});

test('the time is for the whole way: slow redirects add up', async () => {
  const { server, fetcher } = await visit((request, response) => {
    const next = Number(request.url?.slice(1)) + 1;
    setTimeout(() => response.writeHead(302, { location: `/${next}` }).end(), 150);
  }, makeRealFetcher);
  expect((await faultOf(fetcher.fetch(get(`${server.origin}/1`, { policy: { timeoutMs: 400 } }), never))).code).toBe(
    'FETCH_TIMEOUT',
  );
});

test.each<[string, Answering]>([
  [
    'before the length it announced',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 });
      response.write('x'.repeat(500), () => response.destroy());
    },
  ],
  [
    'in the middle of its chunks',
    (_request, response) => {
      response.write('x'.repeat(500), () => response.destroy());
    },
  ],
  ['before its headers', (request) => request.socket.destroy()],
])('a connection that ends %s is a fault of the network', async (_what, answer) => {
  const { server, fetcher } = await visit(answer);
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_NETWORK');
  expect(server.paths()).toHaveLength(3);
});

test.each([
  ['application/gzip', '/sitemap.xml.gz'],
  ['application/octet-stream', '/sitemap.xml.gz'],
  ['application/xml', '/sitemap'],
])('a gzipped sitemap sent as %s is unpacked, its file kept', async (contentType, path) => {
  const file = gzipSync(text);
  const { server, fetcher } = await visit(send(file, { 'content-type': contentType }));
  const capture = await fetcher.fetch(get(`${server.origin}${path}`), never);
  expect(Buffer.from(await unpackBody(capture, policy.maxBodyBytes)).equals(text)).toBe(true);
  expect(createHash('sha256').update(capture.wireBody).digest('hex')).toBe(
    createHash('sha256').update(file).digest('hex'),
  );
});

test('a gzipped file that hides a flood is dropped, a broken one is left as it is', async () => {
  const broken = gzipSync(text).subarray(0, 30);
  const { server, fetcher } = await visit((request, response) =>
    response.end(request.url === '/flood' ? gzipSync(Buffer.alloc(50_000_000)) : broken),
  );
  expect((await faultOf(bodyOf(fetcher, get(`${server.origin}/flood`)))).code).toBe('FETCH_TOO_LARGE');
  expect(Buffer.from(await bodyOf(fetcher, get(server.origin))).equals(broken)).toBe(true);
});
