import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { NEVER_CHECKED } from '../../src/model/check-state.ts';
import type { Store } from '../../src/model/ports.ts';
import { FORMAT } from '../../src/store/codec-envelope.ts';
import { createDisk, type Disk } from '../../src/store/disk.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFileUnsubscriptions } from '../../src/store/unsubscriptions.ts';
import { describeStore } from './contract.ts';
import { createMemoryDisk } from './memory-disk.ts';
import { changesetOf, checkOf, commitOf, messageOf, snapshotOf } from './samples.ts';

const options = { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' };

describeStore('files', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'pubwatch-store-')), 'snapshots');
  return {
    open: async () => createFileStore(folder, options),
    unsubscriptions: async () => createFileUnsubscriptions(folder),
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

const storeOn = (disk: Disk): Store => createFileStore('/nowhere', { ...options, disk });
const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

describe('the files', () => {
  test('current.json holds one item a line, so that a difference in git is a report', async () => {
    const disk = createMemoryDisk();
    await storeOn(disk).commit(commitOf(1), checkOf(1));
    const lines = textOf(disk.files().get('alpha/current.json')).split('\n');
    expect(lines.filter((line) => line.includes('"title":')).map((line) => line.match(/Circular \d/)?.[0])).toEqual([
      'Circular 0',
      'Circular 1',
      'Circular 2',
    ]);
    expect(JSON.parse(lines.join('\n'))).toMatchObject({ format: FORMAT, sequence: 1, takenAt: snapshotOf(1).takenAt });
  });
  test('the order in which fields were built does not show', async () => {
    const [one, other] = [createMemoryDisk(), createMemoryDisk()];
    const commit = commitOf(1);
    const turned = commit.snapshot.items.map(({ missing, firstSeen, item: { extra, ...item } }) => ({
      missing,
      firstSeen,
      item: { extra: { zone: 'z', ...extra }, ...item },
    }));
    const straight = commit.snapshot.items.map(({ item, ...rest }) => ({
      item: { ...item, extra: { ...item.extra, zone: 'z' } },
      ...rest,
    }));
    await storeOn(one).commit({ ...commit, snapshot: { ...commit.snapshot, items: turned } }, checkOf(1));
    await storeOn(other).commit({ ...commit, snapshot: { ...commit.snapshot, items: straight } }, checkOf(1));
    expect(textOf(one.files().get('alpha/current.json'))).toBe(textOf(other.files().get('alpha/current.json')));
  });
  test('a sent message shrinks to a line', async () => {
    const disk = createMemoryDisk();
    const { outbox } = storeOn(disk);
    await outbox.add(messageOf('m1'), Buffer.from('x'));
    await outbox.update({ ...messageOf('m1'), state: 'sent' });
    expect([...disk.files().keys()].sort()).toEqual(['outbox/done.jsonl']);
    expect(textOf(disk.files().get('outbox/done.jsonl')).trimEnd().split('\n')).toHaveLength(1);
  });
  test.each(['outbox', 'hosts', 'mail', '..', '.git', 'a/b', ''])('a source cannot be called %j', async (id) => {
    await expect(storeOn(createMemoryDisk()).writeCheck(id, NEVER_CHECKED)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    });
  });
  test('folders of others below the snapshots are no sources', async () => {
    const disk = createMemoryDisk();
    for (const folder of ['mail', 'hosts', 'outbox', '.git', 'alpha']) await disk.makeFolder(folder);
    expect(await storeOn(disk).sourceIds()).toEqual(['alpha']);
  });
  test('a commit costs five calls that sync, a check none', async () => {
    const disk = createMemoryDisk();
    let syncs = 0;
    const count =
      <Args extends unknown[], Result>(call: (...args: Args) => Result, costOf = (..._: Args) => 1) =>
      (...args: Args) => {
        syncs += costOf(...args);
        return call(...args);
      };
    const store = storeOn({
      ...disk,
      writeSynced: count(disk.writeSynced),
      writeAllSynced: count(disk.writeAllSynced, (files, folders) => files.length + folders.length),
      syncFolder: count(disk.syncFolder),
    });
    await store.commit(commitOf(1), checkOf(1));
    expect(syncs).toBe(5); // three files, their folder, the one around it
    syncs = 0;
    await store.commit(commitOf(2), checkOf(2));
    expect(syncs).toBe(5); // three files, their folder, and once more when current.json is in place
    await store.writeCheck('alpha', checkOf(3));
    expect(syncs).toBe(5);
  });
});

test('a run does not read again what it committed without changes', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'pubwatch-store-')), 'snapshots');
  onTestFinished(() => rm(join(folder, '..'), { recursive: true, force: true }));
  const disk = createDisk(folder);
  const read: string[] = [];
  const store = createFileStore(folder, {
    ...options,
    disk: {
      ...disk,
      read: (name) => {
        read.push(name);
        return disk.read(name);
      },
    },
  });
  const lock = await store.lock();
  await store.commit(commitOf(1), checkOf(1));
  expect(await store.changesets('alpha', 0)).toEqual([]);
  expect(read.filter((name) => name.startsWith('alpha/changes'))).toEqual([]);
  expect(await store.outbox.settledUpTo('alpha')).toBe(1);
  await lock.release();
});

test('of a commit that was made, and reported as failed, the changes are told by the same run', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'pubwatch-store-')), 'snapshots');
  onTestFinished(() => rm(join(folder, '..'), { recursive: true, force: true }));
  const disk = createDisk(folder);
  let isFull = false;
  const syncFolder = async (name: string): Promise<void> => {
    if (isFull) throw new Error('no space left');
    await disk.syncFolder(name);
  };
  const store = createFileStore(folder, { ...options, disk: { ...disk, syncFolder } });
  const lock = await store.lock();
  await store.commit(commitOf(1), checkOf(1));
  isFull = true; // once current.json is in place
  await expect(store.commit(commitOf(2), checkOf(2))).rejects.toThrow('no space left');
  isFull = false;
  expect((await store.read('alpha')).snapshot).toEqual(snapshotOf(2));
  expect(await store.changesets('alpha', 1)).toEqual([changesetOf(2)]);
  await lock.release();
});

const halved = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, Math.floor(bytes.length / 2));
const zeroed = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(bytes).fill(0, bytes.length / 3, bytes.length / 3 + 50);
const DAMAGES = [
  ['cut in half', halved],
  ['emptied', () => new Uint8Array()],
  ['with zeros in the middle', zeroed],
  ['edited by hand', (bytes: Uint8Array) => Buffer.from(textOf(bytes).replace('Circular', 'Circulat'))],
] as const;

describe('damage', () => {
  const soundDisk = async () => {
    const disk = createMemoryDisk();
    const store = storeOn(disk);
    for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
    await store.commit(commitOf(1, 'beta'), checkOf(1));
    return disk;
  };
  const damage = (disk: ReturnType<typeof createMemoryDisk>, name: string, change: (bytes: Uint8Array) => Uint8Array) =>
    disk.put(name, change(disk.files().get(name) ?? new Uint8Array()));

  test.each(DAMAGES)('a snapshot %s is refused by name, and the other source is read', async (_, change) => {
    const disk = await soundDisk();
    damage(disk, 'alpha/current.json', change);
    await expect(storeOn(disk).read('alpha')).rejects.toMatchObject({
      code: 'STATE_DAMAGED',
      detail: { file: 'alpha/current.json' },
    });
    expect((await storeOn(disk).read('beta')).snapshot).toEqual(snapshotOf(1, 'beta'));
  });
  test.each(DAMAGES)('a changes file %s is refused by name', async (_, change) => {
    const disk = await soundDisk();
    damage(disk, 'alpha/000002.json', change);
    await expect(storeOn(disk).changesets('alpha', 1)).rejects.toMatchObject({
      code: 'STATE_DAMAGED',
      detail: { file: 'alpha/000002.json' },
    });
  });
  test.each(DAMAGES.slice(0, 3))('a check %s is as if there had been none, and said', async (_, change) => {
    const disk = await soundDisk();
    damage(disk, 'alpha/check.json', change);
    const warnings: string[] = [];
    const log = { warn: (event: string) => warnings.push(event) };
    const { snapshot, check } = await createFileStore('/nowhere', { ...options, disk, log }).read('alpha');
    expect([snapshot?.sequence, check, warnings.length]).toEqual([2, NEVER_CHECKED, 1]);
  });
  test('a state of a newer pubwatch is refused as such', async () => {
    const disk = await soundDisk();
    damage(disk, 'alpha/current.json', (bytes) =>
      Buffer.from(textOf(bytes).replace(`"format": ${FORMAT}`, `"format": ${FORMAT + 1}`)),
    );
    await expect(storeOn(disk).read('alpha')).rejects.toMatchObject({ code: 'STATE_NEWER' });
    expect((await storeOn(disk).verify('alpha')).findings).toMatchObject([
      { file: 'alpha/current.json', problem: 'newer' },
    ]);
  });
  test('a lost current.json is no first look: nothing of its history is overwritten', async () => {
    const disk = await soundDisk();
    await disk.remove('alpha/current.json');
    await expect(storeOn(disk).read('alpha')).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    await expect(storeOn(disk).commit(commitOf(1), checkOf(1))).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });
  test('state of another source, copied here, is refused', async () => {
    const disk = await soundDisk();
    disk.put('alpha/current.json', disk.files().get('beta/current.json') ?? new Uint8Array());
    await expect(storeOn(disk).read('alpha')).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });
  test('damaged hints and hosts are nothing known', async () => {
    const disk = await soundDisk();
    const store = storeOn(disk);
    await store.outbox.settle('alpha', 2);
    await store.hosts.write('https://library.example', { notBefore: 'x', robots: null, pulse: null });
    for (const name of disk.files().keys()) if (/settled|hosts/.test(name)) damage(disk, name, halved);
    expect(await store.outbox.settledUpTo('alpha')).toBe(0);
    expect(await store.hosts.read('https://library.example')).toBeNull();
  });
});

describe('the real disk', () => {
  test('what cannot be written is told with file and reason', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pubwatch-store-'));
    const store = createFileStore(join(folder, 'file-in-the-way'), options);
    const { writeFile } = await import('node:fs/promises');
    await writeFile(join(folder, 'file-in-the-way'), '');
    const failure = { code: 'STATE_WRITE', message: expect.stringMatching(/file-in-the-way.*(ENOTDIR|EEXIST)/) };
    await expect(store.lock()).rejects.toMatchObject(failure);
    await expect(store.writeCheck('alpha', NEVER_CHECKED)).rejects.toMatchObject(failure);
    await rm(folder, { recursive: true });
  });
  test('half a line that a crash left is overwritten by the next', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pubwatch-store-'));
    const { appendFile } = await import('node:fs/promises');
    const finish = async (id: string) => {
      const { outbox } = createFileStore(folder, options);
      await outbox.add(messageOf(id), Buffer.from('x'));
      await outbox.update({ ...messageOf(id), state: 'sent' });
    };
    await finish('m1');
    await appendFile(join(folder, 'outbox/done.jsonl'), '{"sha256":"00');
    await finish('m2');
    const lines = (await readFile(join(folder, 'outbox/done.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).message.id)).toEqual(['m1', 'm2']);
    await rm(folder, { recursive: true });
  });
});
