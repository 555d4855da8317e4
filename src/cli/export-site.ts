import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PubwatchError } from '../model/errors.ts';
import { publish } from '../report/site/publication.ts';
import { listPages } from '../report/site/render.ts';
import { createSiteReader } from '../web/read-site.ts';
import { wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';
import { openConfigIfThere } from './open-config.ts';
import { writing } from './source-file.ts';

const MARK = '.pubwatch-site'; // a folder that bears it was written by us and may be written again
const WRITES_AT_ONCE = 32; // files; more gain nothing on one disk

/** `export --format site`: the whole site as plain files below a folder, which works from a disk and on any host. */
export async function exportSite({ io, options, out }: CommandContext, folder: string): Promise<number> {
  const [store, config] = await Promise.all([wireStore(options), openConfigIfThere(options, io.env)]);
  const site = await createSiteReader(store, config).read();
  return writing(folder, async () => {
    await claim(folder);
    const made = new Set<string>();
    let waiting: Promise<void>[] = [];
    let count = 0;
    for (const { path, draw } of listPages(site, publish(config?.settings.baseUrl))) {
      const file = join(folder, path);
      if (!made.has(dirname(file))) await mkdir(dirname(file), { recursive: true });
      made.add(dirname(file));
      waiting.push(writeFile(file, draw()));
      count++;
      if (waiting.length < WRITES_AT_ONCE) continue;
      await Promise.all(waiting);
      waiting = [];
    }
    await Promise.all(waiting);
    if (options.json) out.json({ folder, files: count });
    else out.result(`${count} files written below ${folder}`);
    return 0;
  });
}

/** Takes an empty or new folder, or one of ours. Throws USAGE for any other: nobody's files are mixed with ours. */
async function claim(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(MARK)) {
    throw new PubwatchError(
      'USAGE',
      `--out ${folder}: expected a new or empty folder, or one that \`export --format site\` wrote; found ${names[0] ?? ''} in it`,
    );
  }
  await writeFile(join(folder, MARK), 'Written by pubwatch export --format site; written anew by the next one.\n');
}
