import { describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import type { LoggedRun } from '../../src/model/run-log.ts';
import { decodeLine, encodeHead, encodeLine } from '../../src/store/codec-log.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock } from '../support/clock.ts';
import { createFaultyDisk, createMemoryDisk, type MemoryDisk, MOODS } from './memory-disk.ts';
import { checkOf, commitOf, messageOf } from './samples.ts';

const LOG = 'log/runs.jsonl';
const clock = createFakeClock('2026-03-01T06:17:00.000Z');
const storeOn = (disk: MemoryDisk | ReturnType<typeof createFaultyDisk>) =>
  createFileStore('/nowhere', { clock, archive: createArchive(), version: '1.2.3', disk });

function runOf(day: number, sourceId = 'alpha'): LoggedRun {
  const at = `2026-02-0${day}T04:05:06.000Z`;
  const url = 'https://library.example/publications';
  const requests = [{ method: 'GET' as const, url, at, status: 200, sha256: 'a'.repeat(64), code: null }];
  return {
    startedAt: at,
    finishedAt: at,
    checks: [{ sourceId, outcome: 'changed', incident: null, requests }],
  };
}

/** Three runs, each with a commit, and a mail after the second. */
async function loggedDisk(): Promise<MemoryDisk> {
  const disk = createMemoryDisk();
  const store = storeOn(disk);
  for (const day of [1, 2, 3]) {
    await store.commit(commitOf(day), checkOf(day));
    const { sha256 } = await store.runLog.append(runOf(day));
    if (day === 2) await store.outbox.add({ ...messageOf('m1'), logHead: sha256 }, Buffer.from('mail'));
  }
  return disk;
}

const textOf = (disk: MemoryDisk, name = LOG): string => Buffer.from(disk.files().get(name) ?? []).toString();
const linesOf = (disk: MemoryDisk) =>
  textOf(disk)
    .trimEnd()
    .split('\n')
    .map((text) => decodeLine(LOG, Buffer.from(text)));
const findingsOn = async (disk: MemoryDisk, heads: readonly string[] = []) =>
  (await storeOn(disk).verify(null, { heads, verifier: null })).findings.filter(
    ({ file }) => file !== 'alpha/check.json', // not synced: a power failure may cut it, and the next check writes it anew
  );
const put = (disk: MemoryDisk, text: string): void => disk.put(LOG, Buffer.from(text));

test('past checks are read once, and then what came since', async () => {
  const disk = await loggedDisk();
  const { runLog } = storeOn(disk);
  const told = ({ checks }: { checks: readonly { at: string }[] }): string[] => checks.map(({ at }) => at.slice(0, 10));
  const first = await runLog.past(0);
  expect([first.line, told(first)]).toEqual([3, ['2026-02-01', '2026-02-02', '2026-02-03']]);
  expect(first.checks[0]).toMatchObject({ sourceId: 'alpha', outcome: 'changed', incident: null });
  expect(await runLog.past(3)).toEqual({ line: 3, checks: [] });
  await storeOn(disk).runLog.append(runOf(4));
  expect(told(await runLog.past(3))).toEqual(['2026-02-04']);
  expect(told(await storeOn(disk).runLog.past(2))).toEqual(['2026-02-03', '2026-02-04']);
  expect(await storeOn(createMemoryDisk()).runLog.past(0)).toEqual({ line: 0, checks: [] });
});

test('a line tells what was asked, what answered, and which files the source stands on', async () => {
  const disk = await loggedDisk();
  const [first, second] = linesOf(disk);
  expect(first?.line).toMatchObject({ line: 1, previous: null, kind: 'run', version: '1.2.3' });
  expect(first?.line.sources).toMatchObject([
    { id: 'alpha', check: { outcome: 'changed', requests: [{ status: 200 }] }, commit: { sequence: 1 } },
  ]);
  expect(second?.line.previous).toBe(first?.sha256);
  expect(second?.line.sources[0]?.commit?.capturesSha256).toHaveLength(64);
  expect(await storeOn(disk).runLog.head()).toMatchObject({ line: 3, sha256: linesOf(disk)[2]?.sha256 });
  expect(await findingsOn(disk)).toEqual([]);
});

test('the hash of a line is that of what stands behind it, for any tool to compute', async () => {
  const { createHash } = await import('node:crypto');
  const disk = await loggedDisk();
  const [text = ''] = textOf(disk).split('\n');
  expect(createHash('sha256').update(text.slice(77)).digest('hex')).toBe(linesOf(disk)[0]?.sha256);
});

test('a commit that a crash kept out of the log enters it before a mail tells of it, and once', async () => {
  const disk = await loggedDisk();
  await storeOn(disk).commit(commitOf(4), checkOf(4));
  const store = storeOn(disk);
  await store.runLog.cover(['alpha', 'beta']);
  await store.runLog.cover(['alpha']);
  await storeOn(disk).runLog.cover(['alpha']);
  expect(linesOf(disk).map(({ line }) => line.kind)).toEqual(['run', 'run', 'run', 'recovered']);
  expect(linesOf(disk)[3]?.line.sources).toMatchObject([{ id: 'alpha', check: null, commit: { sequence: 4 } }]);
  expect(await findingsOn(disk)).toEqual([]);
});

test('a line is added as a whole or not at all, wherever it stops, and the next one follows', async () => {
  for (const fault of ['fail', 'full', 'kill'] as const) {
    for (let at = 1; ; at++) {
      const disk = createMemoryDisk();
      await storeOn(disk).commit(commitOf(1), checkOf(1));
      await storeOn(disk).runLog.append(runOf(1));
      const faulty = createFaultyDisk(disk, at, fault);
      const isDone = await storeOn(faulty)
        .runLog.append(runOf(2))
        .then(
          () => true,
          () => false,
        );
      for (const wreck of [disk, ...MOODS.map((mood) => disk.afterPowerFailure(mood))]) {
        const where = `${fault} at ${at}`;
        const head = await storeOn(wreck).runLog.head();
        expect(isDone ? [2] : [1, 2], where).toContain(head?.line);
        expect(await findingsOn(wreck), where).toEqual([]);
        expect(await storeOn(wreck).runLog.append(runOf(3)), where).toMatchObject({ line: (head?.line ?? 0) + 1 });
        expect(await findingsOn(wreck), where).toEqual([]);
        expect(linesOf(wreck).at(-1)?.line.previous, where).toBe(head?.sha256);
      }
      if (faulty.calls() < at) break;
    }
  }
});

describe('verify names a log that is not as it was written', () => {
  test.each([
    ['its last line cut off', (lines: string[]) => lines.slice(0, 2), 'is cut'],
    ['its first line cut off', (lines: string[]) => lines.slice(1), 'is cut'],
    ['the end of its last line lost', (lines: string[]) => [...lines.slice(0, 2), lines[2]?.slice(0, 40) ?? ''], 'cut'],
    ['a line missing between', ([one, , three]: string[]) => [one ?? '', three ?? ''], 'line 2 does not follow'],
    ['two lines in each other’s place', ([one, two, three]: string[]) => [one, three, two].map(String), 'follow'],
    ['emptied', () => [], 'is cut'],
  ])('%s', async (_, alter, message) => {
    const disk = await loggedDisk();
    const lines = alter(textOf(disk).trimEnd().split('\n'));
    put(disk, lines.length === 0 ? '' : `${lines.join('\n')}${lines.at(-1)?.endsWith('}') ? '\n' : ''}`);
    const found = (await findingsOn(disk)).filter(({ file }) => file === LOG);
    expect(found.map((finding) => finding.message).join()).toContain(message);
  });

  test.each([LOG, 'log/head.json'])('%s removed', async (name) => {
    const disk = await loggedDisk();
    await disk.remove(name);
    expect(await findingsOn(disk)).toContainEqual(expect.objectContaining({ file: name, problem: 'missing' }));
  });

  test('the whole of it removed: commits tell of its heads', async () => {
    const disk = await loggedDisk();
    await disk.remove(LOG);
    await disk.remove('log/head.json');
    expect(await findingsOn(disk)).toEqual([
      expect.objectContaining({ file: LOG, problem: 'missing', message: expect.stringContaining('alpha/00') }),
    ]);
  });

  test('rewritten whole, by somebody who knows the format: commits and mails knew other heads', async () => {
    const disk = await loggedDisk();
    let previous: string | null = null;
    let text = '';
    for (const { line } of linesOf(disk)) {
      const sealed: ReturnType<typeof encodeLine> = encodeLine({ ...line, previous, at: '2026-02-09T00:00:00.000Z' });
      previous = sealed.sha256;
      text += `${sealed.text}\n`;
    }
    put(disk, text);
    const at = '2026-02-09T00:00:00.000Z';
    const head = { line: 3, sha256: previous ?? '', at, signature: null, bytes: text.length };
    disk.put('log/head.json', encodeHead({ ...head, timestamp: null, isTimestampOwed: false }));
    expect(await findingsOn(disk)).toEqual([
      expect.objectContaining({ file: LOG, problem: 'altered', message: expect.stringContaining('rewritten') }),
    ]);
    for (const name of [...disk.files().keys()].filter((file) => file.startsWith('alpha/'))) await disk.remove(name);
    expect((await findingsOn(disk)).map(({ file }) => file)).toContain(LOG); // by the mail alone
  });

  test('put back to an earlier state, files and all, against a head that an old mail tells', async () => {
    const early = createMemoryDisk();
    await storeOn(early).commit(commitOf(1), checkOf(1));
    await storeOn(early).runLog.append(runOf(1));
    const late = await loggedDisk();
    const [, second] = linesOf(late);
    const head = second?.sha256 ?? '';
    expect(await findingsOn(late, [head.toUpperCase()])).toEqual([]);
    expect(await findingsOn(early, [head])).toEqual([
      expect.objectContaining({ file: LOG, problem: 'altered', message: expect.stringContaining(head) }),
    ]);
  });
});

describe('verify holds commits against the log', () => {
  test('a source put back to an earlier commit', async () => {
    const disk = await loggedDisk();
    const early = createMemoryDisk();
    for (const sequence of [1, 2]) await storeOn(early).commit(commitOf(sequence), checkOf(sequence));
    disk.put('alpha/current.json', early.files().get('alpha/current.json') ?? new Uint8Array());
    const found = await findingsOn(disk);
    expect(found).toContainEqual(
      expect.objectContaining({ file: 'alpha/current.json', message: expect.stringContaining('tells of commit 3') }),
    );
  });
  test('a source whose folder is gone', async () => {
    const disk = await loggedDisk();
    for (const name of [...disk.files().keys()].filter((file) => file.startsWith('alpha/'))) await disk.remove(name);
    expect(await findingsOn(disk)).toEqual([
      expect.objectContaining({ file: 'alpha/current.json', problem: 'missing' }),
    ]);
  });
  test('a source that began anew after its folder was moved away is told, and is no fault', async () => {
    const disk = await loggedDisk();
    for (const name of [...disk.files().keys()].filter((file) => file.startsWith('alpha/'))) await disk.remove(name);
    await storeOn(disk).commit(commitOf(1), checkOf(1));
    await storeOn(disk).runLog.append(runOf(4));
    const { findings, notes } = await storeOn(disk).verify(null);
    expect(findings).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('alpha began anew in line 4')]);
  });
});

/** Has the head dated on a disk that goes wrong at its n-th call; whether that was told to be done, and whether it went wrong. */
async function stampOn(disk: MemoryDisk, at: number, fault: 'fail' | 'full' | 'kill') {
  const faulty = createFaultyDisk(disk, at, fault);
  const { runLog } = storeOn(faulty);
  const head = await runLog.timestampOwed();
  if (head === null) throw new Error('no timestamp is owed');
  const isDone = await runLog.keepTimestamp(head, Buffer.from('token')).then(
    () => true,
    () => false,
  );
  return { isDone, isFaulty: faulty.calls() >= at };
}

test.each(['fail', 'full', 'kill'] as const)(
  'a timestamp is kept as a whole or asked for again, wherever it stops: %s',
  async (fault) => {
    for (let at = 1, isFaulty = true; isFaulty; at++) {
      const disk = await loggedDisk();
      const stamped = await stampOn(disk, at, fault);
      isFaulty = stamped.isFaulty;
      if (stamped.isDone) expect(await storeOn(disk).runLog.timestampOwed()).toBeNull();
      for (const after of [disk, ...MOODS.map((mood) => disk.afterPowerFailure(mood))]) {
        expect(await findingsOn(after), `at ${at}`).toEqual([]);
        const { runLog } = storeOn(after);
        await runLog.append(runOf(4));
        const isTold = (linesOf(after).at(-1)?.line.timestamp ?? null) !== null;
        expect((await runLog.timestampOwed()) === null, `at ${at}`).toBe(isTold);
      }
    }
  },
);

test('the timestamp of a line that is no longer the newest is not kept', async () => {
  const disk = await loggedDisk();
  const { runLog } = storeOn(disk);
  const head = await runLog.timestampOwed();
  await runLog.append(runOf(4));
  if (head !== null) await runLog.keepTimestamp(head, Buffer.from('token'));
  expect([...disk.files().keys()].filter((name) => name.endsWith('.tsr'))).toEqual([]);
});
