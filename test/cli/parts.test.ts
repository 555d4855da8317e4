import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { KEY, LOCAL } from '../fetch/certificates.ts';
import { startHttpServer } from '../support/http.ts';
import { startProxy } from '../support/proxy.ts';
import { type House, openHouse } from './house.ts';

// The bundle as `npm ci` makes it: what is read from the disk when.
const DIST = new URL('../../dist', import.meta.url).pathname;
// Says at the end which files of the program were read, and which of them with the code that was made when it was built.
const TELL = `
const vm = require('node:vm');
const { basename } = require('node:path');
const taken = [];
vm.Script = class extends vm.Script {
  constructor(text, options) {
    super(text, options);
    if (this.cachedDataRejected === false) taken.push(basename(options.filename));
  }
};
process.on('exit', () => {
  const lines = ['READ ' + Object.keys(require.cache).join(' '), 'TAKEN ' + taken.sort().join(' '), ''];
  require('node:fs').writeSync(2, lines.join('\\n'));
});`;

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

interface Surroundings {
  readonly flags?: readonly string[]; // of Node
  readonly env?: Readonly<Record<string, string>>;
}
function start(command: readonly string[], { flags = [], env = {} }: Surroundings = {}) {
  const places = ['--config', join(house.folder, 'config'), '--snapshots', join(house.folder, 'snapshots')];
  const args = [...flags, '--require', join(house.folder, 'tell.cjs'), join(dist, 'main.js'), ...command, ...places];
  const program = spawn(process.execPath, args, { env: { XDG_CACHE_HOME: house.folder, ...env } });
  const said = { stdout: '', stderr: '' };
  program.stdout.on('data', (data: Buffer) => (said.stdout += data.toString()));
  program.stderr.on('data', (data: Buffer) => (said.stderr += data.toString()));
  return { program, said, ended: once(program, 'close') };
}

async function crawl(surroundings: Surroundings = {}) {
  const { said, ended } = start(['crawl', '--json'], surroundings);
  expect(await ended).toEqual([0, null]);
  const { sources }: { sources: { outcome: string }[] } = JSON.parse(said.stdout);
  const taken = /^TAKEN (.*)$/m.exec(said.stderr)?.[1] ?? '';
  return { outcome: sources[0]?.outcome, parts: readBy(said.stderr), taken: taken.split(' ') };
}

/** Names of the files in dist/ that the program says it read. */
function readBy(stderr: string): string[] {
  const read = /^READ (.*)$/m.exec(stderr)?.[1]?.split(' ') ?? [];
  return read.flatMap((file) => (file.startsWith(`${dist}/`) ? [file.slice(dist.length + 1)] : [])).sort();
}

const QUIET = ['cli.cjs', 'main.js', expect.stringMatching(/^shared-\w+\.cjs$/)];
const CODED = [QUIET[0], QUIET[2]];
const ALSO_AT_FIRST = ['cron.cjs', 'html.cjs', 'rest.cjs', 'yaml.cjs'];

test.each([
  ['a 304', true],
  ['the bytes of before', false],
])('a crawl that finds %s reads what it needs, and no more of the program', async (_, isTold) => {
  hasEtag = isTold;
  const first = await crawl();
  expect(first.parts).toEqual(expect.arrayContaining(ALSO_AT_FIRST));
  expect(first.taken).toEqual(expect.arrayContaining([...CODED, ...ALSO_AT_FIRST]));
  await crawl();
  expect(await crawl()).toEqual({ outcome: 'unchanged', parts: QUIET, taken: CODED });
});

test('code that was made under other flags, or is cut, or is not there costs time alone', async () => {
  const first = await crawl({ flags: ['--heap-growing-percent=50'] });
  expect(first).toMatchObject({ outcome: 'baseline', taken: [''] });
  const codes = (await readdir(dist)).filter((name) => name.endsWith('.code'));
  for (const name of codes) await truncate(join(dist, name), 40_000);
  expect(await crawl()).toMatchObject({ outcome: 'unchanged', taken: [''] });
  for (const name of codes) await rm(join(dist, name));
  expect(await crawl()).toEqual({ outcome: 'unchanged', parts: QUIET, taken: [''] });
});

test.each(['cli', 'shared', 'rest', 'reader'])(
  '%s reaches what it imports without a copy of its names',
  async (part) => {
    const name = (await readdir(DIST)).find((file) => file.startsWith(part) && file.endsWith('.cjs'));
    const text = await readFile(join(DIST, name ?? ''), 'latin1');
    expect(text).toMatch(/Object\.create\((\w+),\{default:\{value:\1\}\}\)/);
    expect(text).not.toMatch(/"default",\{value:\w+,enumerable:!0\}|\(\{\},"__esModule"/);
  },
);

test('where a proxy is set the page comes through it, by a tunnel if it is asked for over https', async () => {
  await house.close();
  const site = await startHttpServer((_, response) => response.end('<ul><li><a href="/ash">Ash</a></li></ul>'), {
    tls: { key: KEY, cert: LOCAL },
  });
  onTestFinished(() => site.close());
  const proxy = await startProxy(site.port);
  house = await openHouse('https://localhost/list', { source: 'fetch: { caFile: ca.pem }' });
  await writeFile(join(house.folder, 'config/ca.pem'), LOCAL);
  await writeFile(join(house.folder, 'tell.cjs'), TELL);
  const { outcome, parts } = await crawl({ env: { HTTPS_PROXY: proxy.url } });
  expect(outcome).toBe('baseline');
  expect(parts).toContain('proxy.cjs');
  expect(proxy.asked).toEqual(['CONNECT localhost:443']);
});

test('a program that runs on has read all it may need, whatever is installed over it meanwhile', async () => {
  await crawl();
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
