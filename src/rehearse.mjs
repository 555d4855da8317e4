import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Has the program that was built into dist/ crawl two lists on this machine until nothing is new, and keep the code V8 made of what ran
 * the last time, then of what a first crawl needs besides: see cli/load-program.ts. One list says 304, the other sends the bytes of before.
 */
export async function rehearse(root) {
  const site = createServer(answer).listen(0, '127.0.0.1');
  await once(site, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-build-'));
  try {
    writeHouse(folder, site.address().port);
    for (let time = 0; time < 2; time++)
      await run(folder, join(root, 'dist/main.js'), 'crawl', '--quiet', ...places(folder));
    for (const kind of ['quiet', 'first']) await run(folder, join(root, 'src/keep-code.mjs'), folder, kind);
  } finally {
    site.close();
    rmSync(folder, { recursive: true });
  }
}

/** Where the configuration of a folder is, and its state. */
export function places(folder, state = folder) {
  return ['--config', join(folder, 'config'), '--snapshots', join(state, 'snapshots')];
}

const PAGE = gzipSync('<ul><li><a href="/ash">Ash</a></li></ul>');

function answer({ url, headers }, response) {
  if (!url.startsWith('/list')) return response.writeHead(404).end();
  const isKnown = headers['if-none-match'] === '"1"';
  const about = { 'content-type': 'text/html', 'content-encoding': 'gzip' };
  response.writeHead(isKnown ? 304 : 200, url === '/list-0' ? { ...about, etag: '"1"' } : about);
  response.end(isKnown ? undefined : PAGE);
}

function writeHouse(folder, port) {
  mkdirSync(join(folder, 'config/sources'), { recursive: true });
  const access = 'fetch: { hostDelay: 0s, allowPrivateAddresses: true }';
  writeFileSync(join(folder, 'config/pubwatch.yaml'), `contact: build@pubwatch.example\n${access}\n`);
  const recipe = 'recipe: { item: li, fields: { title: a, url: { select: a, attr: href } } }';
  for (const name of ['list-0', 'list-1'])
    writeFileSync(join(folder, `config/sources/${name}.yaml`), `url: http://127.0.0.1:${port}/${name}\n${recipe}\n`);
}

/** Nothing of who builds is in the environment: no database, no proxy, no flags of Node. */
async function run(folder, ...command) {
  const options = { env: { XDG_CACHE_HOME: folder }, stdio: ['ignore', 'ignore', 'inherit'] };
  const [code] = await once(spawn(process.execPath, command, options), 'close');
  if (code !== 0) throw new Error(`building: node ${command.join(' ')} ended with ${code}`);
}
