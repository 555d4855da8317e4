import { spawnSync } from 'node:child_process';
import { env } from 'node:process';
import { test } from 'vitest';

// Where Debian keeps programs that stand in no PATH.
const SEARCH = 'command -v "$0" || ls /usr/lib/postgresql/*/bin/"$0"';

/** A test that calls a program of the system. On a machine without it the name says so; with CI=true it runs, and fails. */
export function testWith(program: string, name: string, run: () => void | Promise<void>, timeoutMs?: number): void {
  const isThere = spawnSync('sh', ['-c', SEARCH, program]).status === 0;
  // biome-ignore lint/style/noProcessEnv: whether a missing program is a fault is for the machine to say
  if (isThere || env['CI'] === 'true') test(name, run, timeoutMs);
  else test.skip(`${name} (skipped: needs ${program})`, run);
}
