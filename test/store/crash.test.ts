import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import type { Store } from '../../src/model/ports.ts';
import type { Disk } from '../../src/store/disk.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFaultyDisk, createMemoryDisk, type Fault, type MemoryDisk, MOODS } from './memory-disk.ts';
import { changesetOf, checkOf, commitOf, messageOf, snapshotOf } from './samples.ts';

const options = { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' };
const storeOn = (disk: Disk): Store => createFileStore('/nowhere', { ...options, disk });
const FAULTS: readonly Fault[] = ['fail', 'full', 'kill'];

const lockFolder = mkdtempSync(join(tmpdir(), 'pubwatch-crash-'));
afterAll(() => rmSync(lockFolder, { recursive: true }));

/** What a run does on a disk, under the lock. */
async function inRun(disk: Disk, work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = createFileStore(lockFolder, { ...options, disk });
  const { release } = await store.lock();
  await work(store);
  await release();
}

/** A disk on which the work went wrong at its n-th call, and whether the work was told to be done. */
interface Wreck {
  readonly disk: MemoryDisk;
  readonly at: string;
  readonly isDone: boolean;
}

/** The work, made to go wrong at each of its calls in turn, in each way; after it the power fails, in each way. */
async function wrecksOf(
  prepare: (store: Store) => Promise<void>,
  work: (store: Store) => Promise<void>,
): Promise<readonly Wreck[]> {
  const wrecks: Wreck[] = [];
  for (const fault of FAULTS) {
    for (let at = 1; ; at++) {
      const disk = createMemoryDisk();
      await prepare(storeOn(disk));
      const faulty = createFaultyDisk(disk, at, fault);
      const isDone = await work(storeOn(faulty)).then(
        () => true,
        () => false,
      );
      wrecks.push({ disk, at: `${fault} at ${at}`, isDone });
      for (const mood of MOODS) {
        wrecks.push({ disk: disk.afterPowerFailure(mood), at: `${fault} at ${at}, then ${mood}`, isDone });
      }
      if (faulty.calls() < at) break;
    }
  }
  return wrecks;
}

const UNCHANGED = {
  startedAt: '2026-02-04T04:05:06.000Z',
  finishedAt: '2026-02-04T04:05:07.000Z',
  checks: [{ sourceId: 'alpha', outcome: 'unchanged' as const, incident: null, requests: [] }],
};

async function commitAll(store: Store, sequences: readonly number[]): Promise<void> {
  for (const sequence of sequences) await store.commit(commitOf(sequence), checkOf(sequence));
}

describe('a commit is done as a whole or not at all, wherever it stops', () => {
  test.each([1, 2, 3])('commit %i', async (sequence) => {
    const before = Array.from({ length: sequence - 1 }, (_, index) => index + 1);
    const wrecks = await wrecksOf(
      (store) => commitAll(store, before),
      (store) => commitAll(store, [sequence]),
    );
    expect(wrecks.length).toBeGreaterThan(FAULTS.length * 10);
    for (const { disk, at, isDone } of wrecks) {
      const now = (await storeOn(disk).read('alpha')).snapshot?.sequence ?? 0;
      expect(isDone ? [sequence] : [sequence - 1, sequence], at).toContain(now);
      await expectSound(disk, now, at);
      await inRun(disk, (store) => commitAll(store, [now + 1]));
      await expectSound(disk, now + 1, at);
      await expectSound(disk.afterPowerFailure('lost'), now + 1, at);
    }
  });

  const BUILT: readonly [string, (store: Store) => Promise<unknown>][] = [
    ['a mail', (store) => store.runLog.cover(['alpha'])],
    ['the line of a run', (store) => store.runLog.append(UNCHANGED)],
    ['a check', (store) => store.readHead('alpha')],
    ['what is owed', (store) => store.changesets('alpha', 0)],
  ];
  test.each([1, 2].flatMap((sequence) => BUILT.map(([name, build]) => ({ sequence, name, build }))))(
    'commit $sequence that is found after a crash is kept once $name builds on it, even where the power then fails',
    async ({ sequence, build }) => {
      const wrecks = await wrecksOf(
        async (store) => {
          await store.commit(commitOf(1, 'beta'), checkOf(1));
          await store.runLog.cover(['beta']); // so that there is a log
          await commitAll(store, sequence === 1 ? [] : [1]);
        },
        (store) => commitAll(store, [sequence]),
      );
      const found = wrecks.filter(({ disk, isDone }) => !isDone && disk.files().has('alpha/current.json'));
      expect(found.length).toBeGreaterThan(1);
      for (const { disk, at } of found) {
        const { snapshot } = await storeOn(disk).read('alpha');
        await inRun(disk, build);
        expect((await storeOn(disk.afterPowerFailure('lost')).read('alpha')).snapshot, at).toEqual(snapshot);
      }
    },
  );

  test('the first of a source: its folder is there whole, or not at all', async () => {
    const wrecks = await wrecksOf(
      async () => undefined,
      (store) => commitAll(store, [1]),
    );
    const found = wrecks.map(
      ({ disk }) =>
        ['current.json', '000001.json', '000001.warc.gz'].filter((name) => disk.files().has(`alpha/${name}`)).length,
    );
    expect(new Set(found)).toEqual(new Set([0, 3]));
    for (const [index, { disk, at }] of wrecks.entries())
      expect(await disk.isThere('alpha'), at).toBe(found[index] === 3);
  });

  test('the first of a source that has a folder, as a check of it failed where a commit had stopped', async () => {
    const wrecks = await wrecksOf(
      async () => undefined,
      (store) => commitAll(store, [1]),
    );
    const unfinished = wrecks.filter(({ isDone }) => !isDone);
    expect(unfinished.some(({ disk }) => disk.files().has('.alpha.tmp/current.json'))).toBe(true);
    for (const { disk, at } of unfinished) {
      const { snapshot, check } = await storeOn(disk).read('alpha');
      await storeOn(disk).writeCheck('alpha', { ...check, lastOutcome: 'failed' });
      const next = (snapshot?.sequence ?? 0) + 1;
      await inRun(disk, (store) => commitAll(store, [next]));
      await expectSound(disk.afterPowerFailure('lost'), next, at);
    }
  });

  test.each([1, 2])('a full disk gets back what commit %i that failed had taken', async (sequence) => {
    const disk = createMemoryDisk();
    await commitAll(storeOn(disk), sequence === 1 ? [] : [1]);
    const before = [...disk.files().keys()];
    const writes = 4; // the folder, the evidence, the changes, the snapshot
    for (let at = 1; at <= writes; at++) {
      await expect(commitAll(storeOn(createFaultyDisk(disk, at, 'full')), [sequence])).rejects.toMatchObject({
        code: 'STATE_WRITE',
      });
      expect([...disk.files().keys()], `full at ${at}`).toEqual(before);
    }
  });
});

/** All that commit `newest` and those before it hold is there, and nothing of a later one. */
async function expectSound(disk: MemoryDisk, newest: number, at: string): Promise<void> {
  const store = storeOn(disk);
  const { snapshot, check } = await store.read('alpha');
  expect(snapshot, at).toEqual(newest === 0 ? null : snapshotOf(newest));
  const told = Array.from({ length: Math.max(0, newest - 1) }, (_, index) => changesetOf(index + 2));
  expect(await store.changesets('alpha', 0), at).toEqual(told);
  // Pages of another snapshot never count, or a 304 would hide a change.
  if (check.sequence !== newest) expect(check.pages, at).toEqual([]);
  const findings = (await store.verify(null)).findings.filter(({ file }) => file !== 'alpha/check.json');
  expect(findings, at).toEqual([]);
}

const BYTES = Buffer.from('Subject: one\r\n\r\nbody\r\n');

describe('a message is made as a whole or not at all, and finished once', () => {
  test('while it is made', async () => {
    const wrecks = await wrecksOf(
      async () => undefined,
      async (store) => {
        await store.outbox.add(messageOf('m1'), BYTES);
      },
    );
    for (const { disk, at, isDone } of wrecks) {
      const { outbox } = storeOn(disk);
      const found = await outbox.find('m1');
      if (isDone) expect(found, at).toEqual(messageOf('m1'));
      const reported = await outbox.reported('editor@example.org', 'alpha');
      expect(reported.size, at).toBe(found === null ? 0 : 1);
      if (found !== null) expect(Buffer.from(await outbox.bytes('m1')), at).toEqual(BYTES);
      expect((await storeOn(disk).verify(null)).findings, at).toEqual([]);
      await outbox.add(messageOf('m1'), BYTES);
      expect(await storeOn(disk).outbox.pending(), at).toEqual([messageOf('m1')]);
    }
  });

  test.each(['sent', 'failed', 'pending'] as const)('while its outcome "%s" is recorded', async (state) => {
    const after = { ...messageOf('m1'), state, attempts: 1 };
    const wrecks = await wrecksOf(
      async ({ outbox }) => {
        await outbox.add(messageOf('m0'), BYTES);
        await outbox.update({ ...messageOf('m0'), state: 'sent' });
        await outbox.add(messageOf('m1'), BYTES);
      },
      (store) => store.outbox.update(after),
    );
    for (const { disk, at, isDone } of wrecks) {
      const { outbox } = storeOn(disk);
      const found = await outbox.find('m1');
      expect(isDone && !at.includes('then') ? [after] : [messageOf('m1'), after], at).toContainEqual(found);
      // What a server took is not sent again once that is recorded, even where the power then fails.
      if (isDone && state === 'sent') expect(await outbox.pending(), at).toEqual([]);
      if (found?.state !== 'sent') expect(Buffer.from(await outbox.bytes('m1')), at).toEqual(BYTES);
      expect((await outbox.find('m0'))?.state, at).toBe('sent');
      await outbox.update({ ...messageOf('m1'), state: 'sent', attempts: 2 });
      expect(await storeOn(disk).outbox.pending(), at).toEqual([]);
      expect((await storeOn(disk).verify(null)).findings, at).toEqual([]);
    }
  });
});

test('a quiet check that stops anywhere leaves the snapshot, and a check that counts or none', async () => {
  const wrecks = await wrecksOf(
    (store) => commitAll(store, [1]),
    (store) => store.writeCheck('alpha', { ...checkOf(1), lastOutcome: 'unchanged' }),
  );
  for (const { disk, at, isDone } of wrecks) {
    const { check, snapshot } = await storeOn(disk).read('alpha');
    expect(snapshot, at).toEqual(snapshotOf(1));
    const outcomes = at.includes('then') || !isDone ? ['changed', 'unchanged', null] : ['unchanged'];
    expect(outcomes, at).toContain(check.lastOutcome);
    await storeOn(disk).writeCheck('alpha', { ...checkOf(1), lastOutcome: 'unchanged' });
    expect((await storeOn(disk).read('alpha')).check.lastOutcome, at).toBe('unchanged');
  }
});

test('a check that stops anywhere leaves the old or the new one, or none', async () => {
  const wrecks = await wrecksOf(
    (store) => commitAll(store, [1]),
    (store) => store.writeCheck('alpha', { ...checkOf(1), lastOutcome: 'held' }),
  );
  for (const { disk, at, isDone } of wrecks) {
    const { check, snapshot } = await storeOn(disk).read('alpha');
    expect(snapshot, at).toEqual(snapshotOf(1));
    const outcomes = at.includes('then') ? ['changed', 'held', null] : isDone ? ['held'] : ['changed', 'held'];
    expect(outcomes, at).toContain(check.lastOutcome);
  }
});
