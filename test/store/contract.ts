import { describe, expect, test as vitest } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { NEVER_CHECKED } from '../../src/model/check-state.ts';
import type { Store, Unsubscriptions } from '../../src/model/ports.ts';
import { testWith } from '../support/program.ts';
import { captureOf, changesetOf, checkOf, commitOf, messageOf, snapshotOf } from './samples.ts';

/** A place where a store keeps its data: `open` opens it anew, as another process would. */
export interface Place {
  open(): Promise<Store>;
  unsubscriptions(): Promise<Unsubscriptions>;
  close(): Promise<void>;
}

const BYTES = Buffer.from('Subject: one\r\n\r\nbody\r\n');

/** What every store promises, whatever it is made of; `needs` is the program it cannot be tested without. */
export function describeStore(name: string, createPlace: () => Promise<Place>, needs?: string): void {
  const test = needs === undefined ? vitest : (told: string, run: () => Promise<void>) => testWith(needs, told, run);
  const inPlace = (run: (place: Place) => Promise<void>) => async () => {
    const place = await createPlace();
    try {
      await run(place);
    } finally {
      await place.close();
    }
  };
  describe(`${name}: snapshots`, () => {
    test(
      'a source that was never checked has no snapshot and no check',
      inPlace(async (place) => {
        const store = await place.open();
        expect(await store.read('alpha')).toEqual({ snapshot: null, check: NEVER_CHECKED });
        expect(await store.sourceIds()).toEqual([]);
        expect(await store.changesets('alpha', 0)).toEqual([]);
      }),
    );
    test(
      'what was committed is read back by another process',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2, 3]) await store.commit(commitOf(sequence), checkOf(sequence));
        const later = await place.open();
        expect(await later.read('alpha')).toEqual({ snapshot: snapshotOf(3), check: checkOf(3) });
        expect(await later.sourceIds()).toEqual(['alpha']);
      }),
    );
    test(
      'the evidence of a commit is given as it was written',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
        for (const sequence of [1, 2]) {
          const stored = await (await place.open()).evidence('alpha', sequence);
          const [page] = await createArchive().read(stored?.bytes ?? new Uint8Array());
          expect(Buffer.from(page?.capture.wireBody ?? []).toString()).toBe(`<p>page of commit ${sequence}</p>`);
        }
        await expect(store.evidence('alpha', 3)).rejects.toMatchObject({ code: 'STATE_DAMAGED' });
      }),
    );
    test(
      'a commit must follow the newest one',
      inPlace(async (place) => {
        const store = await place.open();
        await store.commit(commitOf(1), checkOf(1));
        await expect(store.commit(commitOf(1), checkOf(1))).rejects.toMatchObject({ code: 'STATE_WRITE' });
        await expect(store.commit(commitOf(3), checkOf(3))).rejects.toMatchObject({ code: 'STATE_WRITE' });
        expect((await store.read('alpha')).snapshot).toEqual(snapshotOf(1));
      }),
    );
    test(
      'changesets are given in order, above a sequence, without commits that have none',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2, 3]) await store.commit(commitOf(sequence), checkOf(sequence));
        await store.commit({ ...commitOf(4), changeset: null }, checkOf(4));
        expect(await store.changesets('alpha', 0)).toEqual([changesetOf(2), changesetOf(3)]);
        expect(await store.changesets('alpha', 2)).toEqual([changesetOf(3)]);
        expect(await store.changesets('alpha', 3)).toEqual([]);
      }),
    );
    test(
      'within a run too, of the commits it made itself',
      inPlace(async (place) => {
        const store = await place.open();
        const silent = (sequence: number) =>
          store.commit({ ...commitOf(sequence), changeset: null }, checkOf(sequence));
        const told = async (after: number) => (await store.changesets('alpha', after)).map(({ sequence }) => sequence);
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
        const lock = await store.lock();
        await silent(3);
        expect([await told(0), await told(1), await told(2), await told(3)]).toEqual([[2], [2], [], []]);
        await silent(4);
        await store.commit(commitOf(5), checkOf(5));
        await silent(6);
        expect([await told(1), await told(2), await told(4), await told(5)]).toEqual([[2, 5], [5], [5], []]);
        await lock.release();
      }),
    );
    test(
      'a source that was checked and never seen is among the sources',
      inPlace(async (place) => {
        const store = await place.open();
        await store.writeCheck('beta', { ...NEVER_CHECKED, lastOutcome: 'failed' });
        expect(await store.sourceIds()).toEqual(['beta']);
        expect((await store.read('beta')).check.lastOutcome).toBe('failed');
      }),
    );
    test(
      'validators of pages count only beside the snapshot they were stored for',
      inPlace(async (place) => {
        const store = await place.open();
        await store.commit(commitOf(1), checkOf(1));
        await store.writeCheck('alpha', { ...checkOf(0), lastOutcome: 'held' });
        const { check } = await store.read('alpha');
        expect(check).toMatchObject({ lastOutcome: 'held', pages: [] });
      }),
    );
    test(
      'a source whose commits owe something is unsettled, one that is settled need not be',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
        await store.outbox.settle('alpha', 1);
        expect(await store.unsettled()).toEqual(['alpha']);
      }),
    );
    test(
      'how sources stand is told of all in one look, as reading each tells it',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
        await store.commit(commitOf(1, 'beta'), checkOf(1));
        await store.writeCheck('beta', { ...checkOf(1), lastOutcome: 'held', checks: 7 });
        await store.writeCheck('gamma', { ...NEVER_CHECKED, lastOutcome: 'failed' });
        const standings = await store.standings(['gamma', 'beta', 'alpha', 'delta']);
        expect([...standings.keys()]).toEqual(['gamma', 'beta', 'alpha', 'delta']);
        expect(standings.get('alpha')).toMatchObject({
          sequence: 2,
          items: 4,
          missing: [],
          pulse: { lastOutcome: 'changed' },
        });
        expect(standings.get('beta')).toMatchObject({
          sequence: 1,
          items: 3,
          pulse: { lastOutcome: 'held', checks: 7 },
        });
        expect(standings.get('gamma')).toMatchObject({ sequence: 0, items: 0, pulse: { lastOutcome: 'failed' } });
        expect(standings.get('delta')).toMatchObject({ sequence: 0, pulse: { lastAttempt: null } });
      }),
    );
    test(
      'the newest changesets are given, of one source or of all',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2, 3]) await store.commit(commitOf(sequence), checkOf(sequence));
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence, 'beta'), checkOf(sequence));
        const later = {
          ...commitOf(3, 'beta'),
          snapshot: { ...commitOf(3, 'beta').snapshot, takenAt: '2026-03-01T00:00:00.000Z' },
        };
        const changeset = { ...changesetOf(3, 'beta'), at: '2026-03-01T00:00:00.000Z' };
        await store.commit({ ...later, changeset }, checkOf(3));
        const [first, ...others] = await store.newest(null, 3);
        expect(first).toEqual(changeset);
        expect(others.map(({ sourceId }) => sourceId)).toEqual(['alpha', 'alpha']);
        expect(await store.newest('alpha', 10)).toHaveLength(2);
        expect(await store.newest('beta', 1)).toEqual([changeset]);
      }),
    );
    test(
      'sources do not see one another',
      inPlace(async (place) => {
        const store = await place.open();
        await store.commit(commitOf(1), checkOf(1));
        await store.commit(commitOf(1, 'beta'), checkOf(1));
        await store.commit(commitOf(2, 'beta'), checkOf(2));
        expect((await store.read('alpha')).snapshot?.sequence).toBe(1);
        expect((await store.read('beta')).snapshot?.sequence).toBe(2);
      }),
    );
    test(
      'sound state has no findings',
      inPlace(async (place) => {
        const store = await place.open();
        for (const sequence of [1, 2]) await store.commit(commitOf(sequence), checkOf(sequence));
        await store.outbox.add(messageOf('m1'), BYTES);
        await store.outbox.settle('alpha', 2);
        await store.hosts.write('https://library.example', { notBefore: null, robots: null, pulse: null });
        const { filesChecked, findings } = await store.verify(null);
        expect(findings).toEqual([]);
        expect(filesChecked).toBeGreaterThan(0);
      }),
    );
  });
  describe(`${name}: outbox`, () => {
    test(
      'a message waits with its bytes until it is sent',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        expect(await outbox.add(messageOf('m1'), BYTES)).toEqual(messageOf('m1'));
        const later = (await place.open()).outbox;
        expect(await later.pending()).toEqual([messageOf('m1')]);
        expect(Buffer.from(await later.bytes('m1'))).toEqual(BYTES);
        await later.update({ ...messageOf('m1'), state: 'sent', attempts: 1, lastAnswer: '250 ok' });
        expect(await later.pending()).toEqual([]);
        expect(await (await place.open()).outbox.find('m1')).toMatchObject({ state: 'sent', lastAnswer: '250 ok' });
      }),
    );
    test(
      'a message made twice is one, also after it was sent',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        await outbox.add(messageOf('m1'), BYTES);
        const again = { ...messageOf('m1'), madeAt: '2027-01-01T00:00:00.000Z' };
        expect(await outbox.add(again, Buffer.from('other'))).toEqual(messageOf('m1'));
        expect(Buffer.from(await outbox.bytes('m1'))).toEqual(BYTES);
        await outbox.update({ ...messageOf('m1'), state: 'written' });
        expect((await (await place.open()).outbox.add(again, BYTES)).state).toBe('written');
        expect(await outbox.pending()).toEqual([]);
      }),
    );
    test(
      'a failed try keeps the message waiting and is remembered',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        await outbox.add(messageOf('m1'), BYTES);
        const tried = {
          ...messageOf('m1'),
          attempts: 1,
          lastAnswer: '451 later',
          notBefore: '2026-02-03T05:00:00.000Z',
        };
        await outbox.update(tried);
        expect(await (await place.open()).outbox.pending()).toEqual([tried]);
      }),
    );
    test(
      'a message for a webhook keeps its way, and the pause that was asked for',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        const posted = { ...messageOf('m1'), to: 'webhook:room', channel: 'webhook' as const };
        await outbox.add(posted, BYTES);
        await outbox.update({ ...posted, attempts: 1, retryAfter: '2026-02-03T05:00:00.000Z' });
        const again = (await place.open()).outbox;
        expect(await again.pending()).toMatchObject([{ channel: 'webhook', retryAfter: '2026-02-03T05:00:00.000Z' }]);
        await again.update({ ...posted, state: 'sent' });
        expect(await (await place.open()).outbox.find('m1')).toMatchObject({ channel: 'webhook', state: 'sent' });
      }),
    );
    test(
      'a refused message no longer waits and keeps its bytes',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        await outbox.add(messageOf('m1'), BYTES);
        await outbox.update({ ...messageOf('m1'), state: 'failed', lastAnswer: '550 no such user' });
        const later = (await place.open()).outbox;
        expect(await later.pending()).toEqual([]);
        expect(await later.find('m1')).toMatchObject({ state: 'failed' });
        expect(Buffer.from(await later.bytes('m1'))).toEqual(BYTES);
      }),
    );
    test(
      'messages wait in the order they were made',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        const at = (id: string, madeAt: string) => ({ ...messageOf(id, [`alpha.2.${id}`]), madeAt });
        for (const message of [at('b', '2026-01-02'), at('c', '2026-01-03'), at('a', '2026-01-02')])
          await outbox.add(message, BYTES);
        expect((await outbox.pending()).map((message) => message.id)).toEqual(['a', 'b', 'c']);
      }),
    );
    for (const state of ['pending', 'sent', 'written', 'failed'] as const) {
      test(
        `a change in a ${state} message is reported, to its reader and of its source alone`,
        inPlace(async (place) => {
          const { outbox } = await place.open();
          const message = messageOf('m1', ['alpha.2.a1', 'dotted.id.7.b2']);
          await outbox.add(message, BYTES);
          await outbox.update({ ...message, state });
          const later = (await place.open()).outbox;
          expect(await later.reported('editor@example.org', 'alpha')).toEqual(new Set(['alpha.2.a1']));
          expect(await later.reported('editor@example.org', 'dotted.id')).toEqual(new Set(['dotted.id.7.b2']));
          expect(await later.reported('other@example.org', 'alpha')).toEqual(new Set());
        }),
      );
    }
    test(
      'messages finished side by side are all remembered',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
        const of = (id: string) => messageOf(id, [`alpha.2.${id}`]);
        await Promise.all(ids.map((id) => outbox.add(of(id), BYTES)));
        await Promise.all(ids.map((id) => outbox.update({ ...of(id), state: 'sent' })));
        const later = (await place.open()).outbox;
        for (const id of ids) expect(await later.find(id), id).toMatchObject({ state: 'sent' });
      }),
    );
    test(
      'a message that waits can be claimed',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        await outbox.add(messageOf('m1'), BYTES);
        expect(await outbox.claim('m1')).toBe(true);
      }),
    );
    test(
      'an unknown message is not found and has no bytes',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        expect(await outbox.find('m1')).toBeNull();
        expect(await outbox.find('../alpha/current')).toBeNull();
        await expect(outbox.bytes('m1')).rejects.toMatchObject({ code: 'DATA_INVALID' });
      }),
    );
    test(
      'what is settled is remembered and never falls back',
      inPlace(async (place) => {
        const { outbox } = await place.open();
        expect(await outbox.settledUpTo('alpha')).toBe(0);
        await outbox.settle('alpha', 4);
        await outbox.settle('beta', 1);
        await outbox.settle('alpha', 3);
        const later = (await place.open()).outbox;
        expect([await later.settledUpTo('alpha'), await later.settledUpTo('beta')]).toEqual([4, 1]);
      }),
    );
  });
  describe(`${name}: answers that no commit keeps`, () => {
    const dayOf = (day: number): string => `2026-02-0${day}T04:05:06.000Z`;
    const runOf = (day: number) => ({
      startedAt: dayOf(day),
      finishedAt: dayOf(day),
      checks: [{ sourceId: 'alpha', outcome: 'unchanged' as const, incident: null, requests: [] }],
    });
    const append = async ({ runLog }: Store, day: number, bodies: readonly string[]): Promise<void> => {
      const captures = await runLog.keepCaptures(dayOf(day));
      const seen = bodies.map((body) => captureOf(body, { fetchedAt: dayOf(day) }));
      await captures.add({ sourceId: 'alpha', recipeHash: 'r', seen, committed: null });
      await runLog.append({ ...runOf(day), captures: await captures.end() });
    };
    const fileOf = (day: number): string => `log/00000${day}-2026020${day}T040506Z.warc.gz`;
    test(
      'are read back by another process, and the same bytes are kept once',
      inPlace(async (place) => {
        const store = await place.open();
        await append(store, 1, ['<p>one</p>']);
        await append(store, 2, ['<p>one</p>', '<p>two</p>']);
        const { runLog } = await place.open();
        const look = await runLog.lookAt('alpha', new Date(dayOf(2)));
        expect(look).toMatchObject({ line: 2, startedAt: dayOf(2), captures: { file: fileOf(2) } });
        const stored = await runLog.captures(fileOf(2));
        const read = await createArchive().read(stored?.bytes ?? new Uint8Array());
        expect(read.map(({ confirms, capture }) => [confirms, Buffer.from(capture.wireBody).toString()])).toEqual([
          [{ file: fileOf(1), fetchedAt: dayOf(1) }, ''],
          [null, '<p>two</p>'],
        ]);
        expect((await store.verify(null)).findings).toEqual([]);
      }),
    );
    test(
      'are found by the time at which their check began',
      inPlace(async (place) => {
        const store = await place.open();
        for (const day of [1, 3]) await append(store, day, []);
        const lineAt = async (at: string) => (await store.runLog.lookAt('alpha', new Date(at)))?.line ?? null;
        expect(await Promise.all(['2026-01-31', dayOf(1), dayOf(2), dayOf(4)].map(lineAt))).toEqual([null, 1, 1, 2]);
        expect(await store.runLog.lookAt('beta', new Date(dayOf(4)))).toBeNull();
      }),
    );
    test(
      'go when they are beyond the limits, and the log tells it',
      inPlace(async (place) => {
        const store = await place.open();
        const limits = { ageMs: null, files: 1, bytes: null };
        for (const day of [1, 2]) await append(store, day, [`<p>${day}</p>`]);
        expect(await store.runLog.pruneCaptures(limits)).toEqual([]); // the second may refer to the first
        const captures = await store.runLog.keepCaptures('2026-03-01T04:05:06.000Z');
        const late = captureOf('<p>late</p>', { fetchedAt: '2026-03-01T04:05:06.000Z' });
        await captures.add({ sourceId: 'alpha', recipeHash: 'r', seen: [late], committed: null });
        const startedAt = '2026-03-01T04:05:06.000Z';
        await store.runLog.append({ ...runOf(1), startedAt, captures: await captures.end() });
        expect(await store.runLog.pruneCaptures(limits)).toEqual([fileOf(1), fileOf(2)]);
        expect(await store.runLog.captures(fileOf(1))).toBeNull();
        expect(await store.runLog.pruneCaptures(limits)).toEqual([]);
        expect((await store.verify(null)).findings).toEqual([]);
      }),
    );
  });
  describe(`${name}: hosts and lock`, () => {
    test(
      'what is known of a host is kept by its origin',
      inPlace(async (place) => {
        const store = await place.open();
        const memory = {
          notBefore: '2026-02-03T05:00:00.000Z',
          robots: { text: 'User-agent: *', fetchedAt: '', status: 200 },
          pulse: { startedAt: '2026-02-03T04:00:00.000Z', hostDelayMs: 5_000, latencyMs: 120 },
        };
        await store.hosts.write('https://library.example:8443', memory);
        const { hosts } = await place.open();
        expect(await hosts.read('https://library.example:8443')).toEqual(memory);
        expect(await hosts.read('https://library.example')).toBeNull();
      }),
    );
    test(
      'one process at a time holds the store, and what it did is there for the next',
      inPlace(async (place) => {
        const [first, second] = [await place.open(), await place.open()];
        const lock = await first.lock();
        await expect(second.lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
        await first.commit(commitOf(1), checkOf(1));
        await first.commit(commitOf(2), checkOf(2));
        await first.outbox.add(messageOf('m1'), BYTES);
        await first.outbox.settle('alpha', 2);
        await lock.release();
        const next = await second.lock();
        await second.commit(commitOf(3), checkOf(3));
        expect(await second.outbox.pending()).toEqual([messageOf('m1')]);
        expect(await second.outbox.settledUpTo('alpha')).toBe(2);
        await next.release();
      }),
    );
    test(
      'who holds the whole store keeps out who would check a source or send messages',
      inPlace(async (place) => {
        const [first, second] = [await place.open(), await place.open()];
        const lock = await first.lock();
        for (const scope of ['post', { sourceId: 'alpha' }] as const)
          await expect(second.lock(scope)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
        await lock.release();
        for (const scope of ['post', { sourceId: 'alpha' }] as const) {
          const narrow = await second.lock(scope);
          await expect(first.lock()).rejects.toMatchObject({ code: 'STATE_LOCKED' });
          await expect(first.lock(scope)).rejects.toMatchObject({ code: 'STATE_LOCKED' });
          await narrow.release();
        }
      }),
    );
    test(
      'a list that was left is left by another process too, and once',
      inPlace(async (place) => {
        const one = { subscriberId: 'editor@example.org', list: 'alpha' };
        const left = await place.unsubscriptions();
        await left.add(one, new Date(0));
        await left.add(one, new Date(1));
        expect(await (await place.unsubscriptions()).all()).toEqual([one]);
      }),
    );
  });
}
