import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDisk } from '../../src/store/disk.ts';
import { takeLock } from '../../src/store/lock.ts';

const LOCK = new URL('../../src/store/lock.ts', import.meta.url).href;
const DISK = new URL('../../src/store/disk.ts', import.meta.url).href;
const HOLDER = `
  const { takeLock } = await import(${JSON.stringify(LOCK)});
  const { createDisk } = await import(${JSON.stringify(DISK)});
  const folder = process.argv[1];
  await takeLock(folder, createDisk(folder));
  console.log('held');
  setInterval(() => {}, 1000);
`;

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-lock-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
const take = (folder: string) => takeLock(folder, createDisk(folder));

test('a lock held by another process is refused at once, and is free when that process is killed', async () => {
  const folder = await newFolder();
  const holder = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', HOLDER, folder],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void holder.kill('SIGKILL'));
  let complaints = '';
  holder.stderr.on('data', (data: Buffer) => {
    complaints += data.toString();
  });
  await once(holder.stdout, 'data');
  await expect(take(folder)).rejects.toMatchObject({ code: 'STATE_LOCKED', message: expect.stringContaining(folder) });
  holder.kill('SIGKILL');
  await once(holder, 'close');
  (await take(folder))();
  expect(complaints).toBe(''); // what goes to stderr becomes cron's mail
});

test('the lock is taken and released again and again, in a folder that is made for it', async () => {
  const folder = join(await newFolder(), 'deep', 'down');
  for (let round = 0; round < 3; round++) {
    const release = await take(folder);
    await expect(take(folder)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
    expect(await readdir(folder)).toEqual(['.lock']); // no journal beside it, which a kill would leave
    release();
  }
});

test('a file of somebody else in the place of the lock is told, not overwritten', async () => {
  const folder = await newFolder();
  await writeFile(join(folder, '.lock'), 'x'.repeat(4096));
  await expect(take(folder)).rejects.toMatchObject({
    code: 'STATE_WRITE',
    message: expect.stringContaining('remove it'),
  });
});
