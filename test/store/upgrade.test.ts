import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import type { Logger, Store } from '../../src/model/ports.ts';
import { createEvidenceFiles, resolveBody } from '../../src/pipeline/evidence-files.ts';
import { FORMAT, formatOf } from '../../src/store/codec-envelope.ts';
import type { Disk } from '../../src/store/disk.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { upgradeStore } from '../../src/store/upgrade.ts';
import { createFaultyDisk, createMemoryDisk, type MemoryDisk, MOODS } from './memory-disk.ts';
import { changesetOf, checkOf, commitOf, snapshotOf } from './samples.ts';

// Written by pubwatch 0.1.0 (format 1): alpha with three commits, beta with one, a mail that was sent and one that waits.
const OLD = new URL('../fixtures/state-format-1/', import.meta.url).pathname;
const WAITING = 'b'.repeat(32);

// Written by pubwatch 0.1.0 (format 2): alpha with four commits, the fourth with a change; the evidence of the first deleted on purpose,
// and an answer of a run that refers to the page of the fourth; beta with one commit; a mail that waits.
const SECOND = new URL('../fixtures/state-format-2/', import.meta.url).pathname;

function oldFiles(folder = OLD): ReadonlyMap<string, Uint8Array> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length), new Uint8Array(readFileSync(path))];
    }),
  );
}

async function oldDisk(files = oldFiles()): Promise<MemoryDisk> {
  const disk = createMemoryDisk();
  for (const [name, bytes] of files) {
    const folder = name.split('/').slice(0, -1).join('/');
    await disk.makeFolder(folder);
    await disk.writeSynced(name, bytes);
    for (const each of [folder, folder.split('/')[0] ?? '.', '.']) await disk.syncFolder(each);
  }
  return disk;
}

const silent: Pick<Logger, 'warn'> = { warn() {} };
const storeOn = (disk: Disk): Store =>
  createFileStore('/nowhere', { clock: createSystemClock(), archive: createArchive(), version: '0.0.0', disk });
const copyOf = (disk: MemoryDisk, name: string): Uint8Array | undefined => disk.files().get(`.backup/format-1/${name}`);

async function expectWhole(disk: MemoryDisk, at: string): Promise<void> {
  const store = storeOn(disk);
  expect((await store.read('alpha')).snapshot, at).toEqual(snapshotOf(3));
  expect((await store.read('beta')).snapshot, at).toEqual(snapshotOf(1, 'beta'));
  expect(await store.changesets('alpha', 0), at).toEqual([changesetOf(2), changesetOf(3)]);
  expect(
    (await store.outbox.pending()).map(({ id }) => id),
    at,
  ).toEqual([WAITING]);
  expect([...(await store.outbox.reported('editor@example.org', 'alpha'))].length, at).toBe(2);
  expect((await store.verify(null)).findings, at).toEqual([]);
}

/** What is no longer as it was has a copy that is. */
function expectCopies(disk: MemoryDisk, at: string): void {
  for (const [name, bytes] of oldFiles()) {
    const now = disk.files().get(name);
    if (now !== undefined && formatOf(now) === FORMAT) expect(copyOf(disk, name), `${at}: ${name}`).toEqual(bytes);
  }
}

describe('state of the first format', () => {
  test('is read as it lies, without a write', async () => {
    const disk = await oldDisk();
    await expectWhole(disk, 'unchanged');
    expect((await storeOn(disk).read('alpha')).check).toEqual(checkOf(3));
    expect(disk.files()).toEqual(oldFiles());
  });

  test('is upgraded once: what will be written over is copied first, commits stay byte for byte', async () => {
    const disk = await oldDisk();
    const told: object[] = [];
    await upgradeStore(disk, { warn: (event, fields) => told.push({ event, ...fields }) });
    await expectWhole(disk, 'upgraded');
    const old = oldFiles();
    for (const name of ['alpha/current.json', 'alpha/check.json', 'beta/current.json', 'beta/check.json']) {
      expect(copyOf(disk, name), name).toEqual(old.get(name));
      expect(formatOf(disk.files().get(name) ?? new Uint8Array()), name).toBe(FORMAT);
    }
    for (const name of ['outbox/done.jsonl', `outbox/${WAITING}.json`])
      expect(copyOf(disk, name), name).toEqual(old.get(name));
    for (const [name, bytes] of old) {
      if (/changes|captures|eml/.test(name)) expect(disk.files().get(name), name).toEqual(bytes);
    }
    await upgradeStore(disk, { warn: (event, fields) => told.push({ event, ...fields }) });
    expect(told).toEqual([{ event: 'state.upgraded', format: FORMAT, copies: 6, folder: '.backup' }]);
  });

  test('goes on as if nothing had happened: the next commit continues the chain', async () => {
    const disk = await oldDisk();
    await upgradeStore(disk, silent);
    const store = storeOn(disk);
    await store.commit(commitOf(4), { ...checkOf(4), checks: 1, completeChecks: 1 });
    expect((await store.verify(null)).findings).toEqual([]);
    expect((await storeOn(disk).read('alpha')).check).toMatchObject({ checks: 1, completeChecks: 1 });
  });

  test.each(['fail', 'full', 'kill'] as const)('survives an upgrade stopped at any call by %s', async (fault) => {
    let wrecks = 0;
    for (let at = 1; ; at++) {
      const disk = await oldDisk();
      const faulty = createFaultyDisk(disk, at, fault);
      await upgradeStore(faulty, silent).catch(() => undefined);
      const found = [disk, ...MOODS.map((mood) => disk.afterPowerFailure(mood))];
      for (const [index, one] of found.entries()) {
        const where = `${fault} at ${at}, ${MOODS[index - 1] ?? 'running'}`;
        expectCopies(one, where);
        await upgradeStore(one, silent);
        await expectWhole(one, where);
        wrecks++;
      }
      if (faulty.calls() < at) break;
    }
    expect(wrecks).toBeGreaterThan(100);
  });

  test('keeps a damaged file as it is, for its own source to tell', async () => {
    const disk = await oldDisk();
    const cut = (disk.files().get('beta/current.json') ?? new Uint8Array()).slice(0, 300);
    disk.put('beta/current.json', cut);
    await upgradeStore(disk, silent);
    expect(disk.files().get('beta/current.json')).toEqual(cut);
    await expect(storeOn(disk).read('beta')).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
    expect((await storeOn(disk).read('alpha')).snapshot).toEqual(snapshotOf(3));
  });
});

test('a folder that a newer pubwatch marked is left alone', async () => {
  const disk = await oldDisk();
  await upgradeStore(disk, silent);
  const mark = Buffer.from(disk.files().get('format.json') ?? []).toString('utf8');
  disk.put('format.json', Buffer.from(mark.replace(`"format": ${FORMAT}`, '"format": 9')));
  const before = new Map(disk.files());
  await upgradeStore(disk, silent);
  expect(disk.files()).toEqual(before);
});

describe('a source that was begun while changes and captures had folders of their own', () => {
  const second = (): Promise<MemoryDisk> => oldDisk(oldFiles(SECOND));
  const namesOf = (disk: MemoryDisk, id: string): string[] =>
    [...disk.files().keys()].filter((name) => name.startsWith(`${id}/`)).sort();
  const upgraded = async (): Promise<MemoryDisk> => {
    const disk = await second();
    await upgradeStore(disk, silent);
    return disk;
  };

  test('is read as it lies, and each file is called what it is called there', async () => {
    const disk = await second();
    const store = storeOn(disk);
    expect((await store.verify(null)).findings).toEqual([]);
    expect(await store.evidence('alpha', 1)).toBeNull();
    expect((await store.evidence('alpha', 4))?.file).toBe('alpha/captures/000004.warc.gz');
    expect(await store.commitFolders('alpha')).toEqual({ changes: 'alpha/changes', captures: 'alpha/captures' });
    expect((await store.changesets('alpha', 0)).map(({ sequence }) => sequence)).toEqual([4]);
    expect(disk.files()).toEqual(oldFiles(SECOND));
    disk.put('alpha/captures/000003.warc.gz', Buffer.from('x'));
    await disk.remove('alpha/changes/000002.json');
    disk.put('alpha/000002.json', Buffer.from('x'));
    expect((await store.verify(null)).findings.map(({ file, problem }) => `${file} ${problem}`).sort()).toEqual([
      'alpha/000002.json unknown',
      'alpha/captures/000003.warc.gz altered',
      'alpha/changes/000002.json missing',
    ]);
  });

  test('keeps its folders for what is new, and others begin without', async () => {
    const disk = await upgraded();
    const store = storeOn(disk);
    const before = namesOf(disk, 'alpha');
    const next = commitOf(5);
    const changeset = { ...changesetOf(5), restsOn: [4, 5] };
    await store.commit({ ...next, changeset, snapshot: { ...next.snapshot, restsOn: [5] } }, checkOf(5));
    await store.commit(commitOf(1, 'gamma'), checkOf(1));
    expect(namesOf(disk, 'alpha').filter((name) => !before.includes(name))).toEqual([
      'alpha/captures/000005.warc.gz',
      'alpha/changes/000005.json',
    ]);
    expect(namesOf(disk, 'gamma')).toEqual([
      'gamma/000001.json',
      'gamma/000001.warc.gz',
      'gamma/check.json',
      'gamma/current.json',
    ]);
    expect((await store.changesets('alpha', 4)).map(({ sequence }) => sequence)).toEqual([5]);
    expect((await store.verify(null)).findings).toEqual([]);
  });

  test('an answer that refers to one of its files leads there', async () => {
    const disk = await upgraded();
    const store = storeOn(disk);
    const archive = createArchive();
    const files = createEvidenceFiles(store, archive);
    const [answer] = (await files.ofRun('log/000004-20260301T061700Z.warc.gz')) ?? [];
    const body = answer === undefined ? null : await resolveBody(answer, 'alpha', files);
    expect(answer?.confirms?.file).toBe('alpha/captures/000004.warc.gz');
    expect([body?.file, Buffer.from(body?.capture.wireBody ?? []).toString()]).toEqual([
      'alpha/captures/000004.warc.gz',
      '<p>page of commit 4</p>',
    ]);
  });

  test('is pruned where it lies', async () => {
    const disk = await upgraded();
    const store = storeOn(disk);
    for (const sequence of [5, 6]) {
      const snapshot = { ...snapshotOf(sequence), restsOn: [sequence] };
      await store.commit({ ...commitOf(sequence), changeset: null, snapshot }, checkOf(sequence));
    }
    const doomed = ['alpha/captures/000005.warc.gz']; // the second is within two weeks of an answer that may refer to it
    expect(await store.prune('alpha', { ageMs: null, files: 1, bytes: null })).toEqual(doomed);
    expect(namesOf(disk, 'alpha')).not.toContain(doomed[0]);
    expect((await store.verify(null)).findings).toEqual([]);
  });

  test('a folder of that name beside files without one changes nothing but what verify says', async () => {
    const disk = createMemoryDisk();
    const store = storeOn(disk);
    await store.commit(commitOf(1), checkOf(1));
    await disk.makeFolder('alpha/changes');
    await store.commit(commitOf(2), checkOf(2));
    expect(namesOf(disk, 'alpha')).toContain('alpha/000002.json');
    expect((await store.verify(null)).findings).toMatchObject([{ file: 'alpha/changes', problem: 'unknown' }]);
  });
});
