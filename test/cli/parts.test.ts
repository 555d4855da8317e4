import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { type House, openHouse } from './house.ts';

// The bundle as `npm ci` makes it: what is read from the disk when.
const DIST = new URL('../../dist', import.meta.url).pathname;
// Says at the end which files of the program were read.
const TELL = `process.on('exit', () => require('node:fs').writeSync(2, 'READ ' + Object.keys(require.cache).join(' ') + '\\n'));`;

let house: House;
let hasEtag = true;
let dist = '';
beforeEach(async () => {
  hasEtag = true;
  const site = await startHttpServer((request, response) => {
    const isKnown = request.headers['if-none-match'] === '"1"';
    const headers = { 'content-type': 'text/html', ...(hasEtag ? { etag: '"1"' } : {}) };
    response.writeHead(isKnown ? 304 : 200, headers);
    response.end(isKnown ? '' : '<ul><li><a href="/ash">Ash</a></li></ul>');
  });
  onTestFinished(() => site.close());
  house = await openHouse(`${site.origin}/list`);
  onTestFinished(() => house.close());
  dist = await mkdtemp(join(tmpdir(), 'pubwatch-dist-'));
  onTestFinished(() => rm(dist, { recursive: true, force: true }));
  await cp(DIST, dist, { recursive: true });
  await writeFile(join(house.folder, 'tell.cjs'), TELL);
});

function start(command: readonly string[]) {
  const places = ['--config', join(house.folder, 'config'), '--snapshots', join(house.folder, 'snapshots')];
  const args = ['--require', join(house.folder, 'tell.cjs'), join(dist, 'main.js'), ...command, ...places];
  const program = spawn(process.execPath, args, { env: { XDG_CACHE_HOME: house.folder } });
  const said = { stdout: '', stderr: '' };
  program.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()));
  program.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()));
  return { program, said, ended: once(program, 'close') };
}

async function partsOf(command: readonly string[]): Promise<string[]> {
  const { said, ended } = start(command);
  expect(await ended).toEqual([0, null]);
  return readBy(said.stderr);
}

/** Names of the files in dist/ that the program says it read. */
function readBy(stderr: string): string[] {
  const read = /^READ (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
  return read.flatMap((file) => (file.startsWith(`${dist}/`) ? [file.slice(dist.length + 1)] : [])).sort();
}

test.each([
  ['a 304', true],
  ['the bytes of before', false],
])('a crawl that finds %s reads what it needs, and no more of the program', async (_, isTold) => {
  hasEtag = isTold;
  const first = await partsOf(['crawl', '--json']);
  expect(first).toEqual(expect.arrayContaining(['rest.cjs', 'html.cjs', 'yaml.cjs']));
  await partsOf(['crawl', '--json']);
  const quiet = await partsOf(['crawl', '--json']);
  expect(quiet).toEqual(['cli.cjs', 'main.js', expect.stringMatching(/^shared-\w+\.cjs$/)]);
});

test('a program that runs on has read all it may need, whatever is installed over it meanwhile', async () => {
  await partsOf(['crawl', '--json']);
  const { program, said, ended } = start(['serve', '--port', '0', '--json']);
  await expect.poll(() => said.stdout, { timeout: 30_000 }).toContain('}');
  const { url }: { url: string } = JSON.parse(said.stdout);
  for (const name of await readdir(dist)) await rm(join(dist, name));
  expect(await (await fetch(url)).text()).toContain('harbour');
  program.kill('SIGTERM');
  await ended;
  const parts = (await readdir(DIST)).filter((name) => name.endsWith('.cjs') && !/^(?:pg|reader)/.test(name));
  expect(readBy(said.stderr)).toEqual([...parts, 'main.js'].sort());
});
