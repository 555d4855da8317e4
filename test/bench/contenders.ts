import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program that watches listings, ready to be run again and again in one folder. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly reported: (output: string) => ReadonlySet<number>; // numbers of the sources it calls changed
}

/** Writes a contender's settings for `addresses` into `folder`, where it also keeps its state. */
export type Prepare = (folder: string, addresses: readonly string[]) => Contender;

/** Which contenders this machine has. */
export function contenders(isAlone: boolean): readonly Prepare[] {
  const hasUrlwatch = !isAlone && spawnSync('urlwatch', ['--version']).status === 0;
  return hasUrlwatch ? [preparePubwatch, prepareUrlwatch] : [preparePubwatch];
}

const NODE = process.execPath;
const PROGRAM = new URL('../../dist/main.js', import.meta.url).pathname;

function preparePubwatch(folder: string, addresses: readonly string[]): Contender {
  const sources = join(folder, 'config', 'sources');
  mkdirSync(sources, { recursive: true });
  writeFileSync(
    join(folder, 'config', 'pubwatch.yaml'),
    `contact: bench@pubwatch.example
fetch: { hostDelay: 0s, allowPrivateAddresses: true, maxBody: 256MiB }
`,
  );
  for (const [number, address] of addresses.entries())
    writeFileSync(
      join(sources, `s${number}.yaml`),
      `title: Office ${number}
url: ${address}
removals: listing
recipe:
  item: ul.listing > li.record
  fields:
    title: h3 a
    url: { select: h3 a, attr: href }
    date: { select: time, attr: datetime, type: date }
    summary: .summary
`,
    );
  return {
    name: 'pubwatch',
    command: [NODE, PROGRAM, 'crawl', '--json'],
    env: { XDG_CACHE_HOME: join(folder, 'cache') },
    reported: readPubwatch,
  };
}

function readPubwatch(output: string): ReadonlySet<number> {
  const run: { sources: { id: string; outcome: string }[] } = JSON.parse(output);
  return new Set(run.sources.filter(({ outcome }) => outcome === 'changed').map(({ id }) => Number(id.slice(1))));
}

function prepareUrlwatch(folder: string, addresses: readonly string[]): Contender {
  mkdirSync(folder, { recursive: true });
  const jobs = addresses.map((address, number) =>
    JSON.stringify({ name: `Office ${number}`, url: address, filter: [{ css: 'ul.listing' }, 'html2text'] }),
  );
  writeFileSync(join(folder, 'urls.yaml'), jobs.join('\n---\n'));
  writeFileSync(join(folder, 'urlwatch.yaml'), URLWATCH_SETTINGS);
  const files = ['--urls', 'urls.yaml', '--config', 'urlwatch.yaml', '--cache', 'cache.db', '--hooks', 'hooks.py'];
  return { name: 'urlwatch', command: ['urlwatch', ...files], env: { HOME: folder }, reported: readUrlwatch };
}

const URLWATCH_SETTINGS = `display: { error: true, new: false, unchanged: false }
report: { stdout: { enabled: true, color: false }, text: { details: true, footer: false, line_length: 75 } }
`;

const URLWATCH_CHANGED = /^CHANGED: Office (\d+)/gm; // CHANGED: Office 17 (http://...)

function readUrlwatch(output: string): ReadonlySet<number> {
  return new Set([...output.matchAll(URLWATCH_CHANGED)].map(([, number]) => Number(number)));
}
