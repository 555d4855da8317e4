import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallMemoryOf } from '../../src/cli/keep-memory-small.ts';

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
])('a run of many sources begins anew: %s %s', (...argv) => {
  expect(smallMemoryOf(argv)?.anew).toMatchObject({ environment: { MALLOC_ARENA_MAX: '1' } });
});

test.each([
  ['of few sources', ['crawl', '--config', configOf(199)]],
  ['without a configuration', ['crawl', '--config', join(many, 'none')]],
  ['where no folder is named', ['crawl', '--config']],
  ['that only looks', ['status', '--config', many]],
])('a run %s begins as it is', (_, argv) => {
  expect(smallMemoryOf(argv)).toBeNull();
});
