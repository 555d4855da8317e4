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

function captureOf(wireBody: Uint8Array, encoding: string): Capture {
  return {
    requestUrl: URL,
    url: URL,
    method: 'GET',
    requestHeaders: {},
    status: 200,
    rawHeaders: [],
    headers: { 'content-type': 'text/html', 'content-encoding': encoding },
    wireBody,
    validators: NO_VALIDATORS,
    hops: [],
    remoteAddress: null,
    fetchedAt: '2026-03-01T06:17:00.000Z',
    elapsedMs: 1,
  };
}

const packed = (level: number): Capture => captureOf(gzipSync(PAGE, { level }), 'gzip');
const cedar = gzipSync(Buffer.from('<ul><li><a href="/c">Cedar</a></li></ul>'));

test.each([
  ['the same bytes', packed(9), 0],
  ['the same page, packed anew', packed(1), 0],
  ['the same page, not packed', captureOf(PAGE, 'identity'), 0],
  ['another page', captureOf(cedar, 'gzip'), 1],
])('%s after a first look', async (_, second, readings) => {
  const { first, again, count } = await walkTwice(packed(9), second);
  expect(count - 1).toBe(readings);
  expect(first.pages[0]?.keys).toHaveLength(2);
  expect(again.pages[0]?.keys).toHaveLength(readings === 0 ? 2 : 1);
});

test('the same bytes under another coding do not stand for the page', async () => {
  await expect(walkTwice(packed(9), captureOf(packed(9).wireBody, 'br'))).rejects.toMatchObject({
    code: 'FETCH_NETWORK',
  });
});

/** Two walks over what a site answers, and how many of its answers had to be read. */
async function walkTwice(one: Capture, other: Capture) {
  const answers = [one, other];
  let count = 0;
  const ports = {
    fetcher: { fetch: async () => answers.shift() ?? other, refuse() {}, close: async () => {} },
    reader: {
      read: async (request: ReadRequest) => {
        const reading = await directReader.read(request);
        if (reading !== null) count += 1;
        return reading;
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
  return { first, again, count };
}
