import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Finding } from '../../src/model/ports.ts';
import { decodeHead, decodeLine, encodeHead, encodeLine, type LogLine } from '../../src/store/codec-log.ts';
import { createLibrary, type Library, type Titles } from './library.ts';

const LOG = 'log/runs.jsonl';
const HEAD = 'log/head.json';
const WATCHED = /^(?:harbour\/(?:current\.json|\d{6}\..*)|log\/.*)$/; // harbour/000001.json

/** A watch of four runs with three commits, and the mails that told of them. Each test leaves it as it found it. */
let library: Library;
let files: readonly string[] = [];
let hints: readonly string[] = []; // altered they are named; lost they cost space, and no evidence
const HINT = 'kept.json';
let mailedHeads: readonly string[] = [];
const at = (name: string): string => join(library.house.folder, 'snapshots', name);

beforeAll(async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  library = await createLibrary(
    pages,
    'mail: { from: w@example.org }\nsubscribers: [{ email: reader@example.org }]\nevidence: { answers: all }',
  );
  await library.crawl();
  pages[0] = { ash: 'Ash Trees', birch: 'Birch' };
  await library.crawl();
  await library.crawl();
  pages[1] = { cedar: 'Cedar', fir: 'Fir' };
  await library.crawl();
  const names = await readdir(at('.'), { recursive: true, withFileTypes: true });
  const all = names
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(at('.').length + 1))
    .filter((name) => WATCHED.test(name))
    .sort();
  files = all.filter((name) => !name.endsWith(HINT));
  hints = all.filter((name) => name.endsWith(HINT));
  mailedHeads = await headsOfMails();
  return () => library.close();
});

/** What the mails told, oldest first. */
async function headsOfMails(): Promise<readonly string[]> {
  const names = (await readdir(at('mail'))).filter((name) => name.endsWith('.eml'));
  const mails = await Promise.all(names.map((name) => readFile(at(`mail/${name}`), 'latin1')));
  const told = mails.map((mail) => /^X-Monitor-Log: line=(\d+);\s+sha256=([0-9a-f]{64})/m.exec(mail));
  return told.sort((a, b) => Number(a?.[1]) - Number(b?.[1])).map((found) => found?.[2] ?? 'none');
}

async function verify(...args: readonly string[]) {
  const { code, stdout } = await library.house.run(['verify', '--json', ...args]);
  const { findings }: { readonly findings: readonly Finding[] } = JSON.parse(stdout);
  return { code, named: findings.map(({ file }) => file), findings };
}

/** Puts other content in a file's place until the test is over; null: no file. */
async function exchange(name: string, content: Uint8Array | string | null): Promise<() => Promise<void>> {
  const former = await readFile(at(name));
  if (content === null) await rm(at(name));
  else await writeFile(at(name), content);
  return () => writeFile(at(name), former);
}

test('a watch that nobody touched is as it was written', async () => {
  expect(files).toEqual([
    'harbour/000001.json',
    'harbour/000001.warc.gz',
    'harbour/000002.json',
    'harbour/000002.warc.gz',
    'harbour/000003.json',
    'harbour/000003.warc.gz',
    'harbour/current.json',
    ...[1, 2, 3, 4].map((line) => expect.stringMatching(new RegExp(`^log/00000${line}-\\d{8}T\\d{6}Z\\.warc\\.gz$`))),
    HEAD,
    LOG,
  ]);
  expect(hints).toEqual(['log/kept.json']);
  expect(await verify()).toMatchObject({ code: 0, named: [] });
  expect(mailedHeads).toHaveLength(2);
  for (const head of mailedHeads) expect(await verify('--head', head)).toMatchObject({ code: 0, named: [] });
});

test.each([1, 7, 4711])('of 200 flipped bits (seed %i) each is found, its file named', async (seed) => {
  const place = fc.tuple(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.nat(7));
  for (const [number, share, bit] of fc.sample(place, { seed, numRuns: 200 })) {
    const name = [...files, ...hints][number % (files.length + hints.length)] ?? '';
    const bytes = await readFile(at(name));
    const byte = Math.floor(share * bytes.length);
    const flipped = Uint8Array.from(bytes);
    flipped[byte] = (flipped[byte] ?? 0) ^ (1 << bit);
    const restore = await exchange(name, flipped);
    const { code, named } = await verify();
    await restore();
    expect({ code, named }, `${name}, byte ${byte}, bit ${bit}`).toEqual({
      code: 65,
      named: expect.arrayContaining([name]),
    });
  }
  expect((await verify()).code).toBe(0);
});

test('each file that is cut, emptied or removed is named', async () => {
  for (const name of files) {
    const bytes = await readFile(at(name));
    const cuts = [bytes.length - 1, Math.floor(bytes.length / 2), 0];
    for (const content of [...cuts.map((length) => bytes.subarray(0, length)), null]) {
      const restore = await exchange(name, content);
      const { code, named } = await verify();
      await restore();
      const what = content === null ? 'removed' : `cut to ${content.length} of ${bytes.length}`;
      expect({ code, named }, `${name} ${what}`).toEqual({ code: 65, named: expect.arrayContaining([name]) });
    }
  }
});

test('a file in the place of another one, and one too many, are named', async () => {
  const second = await readFile(at('harbour/000002.warc.gz'));
  const restore = await exchange('harbour/000001.warc.gz', second);
  expect(await verify()).toMatchObject({ code: 65, named: ['harbour/000001.warc.gz'] });
  await restore();
  await writeFile(at('harbour/000009.warc.gz'), second);
  expect(await verify()).toMatchObject({ code: 65, named: ['harbour/000009.warc.gz'] });
  await rm(at('harbour/000009.warc.gz'));
});

describe('a log that was rewritten by somebody who knows its format', () => {
  const readLines = async (): Promise<readonly LogLine[]> =>
    (await readFile(at(LOG), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => decodeLine(LOG, Buffer.from(line)).line);
  const harmless = (line: LogLine): LogLine => ({
    ...line,
    sources: line.sources.map((source) => ({
      ...source,
      check: source.check && { ...source.check, outcome: 'unchanged', requests: [] },
    })),
  });

  /** Lines of these contents in a chain whose every hash is right, and a head that fits it. */
  async function rechain(lines: readonly LogLine[]): Promise<() => Promise<void>> {
    let previous: string | null = null;
    const texts: string[] = [];
    for (const [index, line] of lines.entries()) {
      const sealed = encodeLine({ ...line, line: index + 1, previous });
      texts.push(`${sealed.text}\n`);
      previous = sealed.sha256;
    }
    const bytes = Buffer.from(texts.join(''));
    const head = decodeHead(HEAD, await readFile(at(HEAD)));
    const told = { ...head, line: lines.length, sha256: previous ?? '', bytes: bytes.length };
    const restores = [await exchange(LOG, bytes), await exchange(HEAD, encodeHead(told))];
    return async () => {
      for (const restore of restores) await restore();
    };
  }

  test('one line with its own hash made right does not fit the next', async () => {
    const text = await readFile(at(LOG), 'utf8');
    const lines = text.trimEnd().split('\n');
    const [, second] = await readLines();
    if (second === undefined) throw new Error('the log has no second line');
    lines[1] = encodeLine(harmless(second)).text;
    const restore = await exchange(LOG, `${lines.join('\n')}\n`);
    expect(await verify()).toMatchObject({ code: 65, named: expect.arrayContaining([LOG]) });
    await restore();
  });

  test.each<[string, (lines: readonly LogLine[]) => readonly LogLine[]]>([
    ['a run changed', (lines) => lines.map((line, index) => (index === 1 ? harmless(line) : line))],
    ['a run left out', (lines) => lines.filter((_, index) => index !== 2)],
    ['its last run left out', (lines) => lines.slice(0, -1)],
    ['two runs exchanged', ([a, b, c, d]) => [a, c, b, d].flatMap((line) => line ?? [])],
  ])('with %s and every hash made right is betrayed by commits and by old mails', async (_what, change) => {
    const restore = await rechain(change(await readLines()));
    const { code, named } = await verify();
    expect({ code, named }).toEqual({ code: 65, named: expect.arrayContaining([LOG]) });
    const [, lastHead = ''] = mailedHeads;
    const asked = await verify('--head', lastHead);
    expect(asked.code).toBe(65);
    expect(asked.findings.some(({ message }) => message.includes(`has no line with the head ${lastHead}`))).toBe(true);
    await restore();
    expect((await verify()).code).toBe(0);
  });
});

test('a whole state made anew in the place of the old one is betrayed by the head of an old mail', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { cedar: 'Cedar' }];
  const forged = await createLibrary(pages);
  onTestFinished(() => forged.close());
  await forged.crawl();
  pages[0] = { ash: 'Ash Woods' };
  await forged.crawl();
  expect((await forged.house.run(['verify'])).code).toBe(0);
  for (const head of mailedHeads) {
    const { code, stdout } = await forged.house.run(['verify', '--head', head]);
    expect(code).toBe(65);
    expect(stdout).toContain(`${LOG}: altered: has no line with the head ${head}`);
  }
});
