import { spawn } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plot } from './plots.ts';
import { startStorySite } from './site.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const DAY_MS = 86_400_000;

/** A story that was told: its mails, and where it stands. */
export interface Told {
  readonly folder: string; // holds config, snapshots
  readonly mails: readonly string[]; // paths of .eml files
}

/**
 * Lets the built program live through a plot: a crawl, the change, a second crawl, for a digest the next day's `deliver`. Mails become
 * files; with `isHeld` they are made and wait. `settings` is YAML put into pubwatch.yaml.
 */
export async function runStory(
  plot: Plot,
  folder: string,
  { readers, settings = '', isHeld = false }: { readers: readonly string[]; settings?: string; isHeld?: boolean },
): Promise<Told> {
  const site = await startStorySite();
  const run = (command: readonly string[], shiftMs = 0): Promise<void> => runProgram(folder, command, shiftMs);
  try {
    await rm(folder, { recursive: true, force: true });
    await writeConfig(plot, folder, { url: site.url, readers, settings });
    site.show(plot.before);
    await run(['crawl', '--no-deliver']);
    site.show(plot.after);
    if (plot.status !== 200) site.fail(plot.status);
    await run(['crawl', ...(isHeld ? ['--no-deliver'] : [])]);
    if (plot.digest !== null && !isHeld) await run(['deliver'], 2 * DAY_MS);
  } finally {
    await site.close();
  }
  const mails = join(folder, 'snapshots/mail');
  const names = isHeld ? [] : await readdir(mails);
  return { folder, mails: names.filter((name) => name.endsWith('.eml')).map((name) => join(mails, name)) };
}

async function writeConfig(
  plot: Plot,
  folder: string,
  given: { readonly url: string; readonly readers: readonly string[]; readonly settings: string },
): Promise<void> {
  const digest = plot.digest === null ? '' : `, digest: "${plot.digest}"`;
  const readers = given.readers.map((email) => `  - { email: ${email}, incidents: ${plot.status !== 200}${digest} }\n`);
  await mkdir(join(folder, 'config/sources'), { recursive: true });
  await writeFile(
    join(folder, 'config/pubwatch.yaml'),
    `contact: https://example.org/bot
timezone: America/New_York
fetch: { hostDelay: 0s, allowPrivateAddresses: true, respectRobots: false }
subscribers:
${readers.join('')}${given.settings}
`,
  );
  for (const id of plot.sources) {
    await writeFile(
      join(folder, `config/sources/${id}.yaml`),
      `title: Publications of the ${id} office
url: ${given.url}?of=${id}
guard: { minItems: 1, maxDrop: 0.5 }
recipe: { item: li, fields: { title: a, url: { select: a, attr: href }, summary: p } }
`,
    );
  }
}

/** Any exit status will do: the mails tell what came of it. Without mails the caller fails. */
function runProgram(folder: string, command: readonly string[], shiftMs: number): Promise<void> {
  const later = `data:text/javascript,const now=Date.now;Date.now=()=>now()+${shiftMs};globalThis.Date=class extends Date{constructor(...a){a.length?super(...a):super(Date.now())}}`;
  const argv = [
    ...(shiftMs === 0 ? [] : ['--import', later]),
    join(ROOT, 'dist/main.js'),
    ...command,
    '--quiet',
    '--config',
    join(folder, 'config'),
    '--snapshots',
    join(folder, 'snapshots'),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, { stdio: 'inherit', env: {} });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 70 || code === 78 || code === null
        ? reject(new Error(`pubwatch ${command.join(' ')}: ${code}`))
        : resolve(),
    );
  });
}
