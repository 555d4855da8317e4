import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openLibrary, type Titles } from './library.ts';

/** The HTTP message in the gzip member at a byte of a file, found without our own reader. */
async function messageAt(folder: string, { file, offset }: { file: string; offset: number }): Promise<string> {
  const bytes = await readFile(join(folder, 'snapshots', file));
  const told: unknown = gunzipMember(bytes.subarray(offset));
  const [head = '', ...rest] = String(told).split('\r\n\r\n');
  expect(head).toMatch(/^WARC\/1\.1\r\n/);
  return rest.join('\r\n\r\n').slice(0, -4);
}
function gunzipMember(bytes: Uint8Array): string {
  // What follows the first member is cut off where the next one begins.
  for (let end = 20; end <= bytes.length; end++) {
    const isEnd = end === bytes.length || (bytes[end] === 0x1f && bytes[end + 1] === 0x8b && bytes[end + 2] === 8);
    if (!isEnd) continue;
    try {
      return gunzipSync(bytes.subarray(0, end)).toString('latin1');
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
    }
  }
  throw new Error('no whole gzip member');
}

test('a change names file, record and byte of the page before and after, and gives it as received', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  const { house, crawl, show } = await openLibrary(pages);
  await crawl();
  pages[1] = { cedar: 'Cedar Trees' };
  const [changed] = await crawl();
  const { records } = await show(changed.id);
  expect(records.before).toMatchObject([{ file: 'harbour/000001.warc.gz', status: 200, role: 'page' }]);
  expect(records.after).toMatchObject([{ file: 'harbour/000002.warc.gz', url: expect.stringMatching(/more$/) }]);
  for (const [side, title] of [
    ['before', 'Cedar'],
    ['after', 'Cedar Trees'],
  ] as const) {
    const { stdout, code } = await house.run(['show', changed.id, '--raw', side]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HTTP\/1\.1 200 \r\n/);
    expect(stdout).toContain(`>${title}<`);
    expect(await messageAt(house.folder, records[side][0])).toBe(stdout);
  }
  const { stdout } = await house.run(['show', changed.id]);
  expect(stdout).toContain(`harbour/000002.warc.gz at byte ${records.after[0].offset}`);
  expect(stdout).toContain(records.before[0].record);
});

test('the page before is found behind commits that only had a 304 of it', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { cedar: 'Cedar' }];
  const { crawl, show } = await openLibrary(pages);
  await crawl();
  for (const title of ['Ash Trees', 'Ash Woods']) {
    pages[0] = { ash: title };
    await crawl();
  }
  pages[1] = { cedar: 'Cedar Trees' };
  const [changed] = await crawl();
  const { records } = await show(changed.id);
  expect(records.before).toMatchObject([{ file: 'harbour/000001.warc.gz' }]);
  expect(records.after).toMatchObject([{ file: 'harbour/000004.warc.gz' }]);
});

test('a removal leads to what its own address answered, and to every page that does not list it', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  const { house, crawl, show } = await openLibrary(pages);
  await crawl();
  pages[0] = { ash: 'Ash' };
  const [removed] = await crawl();
  expect(removed).toMatchObject({ kind: 'removed', fate: 'gone' });
  const { records } = await show(removed.id);
  expect(records.before).toMatchObject([{ file: 'harbour/000001.warc.gz', url: expect.stringMatching(/list$/) }]);
  expect(records.after).toMatchObject([
    { role: 'probe', method: 'GET', status: 404 },
    { role: 'probe', method: 'HEAD', status: 404 },
    { role: 'page', status: 200 },
    { role: 'page', status: 304 },
  ]);
  const { stdout } = await house.run(['show', removed.id, '--raw', 'after']);
  expect(stdout).toMatch(/^HTTP\/1\.1 404 [\s\S]*a publication, or none$/);
});

test('an addition has nothing before, and altered evidence is not shown as evidence', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { cedar: 'Cedar' }];
  const { house, crawl } = await openLibrary(pages);
  await crawl();
  pages[0] = { ash: 'Ash', fir: 'Fir' };
  const [added] = await crawl();
  expect(await house.run(['show', added.id, '--raw', 'before'])).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('no record shows what was before'),
  });
  expect(await house.run(['show', added.id, '--raw', 'both'])).toMatchObject({ code: 64 });
  expect(await house.run(['show', added.id, '--raw', 'after', '--json'])).toMatchObject({ code: 64 });
  const file = join(house.folder, 'snapshots/harbour/000002.warc.gz');
  const bytes = await readFile(file);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  await writeFile(file, bytes);
  expect(await house.run(['show', added.id])).toMatchObject({
    code: 65,
    stderr: expect.stringContaining('harbour/000002.warc.gz is not what was committed'),
  });
});

test('a declaration tells what was recorded, and nothing is declared of records that were altered', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  const { house, crawl, show } = await openLibrary(pages);
  await crawl();
  pages[1] = { cedar: 'Cedar Trees' };
  const [changed] = await crawl();
  await crawl();
  const { records } = await show(changed.id);
  const { code, stdout } = await house.run(['show', changed.id, '--declaration']);
  expect(code).toBe(0);
  for (const side of ['before', 'after'])
    expect(stdout).toContain(
      `${records[side][0].file}, record ${records[side][0].record}, at byte ${records[side][0].offset}`,
    );
  expect(stdout).toContain('before, title: Cedar\n');
  expect(stdout).toContain('then, title: Cedar Trees\n');
  const log = (await readFile(join(house.folder, 'snapshots/log/runs.jsonl'), 'utf8')).trimEnd().split('\n');
  const heads = log.map((line) => JSON.parse(line).sha256);
  expect(stdout).toContain(`before: line 1 of the log of runs, sha256 ${heads[0]}`);
  expect(stdout).toContain(`then: line 2 of the log of runs, sha256 ${heads[1]}`);
  expect(stdout).toContain(`pubwatch verify harbour --head ${heads[2]}`);
  expect(stdout).toMatch(/compared: \d+ s ahead of the date that the server of http/);
  expect(stdout).toMatch(/by pubwatch \S+, \d+ requests to this list/);
  expect(await house.run(['show', changed.id, '--declaration', '--json'])).toMatchObject({ code: 64 });

  const file = join(house.folder, 'snapshots/log/runs.jsonl');
  await writeFile(file, (await readFile(file, 'utf8')).replace('"unchanged"', '"baseline"'));
  expect(await house.run(['show', changed.id, '--declaration'])).toMatchObject({
    code: 65,
    stdout: '',
    stderr: expect.stringContaining('nothing is declared, verify finds: log/runs.jsonl'),
  });
});
