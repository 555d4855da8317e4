import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isRunOfMany } from '../../src/cli/keep-memory-small.ts';

/** A configuration folder of so many sources. */
function configOf(sources: number): string {
  const config = mkdtempSync(join(tmpdir(), 'pubwatch-memory-'));
  mkdirSync(join(config, 'sources'));
  for (let number = 0; number < sources; number++) writeFileSync(join(config, 'sources', `s${number}.yaml`), '');
  return config;
}
const many = configOf(200);

test.each([
  ['crawl', '--config', many],
  ['--config', many, '--json', 'crawl', 'alpha'],
  [`--config=${many}`, 'watch'],
  ['work', `--config=${many}`],
])('a run of many sources keeps its memory small: %s %s', (...argv) => {
  expect(isRunOfMany(argv)).toBe(true);
});

test.each([
  ['of few sources', ['crawl', '--config', configOf(199)]],
  ['without a configuration', ['crawl', '--config', join(many, 'none')]],
  ['where no folder is named', ['crawl', '--config']],
  ['that only looks', ['status', '--config', many]],
])('a run %s is left as it is', (_, argv) => {
  expect(isRunOfMany(argv)).toBe(false);
});

const SMALL = new URL('../../src/cli/keep-memory-small.ts', import.meta.url).href;
// Makes much that lives for a moment, turn by turn, and tells the size that the space for it grew to, in MB.
const grow = (before: string) => `
import { getHeapSpaceStatistics } from 'node:v8';
${before}
let kept = [];
for (let turn = 0; turn < 200; turn++) {
  for (let at = 0; at < 20_000; at++) kept.push({ at, text: [at] });
  if (kept.length > 300_000) kept = [];
  await new Promise((done) => setTimeout(done, 1));
}
console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size / 2 ** 20);`;

async function youngMb(before: string): Promise<number> {
  const program = spawn(process.execPath, ['--input-type=module', '--eval', grow(before)], { env: {} });
  let said = '';
  program.stdout.on('data', (data: Buffer) => {
    said += data.toString();
  });
  await once(program, 'close');
  return Number(said);
}

test('the space for what is short-lived stops growing where it is told to, as the program runs', async () => {
  expect(await youngMb('')).toBeGreaterThan(32);
  const small = await youngMb(`import { keepYoungSpaceSmall } from '${SMALL}'; await keepYoungSpaceSmall();`);
  expect(small).toBeGreaterThanOrEqual(16);
  expect(small).toBeLessThanOrEqual(32); // it is looked at now and then
});
