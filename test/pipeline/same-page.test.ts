import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { type Capture, NO_VALIDATORS } from '../../src/model/capture.ts';
import type { ReadRequest } from '../../src/model/reading.ts';
import { memoryOf } from '../../src/pipeline/check-state.ts';
import { directReader } from '../../src/pipeline/read-capture.ts';
import { walkListing } from '../../src/pipeline/walk.ts';
import { makeSource } from './make.ts';

const URL = 'https://river.example/papers';
const PAGE = Buffer.from('<ul><li><a href="/a">Ash</a></li><li><a href="/b">Birch</a></li></ul>');

function captureOf(body: Uint8Array, wireBody: Uint8Array, encoding: string): Capture {
  return {
    requestUrl: URL,
    url: URL,
    method: 'GET',
    requestHeaders: {},
    status: 200,
    rawHeaders: [],
    headers: { 'content-type': 'text/html', 'content-encoding': encoding },
    wireBody,
    body,
    validators: NO_VALIDATORS,
    hops: [],
    remoteAddress: null,
    fetchedAt: '2026-03-01T06:17:00.000Z',
    elapsedMs: 1,
  };
}

const packed = (level: number): Capture => captureOf(PAGE, gzipSync(PAGE, { level }), 'gzip');
const other = Buffer.from('<ul><li><a href="/c">Cedar</a></li></ul>');

test.each([
  ['the same bytes', packed(9), 0],
  ['the same page, packed anew', packed(1), 0],
  ['the same page, not packed', captureOf(PAGE, PAGE, 'identity'), 0],
  ['the same bytes, which now stand for another page', captureOf(other, packed(9).wireBody, 'br'), 1],
])('%s after a first look', async (_, second, readings) => {
  const answers = [packed(9), second];
  let count = 0;
  const ports = {
    fetcher: { fetch: async () => answers.shift() ?? second, refuse() {}, close: async () => {} },
    reader: {
      read: (request: ReadRequest) => {
        count += 1;
        return directReader.read(request);
      },
    },
    log: SILENT_LOG,
    progress: { page() {}, probe() {}, done() {} },
  };
  const request = { source: makeSource(URL), remembered: [], isConditional: false, look: 'none' as const };
  const { signal } = new AbortController();
  const first = await walkListing(request, ports, signal);
  const remembered = first.pages.map((page) => memoryOf(page, undefined));
  const again = await walkListing({ ...request, remembered }, ports, signal);
  expect(count - 1).toBe(readings);
  expect(again.pages[0]?.keys).toHaveLength(readings === 0 ? 2 : 1);
});
