import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary, type Titles } from './library.ts';

test('with one file to keep, each reported change still leads to what was read before and after', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash' }, { birch: 'Birch', cedar: 'Cedar' }];
  const { house, crawl, show } = await openLibrary(pages, 'evidence: { keep: { count: 1 }, answers: none }');
  const kept = async () =>
    (await readdir(join(house.folder, 'snapshots/harbour'))).filter((name) => name.endsWith('.warc.gz'));
  await crawl();
  pages[0] = { ash: 'Ash Trees' };
  const [changed] = await crawl();
  await crawl('--rebaseline');
  await crawl('--rebaseline');
  expect(await kept()).toEqual(['000001.warc.gz', '000002.warc.gz', '000004.warc.gz']);
  pages[1] = { birch: 'Birch' };
  const [removed] = await crawl();
  expect(await kept()).toEqual(['000001.warc.gz', '000002.warc.gz', '000004.warc.gz', '000005.warc.gz']);
  for (const { id } of [changed, removed]) {
    const { records } = await show(id);
    expect(records.before).toHaveLength(1);
    expect(records.after.length).toBeGreaterThan(0);
  }
  const verified = await house.run(['verify']);
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('all as they were written') });
});

test('bytes that a quiet crawl saw are not taken for kept ones', async () => {
  const pages: [Titles, Titles] = [{ ash: 'Ash', birch: 'Birch' }, { cedar: 'Cedar' }];
  const { house, crawl, show } = await openLibrary(pages, 'evidence: { keep: { count: 1 } }');
  await crawl();
  pages[0] = { birch: 'Birch', ash: 'Ash' }; // another order: new bytes, no change, no commit
  expect(await crawl()).toEqual([]);
  pages[1] = { cedar: 'Cedar Trees' };
  const [changed] = await crawl();
  pages[0] = { birch: 'Birch', ash: 'Ash Trees' };
  const [later] = await crawl();
  for (const { id } of [changed, later]) expect((await show(id)).records.before).toHaveLength(1);
  expect((await house.run(['verify'])).code).toBe(0);
});
