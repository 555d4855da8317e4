import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCookieJar } from '../../src/fetch/cookies.ts';
import { readLocation } from '../../src/fetch/redirect.ts';
import { identityHeaders } from '../../src/fetch/request-headers.ts';
import { decodeContent, unpackGzipFile } from '../../src/lib/content-coding.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import { createFakeClock } from '../support/clock.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { get, makeFetcher, never, START } from './make.ts';

let reply = Buffer.alloc(0);
const sockets = new Set<Socket>();
const server = createServer((socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  socket.on('error', () => {});
  socket.once('data', () => socket.end(reply));
});
let origin = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  origin = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});

const headerName = fc.constantFrom(
  'Location',
  'Content-Length',
  'Content-Encoding',
  'Retry-After',
  'ETag',
  'Set-Cookie',
  '__proto__',
  'X',
);
const octets = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('latin1'));
const headerLine = fc.tuple(
  headerName,
  fc.oneof(octets, fc.constantFrom('0', '-1', '1e9', 'gzip', 'br, gzip', '/x', 'http://[', '3')),
);
const message = fc
  .record({
    status: fc.oneof(fc.integer({ min: 100, max: 999 }), fc.constantFrom(200, 302, 304)),
    headers: fc.array(headerLine, { maxLength: 6 }),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ status, headers, body }) => {
    const head = [`HTTP/1.1 ${status} OK`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');
    return Buffer.concat([Buffer.from(head, 'latin1'), body]);
  });

test('whatever bytes a server answers with, there is a capture or a known fault', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(message, fc.uint8Array({ maxLength: 300 }).map(Buffer.from)), async (bytes) => {
      reply = bytes;
      const fetcher = makeFetcher();
      try {
        const policy = { respectRobots: false, cookies: true, timeoutMs: 5_000 };
        const capture = await fetcher.fetch(get(origin, { policy }), never);
        expect(capture.status).toBeGreaterThanOrEqual(200);
        expect(Object.getPrototypeOf(capture.headers)).toBe(Object.prototype);
      } catch (error) {
        if (!(error instanceof PubwatchError)) throw error;
        expect(error.code).toMatch(/^(FETCH_(NETWORK|TOO_LARGE|REDIRECT|STATUS)|HOST_NOT_BEFORE|BLOCKED)$/);
      } finally {
        await fetcher.close();
      }
    }),
    fuzzRuns(300),
  );
});

test('any bytes under any coding are decoded, or a known fault', async () => {
  const coding = fc.array(fc.constantFrom('gzip', 'br', 'zstd', 'deflate', 'identity', 'x', '__proto__'), {
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), coding, async (bytes, codings) => {
      try {
        expect((await decodeContent(bytes, codings.join(', '), 10_000)).length).toBeLessThanOrEqual(10_000);
      } catch (error) {
        if (!(error instanceof PubwatchError)) throw error;
        expect(error.code).toMatch(/^FETCH_(NETWORK|TOO_LARGE)$/);
      }
      const packed = new Uint8Array([0x1f, 0x8b, 0x08, ...bytes]);
      expect((await unpackGzipFile(packed, 10_000)) ?? null).toSatisfy(
        (found) => found === null || found instanceof Uint8Array,
      );
    }),
    fuzzRuns(1_000),
  );
});

test('any Location is an absolute address or none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), octets, fc.webUrl()), (location) => {
      const next = readLocation({ status: 302, headers: { location } }, 'https://example.org/a');
      expect(next === null || URL.canParse(next)).toBe(true);
    }),
    fuzzRuns(100),
  );
});

test('any contact makes headers that can be sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (contact) => {
      const headers = new Headers(identityHeaders(contact, '1.0.0'));
      expect(headers.get('user-agent')).toMatch(/^pubwatch\/1\.0\.0( \(\+[^()]+\))?$/);
    }),
    fuzzRuns(100),
  );
});

test('any Set-Cookie leaves a Cookie header that can be sent, and bounded', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z]{1,3}=[a-z]{0,3}(; Path=\/)?$/)), {
        maxLength: 80,
      }),
      (values) => {
        const jar = createCookieJar(createFakeClock(START));
        jar.store(
          'https://example.org/a/b',
          values.map((value) => ['Set-Cookie', value] as const),
        );
        const cookie = jar.headerFor('https://example.org/a/b');
        if (cookie !== null) expect(new Headers({ cookie }).get('cookie')).toBe(cookie);
        expect(cookie?.split('; ').length ?? 0).toBeLessThanOrEqual(50);
      },
    ),
    fuzzRuns(100),
  );
});
