import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
// Says at each start of the program, not of its threads, which process it is, and with which flags it was started.
const TELL = `import { writeSync } from 'node:fs'; import { isMainThread } from 'node:worker_threads';
if (isMainThread) writeSync(2, \`START \${process.pid} \${process.execArgv}\\n\`);`;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-memory-'));
  await writeFile(join(folder, 'tell.mjs'), TELL);
  for (const [name, count] of [
    ['few', 20],
    ['many', 200],
  ] as const) {
    const sources = join(folder, name, 'sources');
    await mkdir(sources, { recursive: true });
    await writeFile(join(folder, name, 'pubwatch.yaml'), 'contact: https://example.org/bot\n');
    for (let at = 0; at < count; at++) await writeFile(join(sources, `s${at}.yaml`), 'ur: https://example.org/\n');
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A crawl of sources that are all written wrongly: it ends before anything is asked. */
async function crawl(config: string, nodeOptions = '') {
  const args = ['--disable-warning=ExperimentalWarning', MAIN, 'crawl', '--config', config];
  const env = { NODE_OPTIONS: `--import ${join(folder, 'tell.mjs')} ${nodeOptions}` };
  const program = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  program.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const [code] = await once(program, 'close');
  const starts = [...stderr.matchAll(/^START (\d+) (.*)$/gm)].map(([, pid, flags = '']) => ({
    pid: Number(pid),
    flags,
  }));
  return { code, starts, faults: /^(\d+) faults/m.exec(stderr)?.[1], pid: program.pid };
}

test('a run of few sources starts once', async () => {
  const { starts, faults } = await crawl('few');
  expect(starts).toHaveLength(1);
  expect(faults).toBe('60');
});
test('a run of many begins anew in its own process, with flags that keep its memory small, and tells what it tells once', async () => {
  const { code, starts, faults, pid } = await crawl('many');
  expect(starts.map((start) => start.pid)).toEqual([pid, pid]);
  expect(starts[0]?.flags).not.toContain('semi-space');
  expect(starts[1]?.flags).toContain('--max-semi-space-size=');
  expect(starts[1]?.flags).toContain('--disable-warning=ExperimentalWarning');
  expect(code).toBe(78);
  expect(faults).toBe('600');
});
test('whoever chose such a flag is left with it', async () => {
  const { starts } = await crawl('many', '--max-semi-space-size=32');
  expect(starts).toHaveLength(1);
});
