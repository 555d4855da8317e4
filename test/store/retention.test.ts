import { describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import type { Commit } from '../../src/model/commit.ts';
import type { Store } from '../../src/model/ports.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock } from '../support/clock.ts';
import { createFaultyDisk, createMemoryDisk, type Fault, type MemoryDisk, MOODS } from './memory-disk.ts';
import { changesetOf, checkOf, commitOf, snapshotOf } from './samples.ts';

const NO_LIMITS = { ageMs: null, files: null, bytes: null };
const DAY_MS = 86_400_000;
const START = Date.parse('2026-02-01T06:17:00.000Z');
const dayOf = (sequence: number): string => new Date(START + sequence * DAY_MS).toISOString();
const clock = createFakeClock(dayOf(7));
const storeOn = (disk: MemoryDisk | ReturnType<typeof createFaultyDisk>): Store =>
  createFileStore('/nowhere', { clock, archive: createArchive(), version: '1.2.3', disk });
const nameOf = (sequence: number): string => `alpha/00000${sequence}.warc.gz`;

/** A commit a day; told: whether its change is reported; restsOn: as in Snapshot, undefined where it is not known. */
function commitOn(sequence: number, isTold: boolean, restsOn: readonly number[] | undefined): Commit {
  const plain = commitOf(sequence);
  const snapshot = { ...snapshotOf(sequence), takenAt: dayOf(sequence), ...(restsOn && { restsOn }) };
  const changeset = { ...changesetOf(sequence), ...(restsOn && { restsOn: [...restsOn, sequence - 1].sort() }) };
  return { ...plain, snapshot, changeset: isTold ? changeset : null };
}

/** Seven daily commits, of which the fourth tells a change. It rests on itself and on the third. */
async function keptDisk(restsOn: 'known' | 'unknown' = 'known'): Promise<MemoryDisk> {
  const disk = createMemoryDisk();
  const store = storeOn(disk);
  for (const sequence of [1, 2, 3, 4, 5, 6, 7]) {
    await store.commit(
      commitOn(sequence, sequence === 4, restsOn === 'known' ? [sequence] : undefined),
      checkOf(sequence),
    );
    const at = dayOf(sequence);
    const checks = [{ sourceId: 'alpha', outcome: 'unchanged' as const, incident: null, requests: [] }];
    await store.runLog.append({ startedAt: at, finishedAt: at, checks });
  }
  return disk;
}

const findingsOn = async (disk: MemoryDisk) => (await storeOn(disk).verify(null)).findings;
const keptOn = (disk: MemoryDisk): number[] =>
  [...disk.files().keys()].flatMap((name) => /^alpha\/(\d{6})\.warc\.gz$/.exec(name)?.[1] ?? []).map(Number);
const sizeOf = (disk: MemoryDisk, sequence: number): number => disk.files().get(nameOf(sequence))?.length ?? 0;

describe('evidence beyond the limits goes, but for what something rests on', () => {
  test.each([
    ['no limits', () => NO_LIMITS, [1, 2, 3, 4, 5, 6, 7]],
    ['the two newest', () => ({ ...NO_LIMITS, files: 2 }), [3, 4, 6, 7]],
    ['the newest', () => ({ ...NO_LIMITS, files: 1 }), [3, 4, 7]],
    ['more than there is', () => ({ ...NO_LIMITS, files: 100 }), [1, 2, 3, 4, 5, 6, 7]],
    ['of the last two days', () => ({ ...NO_LIMITS, ageMs: 2 * DAY_MS }), [3, 4, 5, 6, 7]],
    ['younger than no time at all', () => ({ ...NO_LIMITS, ageMs: 1 }), [3, 4, 7]],
    [
      'as many as three files are large',
      (disk: MemoryDisk) => ({ ...NO_LIMITS, bytes: sizeOf(disk, 7) + sizeOf(disk, 6) + sizeOf(disk, 5) }),
      [3, 4, 5, 6, 7],
    ],
    ['of one byte', () => ({ ...NO_LIMITS, bytes: 1 }), [3, 4, 7]],
  ])('%s', async (_what, limits, kept) => {
    const disk = await keptDisk();
    const deleted = await storeOn(disk).prune('alpha', limits(disk));
    expect(keptOn(disk)).toEqual(kept);
    expect(deleted).toEqual([1, 2, 3, 4, 5, 6, 7].filter((one) => !kept.includes(one)).map(nameOf));
    expect(await findingsOn(disk)).toEqual([]);
  });
  test('where it is not known what a change rests on, all before it stays', async () => {
    const disk = await keptDisk('unknown');
    expect(await storeOn(disk).prune('alpha', { ...NO_LIMITS, files: 1 })).toEqual([]);
  });
  test('of a source that was never committed nothing is there to go', async () => {
    expect(await storeOn(createMemoryDisk()).prune('alpha', { ...NO_LIMITS, files: 1 })).toEqual([]);
  });
});

describe('after a deletion', () => {
  const pruned = async (): Promise<MemoryDisk> => {
    const disk = await keptDisk();
    await storeOn(disk).prune('alpha', { ...NO_LIMITS, files: 1 });
    return disk;
  };
  test('the log tells it, and a file that vanishes otherwise is missed', async () => {
    const disk = await pruned();
    const log = Buffer.from(disk.files().get('log/runs.jsonl') ?? []).toString();
    expect(log).toContain(JSON.stringify({ pruned: [1, 2, 5, 6].map(nameOf) }).slice(1, -1));
    expect(await storeOn(disk).evidence('alpha', 5)).toBeNull();
    await disk.remove(nameOf(7));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: nameOf(7), problem: 'missing' })]);
    await expect(storeOn(disk).evidence('alpha', 7)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
  });
  test('a change goes on: the next commit and the next deletion find all they need', async () => {
    const disk = await pruned();
    await storeOn(disk).commit(commitOn(8, true, [8]), checkOf(8));
    await storeOn(disk).prune('alpha', { ...NO_LIMITS, files: 1 });
    expect(keptOn(disk)).toEqual([3, 4, 7, 8]);
    expect(await findingsOn(disk)).toEqual([]);
  });
  test('a line of the log does not excuse a file that a reported change rests on', async () => {
    const disk = await keptDisk();
    const { createFileRunLog } = await import('../../src/store/run-log.ts');
    const parts = {
      clock,
      archive: createArchive(),
      version: '1.2.3',
      signer: null,
      log: undefined,
      commitOf: async () => null,
    };
    await createFileRunLog(disk, parts).prune([nameOf(3)]);
    await disk.remove(nameOf(3));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: nameOf(3), problem: 'missing' })]);
  });
  test('a source that began anew is not excused by what was deleted in its former life', async () => {
    const disk = await pruned();
    for (const name of disk.files().keys()) if (name.startsWith('alpha/')) await disk.remove(name);
    const store = storeOn(disk);
    for (const sequence of [1, 2]) {
      await store.commit(commitOn(sequence, false, [sequence]), checkOf(sequence));
      const checks = [{ sourceId: 'alpha', outcome: 'baseline' as const, incident: null, requests: [] }];
      await store.runLog.append({ startedAt: dayOf(8), finishedAt: dayOf(8), checks });
    }
    expect(await findingsOn(disk)).toEqual([]);
    await disk.remove(nameOf(1));
    expect(await findingsOn(disk)).toEqual([expect.objectContaining({ file: nameOf(1), problem: 'missing' })]);
  });
});

test('wherever a deletion stops, verify is content, and the next one ends it', async () => {
  const FAULTS: readonly Fault[] = ['fail', 'full', 'kill'];
  let wrecks = 0;
  for (const fault of FAULTS) {
    for (let at = 1; ; at++) {
      const disk = await keptDisk();
      const faulty = createFaultyDisk(disk, at, fault);
      await storeOn(faulty)
        .prune('alpha', { ...NO_LIMITS, files: 1 })
        .catch(() => null);
      for (const after of [disk, ...MOODS.map((mood) => disk.afterPowerFailure(mood))]) {
        wrecks++;
        const found = (await findingsOn(after)).filter(({ file }) => file !== 'alpha/check.json');
        expect(found, `${fault} at ${at}`).toEqual([]);
        await storeOn(after).prune('alpha', { ...NO_LIMITS, files: 1 });
        expect(keptOn(after), `${fault} at ${at}`).toEqual([3, 4, 7]);
      }
      if (faulty.calls() < at) break;
    }
  }
  expect(wrecks).toBeGreaterThan(40);
});
