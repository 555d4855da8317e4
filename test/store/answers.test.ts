import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { WARCParser } from 'warcio';
import { createArchive } from '../../src/evidence/archive.ts';
import type { Capture } from '../../src/model/capture.ts';
import type { Store } from '../../src/model/ports.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock } from '../support/clock.ts';
import { createFaultyDisk, createMemoryDisk, type Fault, type MemoryDisk, MOODS } from './memory-disk.ts';
import { captureOf, checkOf, commitOf } from './samples.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2026-02-01T06:17:00.000Z');
const dayOf = (day: number): string => new Date(START + day * DAY_MS).toISOString();
const folder = mkdtempSync(join(tmpdir(), 'pubwatch-answers-')); // holds the lock alone
afterAll(() => rmSync(folder, { recursive: true }));
const storeOn = (disk: MemoryDisk | ReturnType<typeof createFaultyDisk>): Store =>
  createFileStore(folder, { clock: createFakeClock(dayOf(60)), archive: createArchive(), version: '1.2.3', disk });
const answersOn = (disk: MemoryDisk): string[] =>
  [...disk.files().keys()].filter((name) => /^log\/.*\.warc/.test(name));
const findingsOn = async (disk: MemoryDisk) =>
  (await storeOn(disk).verify(null)).findings.filter(({ file }) => file !== 'alpha/check.json');

/** A 304 to a request that was sent with these validators. */
function notModified(fetchedAt: string, asked: Readonly<Record<string, string>>): Capture {
  return captureOf('', { status: 304, fetchedAt, requestHeaders: asked });
}

/** One run under the lock, with these answers. */
async function run(store: Store, day: number, seen: readonly Capture[], sequence: number | null = null): Promise<void> {
  const lock = await store.lock();
  try {
    const captures = await store.runLog.keepCaptures(dayOf(day));
    const commit = sequence === null ? null : commitOf(sequence);
    if (commit !== null && sequence !== null) await store.commit(commit, checkOf(sequence));
    const committed =
      commit === null ? null : { sequence: sequence ?? 0, captures: commit.captures.map(({ capture }) => capture) };
    await captures.add({ sourceId: 'alpha', recipeHash: 'r1', seen, committed });
    const checks = [{ sourceId: 'alpha', outcome: 'unchanged' as const, incident: null, requests: [] }];
    await store.runLog.append({
      startedAt: dayOf(day),
      finishedAt: dayOf(day),
      checks,
      captures: await captures.end(),
    });
  } finally {
    await lock.release();
  }
}

async function readOn(disk: MemoryDisk, day: number) {
  const name = answersOn(disk).find((file) => file.includes(dayOf(day).slice(0, 10).replaceAll('-', '')));
  return createArchive().read(disk.files().get(name ?? '') ?? new Uint8Array());
}

describe('an answer refers to the body that is kept already', () => {
  const page = (day: number, body = '<p>page</p>', etag = '"a1"'): Capture =>
    captureOf(body, { fetchedAt: dayOf(day), validators: { etag, lastModified: null } });
  const confirmsOn = async (disk: MemoryDisk, day: number) => (await readOn(disk, day)).map(({ confirms }) => confirms);

  test('of a commit of its own run', async () => {
    const disk = createMemoryDisk();
    const [exhibit] = commitOf(1).captures;
    await run(storeOn(disk), 5, [captureOf('<p>page of commit 1</p>', { fetchedAt: dayOf(5) })], 1);
    const fetchedAt = exhibit?.capture.fetchedAt;
    expect(await confirmsOn(disk, 5)).toEqual([{ file: 'alpha/000001.warc.gz', fetchedAt }]);
  });
  test('in the same file, and in an earlier one, until that is a week old', async () => {
    const disk = createMemoryDisk();
    const store = storeOn(disk);
    await run(store, 1, [page(1), page(1)]);
    for (const day of [4, 8, 9]) await run(store, day, [page(day)]);
    expect(await confirmsOn(disk, 1)).toEqual([null, { fetchedAt: dayOf(1) }]);
    const [first, , eighth] = answersOn(disk).sort();
    expect(await confirmsOn(disk, 4)).toEqual([{ file: first, fetchedAt: dayOf(1) }]);
    expect(await confirmsOn(disk, 8)).toEqual([null]);
    expect(await confirmsOn(disk, 9)).toEqual([{ file: eighth, fetchedAt: dayOf(8) }]);
  });
  test('and a 304 to the one whose validators were sent, not to a broken page that came between', async () => {
    const disk = createMemoryDisk();
    const store = storeOn(disk);
    await run(store, 1, [page(1)]);
    await run(store, 2, [page(2, 'broken', '"b2"')]);
    await run(store, 3, [notModified(dayOf(3), { 'If-None-Match': '"a1"' })]);
    await run(store, 4, [notModified(dayOf(4), { 'If-None-Match': '"unknown"' })]);
    expect(await confirmsOn(disk, 3)).toEqual([{ file: answersOn(disk)[0], fetchedAt: dayOf(1) }]);
    expect(await confirmsOn(disk, 4)).toEqual([null]);
  });
  test('and an independent reader finds revisits with their profile, date and address', async () => {
    const disk = createMemoryDisk();
    const store = storeOn(disk);
    await run(store, 1, [page(1)]);
    await run(store, 2, [page(2), notModified(dayOf(2), { 'If-None-Match': '"a1"' })]);
    const bytes = disk.files().get(answersOn(disk)[1] ?? '') ?? new Uint8Array();
    const told = [];
    for await (const record of new WARCParser([bytes])) {
      if (record.warcType !== 'revisit') continue;
      const { headers } = record.warcHeaders;
      told.push(['WARC-Profile', 'WARC-Refers-To-Date', 'WARC-Refers-To-Target-URI'].map((name) => headers.get(name)));
    }
    const base = 'http://netpreserve.org/warc/1.1/revisit/';
    const url = page(1).url;
    expect(told).toEqual([
      [`${base}identical-payload-digest`, dayOf(1), url],
      [`${base}server-not-modified`, dayOf(1), url],
    ]);
  });
});

test('a run is written down in pieces of bounded size, and one file comes of it', async () => {
  const disk = createMemoryDisk();
  const lengths: number[] = [];
  const append: MemoryDisk['append'] = (name, offset, bytes) => {
    lengths.push(bytes.length);
    return disk.append(name, offset, bytes);
  };
  const noise = (seed: number) =>
    Array.from({ length: 9_000 }, (_, index) => Math.imul(index + seed * 7919, 2_654_435_761) >>> 0).join(' ');
  const seen = Array.from({ length: 12 }, (_, index) =>
    captureOf(noise(index), { url: `https://library.example/${index}`, fetchedAt: dayOf(1) }),
  );
  await run(storeOn({ ...disk, append }), 1, seen);
  expect(lengths.length).toBeGreaterThan(1);
  expect(Math.max(...lengths)).toBeLessThan(400_000);
  expect(await readOn(disk, 1)).toHaveLength(12);
});

test('an answer that says a secret back, in its body or in a header, is not kept', async () => {
  const disk = createMemoryDisk();
  const parts = { clock: createFakeClock(dayOf(60)), archive: createArchive(), version: '1.2.3', disk };
  const store = createFileStore(folder, { ...parts, secrets: ['token-91af'] });
  const said = captureOf('you sent token-91af', { fetchedAt: dayOf(1) });
  const packed = captureOf('', {
    fetchedAt: dayOf(1),
    headers: { 'content-encoding': 'gzip' },
    wireBody: gzipSync('you sent token-91af'),
  });
  const flood = captureOf('', {
    fetchedAt: dayOf(1),
    headers: { 'content-encoding': 'gzip' },
    wireBody: gzipSync(Buffer.alloc(70_000_000)), // more than is searched
  });
  const broken = captureOf('<p>three</p>', { fetchedAt: dayOf(1), headers: { 'content-encoding': 'gzip' } });
  const inHeader = captureOf('<p>one</p>', { fetchedAt: dayOf(1), rawHeaders: [['X-Echo', 'dG9rZW4tOTFhZg==']] });
  const innocent = captureOf('<p>two</p>', { fetchedAt: dayOf(1) });
  await run(store, 1, [said, packed, flood, inHeader, innocent, broken]);
  const bodies = (await readOn(disk, 1)).map(({ capture }) => Buffer.from(capture.wireBody).toString());
  expect(bodies).toEqual(['<p>two</p>', '<p>three</p>']);
});

describe('verify names a file of answers', () => {
  const made = async (): Promise<{ disk: MemoryDisk; name: string }> => {
    const disk = createMemoryDisk();
    await run(storeOn(disk), 1, [captureOf('<p>one</p>')]);
    return { disk, name: answersOn(disk)[0] ?? '' };
  };
  test.each([
    [
      'altered',
      (bytes: Uint8Array) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([bytes.at(-1) === 0 ? 1 : 0])]),
    ],
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 4)],
  ])('that is %s', async (_, change) => {
    const { disk, name } = await made();
    disk.put(name, change(disk.files().get(name) ?? new Uint8Array()));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: name, problem: 'altered' })]);
    await expect(storeOn(disk).runLog.captures(name)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });
  test('that is missing, and one that no line tells of', async () => {
    const { disk, name } = await made();
    const stranger = 'log/000001-20200101T000000Z.warc.gz';
    disk.put(stranger, disk.files().get(name) ?? new Uint8Array());
    await disk.remove(name);
    expect(await findingsOn(disk)).toEqual([
      expect.objectContaining({ file: name, problem: 'missing' }),
      expect.objectContaining({ file: stranger, problem: 'unknown' }),
    ]);
  });
});

test('wherever a run stops, verify is content, and the next run leaves one file for each line that tells of one', async () => {
  const FAULTS: readonly Fault[] = ['fail', 'full', 'kill'];
  const seen = [captureOf('<p>one</p>'), captureOf('<p>two</p>')];
  let wrecks = 0;
  for (const fault of FAULTS) {
    for (let at = 1; ; at++) {
      const disk = createMemoryDisk();
      await run(storeOn(disk), 1, seen, 1);
      const faulty = createFaultyDisk(disk, at, fault);
      await run(storeOn(faulty), 2, [captureOf('<p>three</p>', { fetchedAt: dayOf(2) })], 2).catch(() => null);
      for (const after of [disk, ...MOODS.map((mood) => disk.afterPowerFailure(mood))]) {
        wrecks++;
        expect(await findingsOn(after), `${fault} at ${at}`).toEqual([]);
        await run(storeOn(after), 3, [captureOf('<p>four</p>', { fetchedAt: dayOf(3) })]);
        expect(await findingsOn(after), `${fault} at ${at}, then a run`).toEqual([]);
        const lines = Buffer.from(after.files().get('log/runs.jsonl') ?? []).toString();
        for (const name of answersOn(after)) expect(lines, `${fault} at ${at}`).toContain(name);
      }
      if (faulty.calls() < at) break;
    }
  }
  expect(wrecks).toBeGreaterThan(100);
});

test.each([
  ['goes where no answer can refer to it', 40, ['alpha/000001.warc.gz']],
  ['stays where one may', 3, []],
])('evidence of a commit beyond the limits %s', async (_, day, gone) => {
  const disk = createMemoryDisk();
  const store = storeOn(disk);
  for (const sequence of [1, 2]) {
    const { snapshot, captures } = commitOf(sequence);
    await store.commit({ snapshot: { ...snapshot, restsOn: [2] }, captures, changeset: null }, checkOf(sequence));
  }
  await run(store, day, [captureOf('<p>one</p>', { fetchedAt: dayOf(day) })]);
  expect(await store.prune('alpha', { ageMs: null, files: 1, bytes: null })).toEqual(gone);
});
