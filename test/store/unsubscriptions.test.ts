import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createFileUnsubscriptions } from '../../src/store/unsubscriptions.ts';

const AT = new Date('2026-03-01T06:17:00Z');
const ONE = { subscriberId: 'reader@example.org', list: 'harbour' };

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-left-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('nobody left a new installation', async () => {
  expect(await createFileUnsubscriptions(await makeFolder()).all()).toEqual([]);
});

test('who left is there for the next process, once however often the button is pressed', async () => {
  const folder = await makeFolder();
  const two = { ...ONE, list: 'digest' };
  for (const one of [ONE, two, ONE]) await createFileUnsubscriptions(folder).add(one, AT);
  expect(await createFileUnsubscriptions(folder).all()).toEqual([ONE, two]);
});

test('a damaged line costs itself alone, and is not glued to the next one', async () => {
  const folder = await makeFolder();
  const file = join(folder, 'unsubscribed.jsonl');
  await writeFile(file, 'null\n7\n{"subscriberId":"reader@exa');
  await createFileUnsubscriptions(folder).add(ONE, AT);
  expect(await createFileUnsubscriptions(folder).all()).toEqual([ONE]);
  expect(await readFile(file, 'utf8')).toContain('"at":"2026-03-01T06:17:00.000Z"');
});

test('a line that is taken out lets the reader in again', async () => {
  const folder = await makeFolder();
  await appendFile(join(folder, 'unsubscribed.jsonl'), '\n');
  expect(await createFileUnsubscriptions(folder).all()).toEqual([]);
});

test('where nothing can be written, the fault says so', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(createFileUnsubscriptions(join(folder, 'file')).add(ONE, AT)).rejects.toMatchObject({
    code: 'STATE_DAMAGED',
  });
});
