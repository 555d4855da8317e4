import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openSiteFolder } from '../../src/cli/site-folder.ts';

let folder: string;
beforeEach(async () => {
  const parent = await mkdtemp(join(tmpdir(), 'pubwatch-site-'));
  onTestFinished(() => rm(parent, { recursive: true }));
  folder = join(parent, 'site');
});

/** Exports files whose text is their path, but one whose drawing fails. */
async function exportFiles(paths: readonly string[], broken = '') {
  const draw = (path: string): string => {
    if (path === broken) throw new Error(`cannot draw ${path}`);
    return path;
  };
  const files = paths.map((path) => ({ path, draw: () => draw(path) }));
  return (await openSiteFolder(folder)).replace(files);
}
const filesThere = async (): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return files
    .map((file) => file.slice(folder.length + 1))
    .filter((file) => file !== '.pubwatch-site')
    .sort();
};

test('what an earlier export wrote and this one does not is removed, with folders that are left empty', async () => {
  await exportFiles(['a.html', 'old/b.html', 'old/deep/c.html', 'both/d.html', 'both/e.html']);
  expect(await exportFiles(['a.html', 'both/d.html'])).toEqual({ written: 2, removed: 3 });
  expect(await filesThere()).toEqual(['a.html', 'both/d.html']);
  expect((await readdir(folder)).sort()).toEqual(['.pubwatch-site', 'a.html', 'both']);
});

test('what somebody else put there stays', async () => {
  await exportFiles(['old/b.html']);
  await writeFile(join(folder, 'old/CNAME'), 'watch.example.org');
  await writeFile(join(folder, 'robots.txt'), '');
  await exportFiles(['a.html']);
  expect(await filesThere()).toEqual(['a.html', 'old/CNAME', 'robots.txt']);
});

test('an export that ended before its time leaves nothing that the next one does not know of', async () => {
  await expect(exportFiles(['a.html', 'b.html', 'half.html'], 'b.html')).rejects.toThrow('cannot draw b.html');
  await exportFiles(['c.html']);
  expect(await filesThere()).toEqual(['c.html']);
});

test('a folder that holds something else is refused, and stays as it is', async () => {
  await mkdir(folder);
  await writeFile(join(folder, 'thesis.txt'), 'x');
  await expect(exportFiles(['a.html'])).rejects.toMatchObject({ code: 'USAGE' });
  expect(await filesThere()).toEqual(['thesis.txt']);
});

test('a list of files that was tampered with removes nothing outside the folder', async () => {
  await exportFiles(['a.html']);
  const outside = join(folder, '..', 'outside.txt');
  await writeFile(outside, 'keep');
  await writeFile(join(folder, '.pubwatch-site'), `head\n../outside.txt\nx/../../outside.txt\n${outside}\n`);
  await exportFiles(['a.html']);
  expect(await readFile(outside, 'utf8')).toBe('keep');
});
