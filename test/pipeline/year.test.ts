import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Change } from '../../src/model/change.ts';
import type { Cadence, Settings, Subscriber } from '../../src/model/subscriber.ts';
import { MOODS } from '../store/memory-disk.ts';
import { makeSubscriber } from './make.ts';
import { liveThrough, type Received, type Run, type Year } from './year-world.ts';

const DAYS = 365;
const DAY_MINUTES = 1_440;

const SEVEN: Cadence = { kind: 'daily', hour: 7, minute: 0 };
const SUBSCRIBERS: readonly Subscriber[] = [
  makeSubscriber('at-once', {}),
  makeSubscriber('ice', { include: ['ice'] }),
  makeSubscriber('mill', { sources: ['mill'], cadence: SEVEN, timezone: 'Asia/Kathmandu' }),
  makeSubscriber('berlin', { cadence: SEVEN, timezone: 'Europe/Berlin' }),
  makeSubscriber('new-york', { cadence: { ...SEVEN, kind: 'weekly', weekday: 1 }, timezone: 'America/New_York' }),
  makeSubscriber('nothing', { kinds: ['removed'] }),
];
const SETTINGS: Settings = {
  contact: '',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'Watch <watch@example.org>', replyTo: null },
  subscribers: SUBSCRIBERS,
};

/** A stretch of days without something. */
const outages = (count: number, longest: number) =>
  fc.array(fc.record({ from: fc.nat(DAYS), days: fc.integer({ min: 1, max: longest }) }), { maxLength: count });
const run = fc.record({
  clock: fc.nat(DAY_MINUTES - 1),
  news: fc.tuple(fc.nat(2), fc.nat(1)),
  server: fc.constantFrom('up', 'up', 'up', 'up', 'greylists', 'forgets to answer'),
  crash: fc.option(fc.record({ at: fc.integer({ min: 1, max: 40 }), mood: fc.constantFrom(...MOODS) }), { freq: 6 }),
});
const year = fc
  .record({
    days: fc.array(fc.array(run, { minLength: 1, maxLength: 2 }), { minLength: DAYS, maxLength: DAYS }),
    machineOff: outages(8, 15),
    serverDown: outages(10, 12),
  })
  .map(({ days, machineOff, serverDown }): readonly Run[] => {
    const isIn = (stretches: typeof machineOff, day: number): boolean =>
      stretches.some(({ from, days: length }) => day >= from && day < from + length);
    const lived = days.flatMap((runs, day) =>
      isIn(machineOff, day)
        ? []
        : runs
            .map(({ clock, server, ...rest }): Run => {
              const minute = day * DAY_MINUTES + clock;
              return { ...rest, minute, server: isIn(serverDown, day) ? 'down' : asServer(server) };
            })
            .sort((a, b) => a.minute - b.minute),
    );
    // Ten quiet days after the year, in which whatever waits can go out.
    const quiet = Array.from({ length: 20 }, (_, index): Run => {
      return { minute: (DAYS + index / 2) * DAY_MINUTES, news: [0, 0], server: 'up', crash: null };
    });
    return [...lived, ...quiet];
  });

function asServer(name: string): Run['server'] {
  return name === 'greylists' || name === 'forgets to answer' ? name : 'up';
}

/** The rules of `kinds`, `sources` and `include`, said once more. */
function wants({ id }: Subscriber, sourceId: string, change: Change): boolean {
  if (id === 'nothing') return false;
  if (id === 'mill') return sourceId === 'mill';
  return id !== 'ice' || (change.after?.title.includes('Ice') ?? false);
}

function expectOnceEach({ received, changesets, told }: Year): void {
  const committed = changesets.flatMap(({ sourceId, changes }) => changes.map((change) => ({ sourceId, change })));
  const ids = new Set(committed.map(({ change }) => change.id));
  expect(told.filter((id) => !ids.has(id))).toEqual([]);
  for (const reader of SUBSCRIBERS) {
    const mails = received.filter(({ to }) => to === reader.email);
    const bytesById = new Map(mails.map(({ messageId, bytes }) => [messageId, bytes]));
    expect(mails.filter(({ messageId, bytes }) => bytesById.get(messageId) !== bytes)).toEqual([]);
    const reported = [...new Map(mails.map((mail) => [mail.messageId, mail.changeIds])).values()].flat();
    const wanted = committed.filter(({ sourceId, change }) => wants(reader, sourceId, change));
    expect(reported.sort(), reader.id).toEqual(wanted.map(({ change }) => change.id).sort());
  }
}

/** What the wall clock shows, sortable: `2026-03-29 07:00`. */
function wallClock(timeZone: string): (iso: string) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (iso) => format.format(new Date(iso));
}

const DATE_LENGTH = 10;

/** Did the reader's clock show seven, on a day of the cadence, after the first moment and up to the second? */
function isDue(from: string, to: string, weekday: number | null): boolean {
  for (let day = Date.parse(to.slice(0, DATE_LENGTH)); ; day -= DAY_MINUTES * 60_000) {
    const seven = `${new Date(day).toISOString().slice(0, DATE_LENGTH)} 07:00`;
    if (seven <= from) return false;
    if (seven <= to && (weekday === null || new Date(day).getUTCDay() === weekday)) return true;
  }
}

/** A digest is made by the first run that comes to its end after its hour, and never before the hour. */
function expectPunctual(reader: Subscriber, mails: readonly Received[], { changesets, finished }: Year): void {
  const weekday = reader.cadence.kind === 'weekly' ? reader.cadence.weekday : null;
  const wall = wallClock(reader.timezone);
  const atById = new Map(changesets.flatMap(({ at, changes }) => changes.map((change) => [change.id, at])));
  for (const { madeAt, changeIds } of mails) {
    const oldest = changeIds.map((id) => atById.get(id) ?? '').sort()[0] ?? '';
    expect(isDue(wall(oldest), wall(madeAt), weekday), `${reader.id}: too early, ${madeAt}`).toBe(true);
    const earlier = finished.findLast((at) => at >= oldest && at < madeAt);
    if (earlier !== undefined)
      expect(isDue(wall(oldest), wall(earlier), weekday), `${reader.id}: too late, ${madeAt}`).toBe(false);
  }
}

test('through a year of outages every change reaches everyone who wants it, once and at the hour', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-year-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await fc.assert(
    fc.asyncProperty(year, async (runs) => {
      const lived = await liveThrough(runs, SETTINGS, folder);
      expect(lived.received.length).toBeGreaterThan(100);
      expectOnceEach(lived);
      for (const reader of SUBSCRIBERS.filter(({ cadence }) => cadence.kind !== 'immediate')) {
        const mails = lived.received.filter(({ to }) => to === reader.email);
        expect(mails.length).toBeGreaterThan(10);
        expectPunctual(reader, mails, lived);
      }
    }),
    { numRuns: 2, endOnFailure: true },
  );
}, 120_000);
