import { spawnSync } from 'node:child_process';
import { env } from 'node:process';
import { test } from 'vitest';

/** A test that calls a program: where a user's machine lacks it the test is skipped and says why, with CI=true it fails. */
export function testNeeding(program: string, name: string, body: () => Promise<void> | void): void {
  const isThere = spawnSync(program, ['--version']).error === undefined;
  if (isThere || env['CI'] === 'true') test(name, body);
  else test.skip(`${name} (skipped: needs ${program})`, body);
}
