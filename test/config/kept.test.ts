import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConfigMemory, loadKeptConfig } from '../../src/config/kept.ts';
import { loadConfig } from '../../src/config/load.ts';

const SETTINGS = 'contact: desk@example.org\n';
const SOURCE = 'url: https://library.example/list\nrecipe: { format: feed }\n';
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-kept-'));
  await mkdir(join(folder, 'sources'));
  await writeFile(join(folder, 'pubwatch.yaml'), SETTINGS);
  await writeFile(join(folder, 'sources', 'one.yaml'), SOURCE);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A memory in memory that counts how often it was of use. */
function createMemory(): ConfigMemory & { text: string | null; writes: number } {
  const memory: ConfigMemory & { text: string | null; writes: number } = {
    text: null,
    writes: 0,
    read: async () => memory.text,
    write: async (text: string) => {
      memory.text = text;
      memory.writes += 1;
    },
  };
  return memory;
}

const load = (memory: ConfigMemory, env: Record<string, string> = {}, version = '1') =>
  loadKeptConfig(folder, env, { contact: 'required', version, memory });

test('files that did not change are read once, and give the same configuration', async () => {
  const memory = createMemory();
  const first = await load(memory);
  expect(await load(memory)).toEqual(first);
  expect(first).toEqual(await loadConfig(folder, {}));
  expect(memory.writes).toBe(1);
});

test.each<[string, () => Promise<void>]>([
  ['a changed file', () => writeFile(join(folder, 'sources', 'one.yaml'), `${SOURCE}title: New\n`)],
  ['a further source', () => writeFile(join(folder, 'sources', 'two.yaml'), SOURCE)],
  ['a source that is gone', () => rm(join(folder, 'sources', 'one.yaml'))],
  ['other settings', () => writeFile(join(folder, 'pubwatch.yaml'), `${SETTINGS}timezone: Europe/Berlin\n`)],
])('%s is read anew', async (_, change) => {
  const memory = createMemory();
  await load(memory);
  await change();
  expect(await load(memory)).toEqual(await loadConfig(folder, {}));
  expect(memory.writes).toBe(2);
});

test('what is written while it is being read is read the next time', async () => {
  const memory = createMemory();
  const title = async () => (await load(memory)).sources[0]?.title;
  const look = memory.read;
  memory.read = async () => {
    await writeFile(join(folder, 'sources', 'one.yaml'), `${SOURCE}title: New\n`);
    return look();
  };
  expect(await title()).toBe('one');
  expect(await title()).toBe('New');
});

test('another version of the program reads anew', async () => {
  const memory = createMemory();
  await load(memory);
  await load(memory, {}, '2');
  expect(memory.writes).toBe(2);
});

test('a fault is told every time', async () => {
  const memory = createMemory();
  await writeFile(join(folder, 'pubwatch.yaml'), 'contact: ""\n');
  await expect(load(memory)).rejects.toThrow(/contact/);
  await expect(load(memory)).rejects.toThrow(/contact/);
  expect(memory.text).toBeNull();
});

test('a memory that was written over is not believed', async () => {
  const memory = createMemory();
  const first = await load(memory);
  memory.text = memory.text?.replace('desk@example.org', 'evil@example.org') ?? null;
  expect(await load(memory)).toEqual(first);
  memory.text = 'garbage';
  expect(await load(memory)).toEqual(first);
});

test.each([
  ['a secret of the environment', 'fetch: { headers: { X-Key: "${TOKEN}" } }\n'],
  ['the key of a file', 'mail: { dkim: { domain: example.org, selector: s1, keyFile: key.pem } }\n'],
])('what rests on %s is not kept', async (_, lines) => {
  const memory = createMemory();
  await writeFile(join(folder, 'key.pem'), 'THE KEY');
  await writeFile(join(folder, 'pubwatch.yaml'), SETTINGS + lines);
  await load(memory, { TOKEN: 'hush' });
  expect(memory.text).toBeNull();
});
