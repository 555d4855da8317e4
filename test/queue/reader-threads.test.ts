import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/lib/bytes.ts';
import type { PageReader } from '../../src/model/ports.ts';
import type { ReadRequest } from '../../src/model/reading.ts';
import { directReader } from '../../src/pipeline/read-capture.ts';
import { createThreadReader } from '../../src/queue/reader-threads.ts';
import { makeSource } from '../pipeline/make.ts';

const ENTRY = new URL('../../src/reader.ts', import.meta.url);
const HERE = 'https://river.example/papers';
const open: { close(): Promise<void> }[] = [];
const warnings: string[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
  warnings.length = 0;
});

/** A reader by one thread that is used from the first page on; `direct` must not be. */
function threadReader(entry = ENTRY, direct: PageReader = { read: () => Promise.reject(new Error('read here')) }) {
  const log = { warn: (event: string) => void warnings.push(event) };
  const reader = createThreadReader({ entry, direct, log, threads: 1, alone: 0 });
  open.push(reader);
  return reader;
}

function requestOf(text: string, status = 200): ReadRequest {
  const wireBody = Buffer.from(text);
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  const { recipe } = makeSource(HERE);
  const capture = { requestUrl: HERE, url: HERE, status, headers, wireBody };
  return { capture, recipe, look: 'whole', mostBytes: 10_000_000, formerSha256: null };
}

const pageOf = (count: number): string =>
  `<!doctype html><html><body><ul>${Array.from({ length: count }, (_, at) => `<li><a href="/p/${at}">Paper ${at} “é”</a></li>`).join('')}</ul></body></html>`;

describe('another thread reads a page', () => {
  test.each([
    ['a list', requestOf(pageOf(30))],
    ['an empty page', requestOf('')],
    [
      'a challenge',
      requestOf('<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x"></script>', 403),
    ],
    ['an error', requestOf(pageOf(3), 500)],
    ['no list', requestOf('<p>Welcome</p>')],
  ])('as this one would: %s', async (_, request) => {
    const [there, here] = await Promise.allSettled([threadReader().read(request), directReader.read(request)]);
    expect(there).toEqual(here);
  });

  test('but not one that it need not read', async () => {
    const request = requestOf(pageOf(3));
    const formerSha256 = sha256(request.capture.wireBody);
    expect(await threadReader().read({ ...request, formerSha256 })).toBeNull();
  });

  test('each asker gets the answer to its own question, and keeps its bytes', async () => {
    const reader = threadReader();
    const requests = Array.from({ length: 40 }, (_, at) => requestOf(pageOf(at + 1)));
    const readings = await Promise.all(requests.map((request) => reader.read(request)));
    expect(readings.map((reading) => reading?.keys.length)).toEqual(requests.map((_, at) => at + 1));
    expect(Buffer.from(requests[3]?.capture.wireBody ?? []).toString()).toBe(pageOf(4));
  });
});

describe('this thread reads', () => {
  test('a large page', async () => {
    const large = requestOf(`${pageOf(5)}${' '.repeat(1_000_001)}`);
    await expect(threadReader().read(large)).rejects.toThrow('read here');
  });

  test('a page that is packed so well that it may be large', async () => {
    const { capture, ...request } = requestOf('');
    const headers = { ...capture.headers, 'content-encoding': 'gzip' };
    const packed = { ...request, capture: { ...capture, headers, wireBody: Buffer.alloc(125_001) } };
    await expect(threadReader().read(packed)).rejects.toThrow('read here');
  });

  test('a page that hides more in few bytes than a thread has memory for', async () => {
    const { capture, ...request } = requestOf(`${pageOf(5)}${' '.repeat(4_000_001)}`);
    const headers = { ...capture.headers, 'content-encoding': 'gzip' };
    const hiding = { ...request, capture: { ...capture, headers, wireBody: gzipSync(capture.wireBody) } };
    await expect(threadReader().read(hiding)).rejects.toThrow('read here');
    await expect(threadReader().read({ ...hiding, mostBytes: 100_000 })).rejects.toMatchObject({
      code: 'FETCH_TOO_LARGE',
      detail: { maxBytes: 100_000 },
    });
  });

  test('what a thread that cannot start was asked, and all that follows', async () => {
    const reader = threadReader(new URL('./no-such-file.ts', import.meta.url), directReader);
    const readings = await Promise.all([3, 4].map((count) => reader.read(requestOf(pageOf(count)))));
    expect(readings.map((reading) => reading?.keys.length)).toEqual([3, 4]);
    expect((await reader.read(requestOf(pageOf(5))))?.keys).toHaveLength(5);
    expect(warnings).toEqual(['reader.thread-lost']);
  });

  test('the first pages of a run', async () => {
    const reader = createThreadReader({
      entry: ENTRY,
      direct: { read: async () => Promise.reject(new Error('read here')) },
      log: { warn() {} },
      threads: 1,
      alone: 1,
    });
    open.push(reader);
    await expect(reader.read(requestOf(pageOf(2)))).rejects.toThrow('read here');
    expect((await reader.read(requestOf(pageOf(2))))?.keys).toHaveLength(2);
  });

  test('none of many that are expected', async () => {
    const direct = { read: () => Promise.reject(new Error('read here')) };
    const reader = createThreadReader({ entry: ENTRY, direct, log: { warn() {} }, threads: 1, alone: 2 });
    open.push(reader);
    await reader.expect?.(2);
    await expect(reader.read(requestOf(pageOf(2)))).rejects.toThrow('read here');
    await reader.expect?.(3);
    expect((await reader.read(requestOf(pageOf(2))))?.keys).toHaveLength(2);
  });
});
