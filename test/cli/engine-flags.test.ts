import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const urlOf = (file: string): string => JSON.stringify(new URL(`../../src/cli/${file}`, import.meta.url).href);
// Flags are the whole process's: one of its own.
const PROGRAM = `
import * as v8 from 'node:v8';
import { Script } from 'node:vm';
import { setFlag, underOwnFlags } from ${urlOf('engine-flags.ts')};
import { GROWN, OF_THREADS } from ${urlOf('keep-memory-small.ts')};
import { OLD_SPACE } from ${urlOf('load-program.ts')};
let number = 10;
const nextText = () => \`(() => \${number++})\`; // of one it compiled before, V8 asks for no code; of others it compares the length
const code = new Script(nextText()).createCachedData();
const isTaken = () => !new Script(nextText(), { cachedData: code }).cachedDataRejected;
for (const flag of [GROWN, OF_THREADS, OLD_SPACE]) {
  setFlag(v8, flag);
  console.log(isTaken(), underOwnFlags(isTaken), isTaken());
}`;

test('code that was kept before a flag was set is taken under the own flags of the engine, and only there', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    env: {},
    encoding: 'utf8',
  });
  expect(said.trim().split('\n')).toEqual(Array.from({ length: 3 }, () => 'false true false'));
});
