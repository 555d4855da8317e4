import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { PubwatchError } from '../model/errors.ts';

const MANIFEST = '.pubwatch-site'; // a folder that bears it was written by us and may be written again
const HEAD = 'Written by pubwatch export --format site; the next one writes it anew and removes what it no longer has:';
const AT_ONCE = 32; // files; more gain nothing on one disk

/** A folder that holds an exported site and nothing of anybody else. */
export interface SiteFolder {
  /** Writes the files, then removes those of an earlier export that are not among them. Returns how many of each. */
  replace(files: Iterable<SiteFile>): Promise<{ readonly written: number; readonly removed: number }>;
}
export interface SiteFile {
  readonly path: string; // below the folder
  draw(): string;
}

/** Takes an empty or new folder, or one of ours. Throws USAGE for any other: nobody's files are mixed with ours. */
export async function openSiteFolder(folder: string): Promise<SiteFolder> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MANIFEST)) {
    throw new PubwatchError(
      'USAGE',
      `--out ${folder}: expected a new or empty folder, or one that \`export --format site\` wrote; found ${names[0] ?? ''} in it`,
    );
  }
  const earlier = names.includes(MANIFEST) ? readManifest(await readFile(join(folder, MANIFEST), 'utf8')) : [];
  return {
    replace: async (files) => {
      // An export that ends before its time leaves pages that the next one must know of: the manifest comes first.
      const all = [...files];
      await writeManifest(folder, [...new Set([...earlier, ...all.map(({ path }) => path)])]);
      await writeAll(folder, all);
      const written = new Set(all.map(({ path }) => path));
      const stale = earlier.filter((path) => !written.has(path));
      await inGroups(stale, (path) => rm(join(folder, path), { force: true }));
      for (const path of foldersOf(stale)) await removeEmpty(join(folder, path));
      await writeManifest(folder, [...written].sort());
      return { written: written.size, removed: stale.length };
    },
  };
}

async function writeAll(folder: string, files: readonly SiteFile[]): Promise<void> {
  const made = new Set<string>();
  await inGroups(files, async ({ path, draw }) => {
    const file = join(folder, path);
    if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true });
    made.add(dirname(file));
    await writeFile(file, draw());
  });
}

async function inGroups<Entry>(entries: Iterable<Entry>, act: (entry: Entry) => Promise<void>): Promise<void> {
  let group: Promise<void>[] = [];
  for (const entry of entries) {
    group.push(act(entry));
    if (group.length < AT_ONCE) continue;
    await Promise.all(group);
    group = [];
  }
  await Promise.all(group);
}

function writeManifest(folder: string, paths: readonly string[]): Promise<void> {
  return writeFile(join(folder, MANIFEST), `${[HEAD, ...paths].join('\n')}\n`);
}

/** Paths that lead out of the folder are no pages of ours, whoever wrote them there. */
function readManifest(text: string): readonly string[] {
  const [, ...paths] = text.split('\n');
  return paths.filter((path) => path !== '' && !isAbsolute(path) && !normalize(path).startsWith('..'));
}

/** The folders of these files and those above them, deepest first. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  return [...folders].sort((one, other) => other.length - one.length);
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
  }
}
