import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { decodeCommit, encodeCommit } from '../../src/store/codec.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFileOutbox } from '../../src/store/outbox.ts';
import { createMemoryDisk, type MemoryDisk } from './memory-disk.ts';
import { checkOf, commitOf, messageOf } from './samples.ts';

const storeOn = (disk: MemoryDisk) =>
  createFileStore('/nowhere', { clock: createSystemClock(), archive: createArchive(), version: '0.0.0', disk });
const findingsOn = async (disk: MemoryDisk) => (await storeOn(disk).verify(null)).findings;

const at = '2026-02-03T04:05:06.000Z';
const runOf = (sourceId: string) => ({
  startedAt: at,
  finishedAt: at,
  checks: [{ sourceId, outcome: 'changed' as const, incident: null, requests: [] }],
});

async function soundDisk(): Promise<MemoryDisk> {
  const disk = createMemoryDisk();
  const store = storeOn(disk);
  for (const sequence of [1, 2, 3]) {
    await store.commit(commitOf(sequence), checkOf(sequence));
    await store.runLog.append(runOf('alpha'));
  }
  await store.commit(commitOf(1, 'beta'), checkOf(1));
  await store.runLog.append(runOf('beta'));
  for (const id of ['m1', 'm2', 'm3', 'm4']) await store.outbox.add(messageOf(id), Buffer.from(`bytes of ${id}`));
  await store.outbox.update({ ...messageOf('m1'), state: 'sent' });
  await store.outbox.update({ ...messageOf('m2'), state: 'sent' });
  await store.outbox.update({ ...messageOf('m3'), state: 'failed' });
  await store.outbox.settle('alpha', 3);
  await store.hosts.write('https://library.example', { notBefore: null, robots: null, pulse: null });
  return disk;
}

test('one flipped bit in any file is found, and the file is named', async () => {
  const disk = await soundDisk();
  const names = [...disk.files().keys()];
  expect(await findingsOn(disk)).toEqual([]);
  expect(names).toHaveLength(3 * 2 + 2 + 4 + 7 + 2);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.double({ min: 0, max: 0.999999, noNaN: true }),
      async (name, share) => {
        const sound = disk.files().get(name) ?? new Uint8Array();
        const bit = Math.floor(share * sound.length * 8);
        const flipped = Uint8Array.from(sound);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        disk.put(name, flipped);
        const found = await findingsOn(disk);
        disk.put(name, sound);
        expect(found.map((finding) => finding.file)).toContain(name);
      },
    ),
    { numRuns: 300 },
  );
});

test.each(['alpha/current.json', 'alpha/000001.json', 'alpha/000003.json', 'alpha/000002.warc.gz', 'outbox/m3.eml'])(
  '%s removed is missed',
  async (name) => {
    const disk = await soundDisk();
    await disk.remove(name);
    expect(await findingsOn(disk)).toContainEqual(expect.objectContaining({ file: name, problem: 'missing' }));
  },
);

test.each(['alpha/notes.txt', 'alpha/000009.json', 'alpha/000001.bak', 'outbox/readme'])(
  '%s, which is not ours, is named',
  async (name) => {
    const disk = await soundDisk();
    disk.put(name, Buffer.from('x'));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: name, problem: 'unknown' })]);
  },
);

describe('history rewritten by somebody who knows the format', () => {
  test('a changes file with its own hash made right again does not fit its successor', async () => {
    const disk = await soundDisk();
    const name = 'alpha/000002.json';
    const commit = decodeCommit(name, disk.files().get(name) ?? new Uint8Array());
    const changeset = commit.changeset === null ? null : { ...commit.changeset, changes: [] };
    disk.put(name, encodeCommit({ ...commit, changeset }));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: name, problem: 'altered' })]);
  });
  test('the newest one does not fit current.json', async () => {
    const disk = await soundDisk();
    const name = 'alpha/000003.json';
    const commit = decodeCommit(name, disk.files().get(name) ?? new Uint8Array());
    disk.put(name, encodeCommit({ ...commit, changeset: null }));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: name, problem: 'altered' })]);
  });
});

test('behind a damaged current.json the rest is still checked', async () => {
  const disk = await soundDisk();
  disk.put('alpha/current.json', Buffer.from('{'));
  disk.put('alpha/000001.warc.gz', Buffer.from('x'));
  expect((await findingsOn(disk)).map((finding) => finding.file)).toEqual([
    'alpha/current.json',
    'alpha/000001.warc.gz',
  ]);
});

test('one source is verified alone', async () => {
  const disk = await soundDisk();
  disk.put('beta/000001.warc.gz', Buffer.from('x'));
  disk.put('outbox/m4.eml', Buffer.from('x'));
  expect((await storeOn(disk).verify('alpha')).findings).toEqual([]);
  expect((await storeOn(disk).verify('beta')).findings).toHaveLength(1);
});

test('a waiting message that is damaged is set aside, and what it told is owed again', async () => {
  const disk = await soundDisk();
  disk.put('outbox/m4.json', Buffer.from('{"sha256": "'));
  const { outbox } = storeOn(disk);
  const held = createFileOutbox(disk);
  held.hold();
  expect((await held.pending()).map((message) => message.id)).toEqual([]);
  expect(await held.settledUpTo('alpha')).toBe(0);
  await held.add(messageOf('m4'), Buffer.from('made again'));
  expect((await outbox.pending()).map((message) => message.id)).toEqual(['m4']);
  expect(await findingsOn(disk)).toEqual([
    expect.objectContaining({ file: 'outbox/m4.json.damaged', problem: 'damaged' }),
  ]);
});
