import { expect, test } from 'vitest';
import type { Site } from '../../src/report/site/site.ts';
import { createPatientReader } from '../../src/web/patient-reader.ts';
import { createFakeClock } from '../support/clock.ts';
import { makeSite } from './make-site.ts';

const sites = [1, 2, 3].map((sources) => makeSite({ sources, items: 2, crawls: 1, changesACrawl: 1 }));

/** A store that gives one site after another, each look taking so long by the clock. */
function makeWatched(lookMs: number) {
  const clock = createFakeClock('2026-11-24T06:17:00Z');
  let looks = 0;
  const reader = createPatientReader(
    {
      read: async (): Promise<Site> => {
        const site = sites[looks++] ?? sites[2];
        if (lookMs > 0) await clock.sleep(lookMs, new AbortController().signal);
        if (site === undefined) throw new Error('no site');
        return site;
      },
    },
    clock,
  );
  return { clock, reader, looks: () => looks };
}
const countOf = async (reader: { read(): Promise<Site> }): Promise<number> => (await reader.read()).sources.length;

test('the store is looked at once for all who ask within a second', async () => {
  const { reader, looks } = makeWatched(0);
  await Promise.all([reader.read(), reader.read(), reader.read()]);
  await reader.read();
  expect(looks()).toBe(1);
});

test('a second later, who asks sees what is new', async () => {
  const { clock, reader } = makeWatched(0);
  expect(await countOf(reader)).toBe(1);
  clock.advance(1_001);
  expect(await countOf(reader)).toBe(2);
});

test('a look that takes long keeps nobody waiting who can be given what was seen within the minute', async () => {
  const { clock, reader, looks } = makeWatched(500);
  expect(await countOf(reader)).toBe(1);
  clock.advance(10_001); // the pause after a look of half a second
  expect(await countOf(reader)).toBe(1);
  expect(looks()).toBe(2);
  await clock.sleep(500, new AbortController().signal);
  expect(await countOf(reader)).toBe(2);
});

test('what was seen over a minute ago is not shown without another look', async () => {
  const { clock, reader } = makeWatched(500);
  expect(await countOf(reader)).toBe(1);
  clock.advance(61_000);
  expect(await countOf(reader)).toBe(2);
});

test('a look that fails is told to who waits for it, and the next asker has another', async () => {
  const clock = createFakeClock('2026-11-24T06:17:00Z');
  let looks = 0;
  const reader = createPatientReader(
    {
      read: async () => {
        const [site] = sites;
        if (looks++ === 0 || site === undefined) throw new Error('locked');
        return site;
      },
    },
    clock,
  );
  await expect(reader.read()).rejects.toThrow('locked');
  expect(await countOf(reader)).toBe(1);
});
