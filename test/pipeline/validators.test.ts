import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createFetcher } from '../../src/fetch/http-fetcher.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { checkSource } from '../../src/pipeline/check.ts';
import { directReader } from '../../src/pipeline/read-capture.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock } from '../support/clock.ts';
import { startHttpServer } from '../support/http.ts';
import { makeSource } from './make.ts';

const DAY_MS = 86_400_000;
const NAMES = ['ash', 'birch', 'cedar', 'elm', 'fir', 'gean', 'hazel', 'ivy'];

/** A list of two pages, each with an ETag of its own, and a watch of it whose days pass at will. */
async function makeWatch() {
  const site = {
    pages: [NAMES.slice(0, 5), NAMES.slice(5)],
    tags: ['"one"', '"two"'],
  };
  const server = await startHttpServer((request, response) => {
    const at = request.url === '/list' ? 0 : 1;
    const headers = { etag: site.tags[at], 'content-type': 'text/html' };
    if (request.headers['if-none-match'] === site.tags[at]) return void response.writeHead(304, headers).end();
    const rows = site.pages[at]?.map((name) => `<li><a href="/${name}">Paper ${name}</a></li>`).join('');
    response
      .writeHead(200, headers)
      .end(`<ul>${rows}</ul>${at === 0 ? '<a rel="next" href="/list?page=2">next</a>' : ''}`);
  });
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-validators-'));
  const clock = createFakeClock('2026-03-01T06:17:00.000Z');
  const store = createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0' });
  const fetcher = createFetcher({ contact: '', version: '0.0.0', clock, hosts: store.hosts, log: SILENT_LOG });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
    await rm(folder, { recursive: true });
  });
  const plain = makeSource(`${server.origin}/list`, { removals: 'listing' });
  if (plain.recipe.format !== 'html') throw new Error('expected a recipe for html');
  const source = {
    ...plain,
    recipe: { ...plain.recipe, next: '[rel=next]' },
  };
  const ports = {
    clock,
    store,
    fetcher,
    reader: directReader,
    log: SILENT_LOG,
    progress: { page() {}, probe() {}, done() {} },
  };
  const options = { isDryRun: false, isRebaseline: false, isFull: false };
  const check = async () => {
    const from = server.requests.length;
    const outcome = await checkSource(
      source,
      { subscribers: async () => [], options },
      ports,
      new AbortController().signal,
    );
    const isConditional = server.requests.slice(from).some(({ headers }) => headers['if-none-match'] !== undefined);
    return { kind: outcome.kind, told: outcome.changes.map((change) => change.kind), isConditional };
  };
  return { site, clock, check };
}

test('pages that answer 304 are a look at the list: unchanged, and complete', async () => {
  const { check } = await makeWatch();
  expect(await check()).toEqual({ kind: 'baseline', told: [], isConditional: false });
  expect(await check()).toEqual({ kind: 'unchanged', told: [], isConditional: true });
});

test('a 304 of one page says nothing of the page after it', async () => {
  const { site, check } = await makeWatch();
  await check();
  site.pages[1] = [...NAMES.slice(5), 'juniper'];
  site.tags[1] = '"two, mended"';
  expect(await check()).toEqual({ kind: 'changed', told: ['added'], isConditional: true });
});

test('a validator that lies is believed for ten checks, then the list is read whole', async () => {
  const { site, clock, check } = await makeWatch();
  await check();
  site.pages[0] = [...NAMES.slice(0, 5), 'juniper'];
  for (let checks = 1; checks <= 10; checks++) {
    clock.advance(60_000);
    expect(await check()).toEqual({ kind: 'unchanged', told: [], isConditional: true });
  }
  expect(await check()).toEqual({ kind: 'changed', told: ['added'], isConditional: false });
  expect(await check()).toEqual({ kind: 'unchanged', told: [], isConditional: true });
});

test('a validator that lies is believed for less than seven days', async () => {
  const { site, clock, check } = await makeWatch();
  await check();
  site.pages[0] = [...NAMES.slice(0, 5), 'juniper'];
  clock.advance(7 * DAY_MS - 1);
  expect(await check()).toEqual({ kind: 'unchanged', told: [], isConditional: true });
  clock.advance(1);
  expect(await check()).toEqual({ kind: 'changed', told: ['added'], isConditional: false });
});
