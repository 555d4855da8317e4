import { execFile } from 'node:child_process';
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const DISK = new URL('../../src/store/disk.ts', import.meta.url).href;
const FROM_A_FOLDER_THAT_GOES = `
  import { rmdirSync } from 'node:fs';
  const { createDisk } = await import(${JSON.stringify(DISK)});
  const disk = createDisk('snapshots');
  rmdirSync(process.cwd());
  await disk.makeFolder('hosts/deep').then(console.log, (error) => console.log(error.code));
`;

test('a run whose working directory is removed goes on or fails, and does not look for it for ever', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'pubwatch-gone-')));
  const run = promisify(execFile)(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', FROM_A_FOLDER_THAT_GOES],
    { cwd: folder, timeout: 20_000 },
  );
  expect((await run).stdout.trim()).toBe('made');
});
