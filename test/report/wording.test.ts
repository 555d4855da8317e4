import { expect, test } from 'vitest';
import type { Fate, ProbeAnswer } from '../../src/model/change.ts';
import { createMoments } from '../../src/report/moments.ts';
import { joinWords, sayCounts, sayCoverage, sayRemoval, sayReturn } from '../../src/report/wording.ts';
import {
  BEFORE,
  makeAdded,
  makeAnswer,
  makeChanged,
  makeCoverage,
  makeItem,
  makeRemoved,
  makeRestored,
  makeSection,
  NOW,
} from './make.ts';

const say = createMoments('UTC');
const ITEM = makeItem('Light Dues');

const FATES: readonly (readonly [Fate, string, ProbeAnswer | null, string])[] = [
  ['gone', '404', makeAnswer(), 'its own page answers 404 (gone). Asked 24 November 2026 11:17 UTC.'],
  ['gone', '410', makeAnswer({ status: 410 }), 'its own page answers 410 (gone). Asked 24 November 2026 11:17 UTC.'],
  ['delisted', '200', makeAnswer({ status: 200 }), 'its page still answers (200). Asked 24 November 2026 11:17 UTC.'],
  [
    'moved',
    '301',
    makeAnswer({ status: 301, location: 'https://library.example/new' }),
    'its page redirects (301) to https://library.example/new. Asked 24 November 2026 11:17 UTC.',
  ],
  [
    'moved',
    '302 without a place',
    makeAnswer({ status: 302 }),
    'its page redirects (302) elsewhere. Asked 24 November 2026 11:17 UTC.',
  ],
  ['unlinked', 'no address', null, 'it had no page of its own that could be asked.'],
  ['unasked', 'not asked', null, 'its own page was not asked.'],
  [
    'unasked',
    'robots.txt',
    makeAnswer({ status: null, code: 'FETCH_ROBOTS' }),
    'robots.txt forbids asking for its own page.',
  ],
  [
    'unknown',
    '403',
    makeAnswer({ status: 403 }),
    'what became of it is unknown: when last asked, its own page answered 403. Asked 24 November 2026 11:17 UTC.',
  ],
  [
    'unknown',
    'a challenge',
    makeAnswer({ status: 200, code: 'BLOCKED' }),
    'what became of it is unknown: when last asked, its own page showed a challenge (200). Asked 24 November 2026 11:17 UTC.',
  ],
  [
    'unknown',
    'silence',
    makeAnswer({ status: null, code: 'FETCH_TIMEOUT' }),
    'what became of it is unknown: when last asked, its own page gave no answer (FETCH_TIMEOUT). Asked 24 November 2026 11:17 UTC.',
  ],
];
test.each(FATES)('%s (%s) says what was observed, and no more', (fate, _, answer, words) => {
  expect(sayRemoval(makeRemoved(ITEM, fate, answer), say)).toEqual([
    `No longer listed; ${words}`,
    'Last seen 22 November 2026 11:17 UTC; first missing 24 November 2026 11:17 UTC.',
  ]);
});

test('only a page that answers so is called gone', () => {
  for (const [fate, , answer] of FATES.filter(([each]) => each !== 'gone'))
    expect(sayRemoval(makeRemoved(ITEM, fate, answer), say).join(' ')).not.toMatch(/gone|deleted|withdrawn|taken down/);
});

test('an item missed by several crawls says by how many', () => {
  const proof = { lastSeen: BEFORE, missingSince: NOW, crawls: 5, answer: null };
  expect(sayRemoval(makeRemoved(ITEM, 'unknown', null, { proof }), say)[1]).toMatch(/Missing in 5 complete crawls\.$/);
});

test('a return says how long the item was away', () => {
  const change = makeRestored(ITEM, ITEM, { lastSeen: '2026-11-20T11:17:40Z', removedAt: '2026-11-21T00:00:00Z' });
  expect(sayReturn(change, say, NOW)).toBe(
    'Listed again after 4 days. Last seen before 20 November 2026 11:17 UTC; told as removed 21 November 2026 00:00 UTC.',
  );
});

test('kinds are counted in the order of telling', () => {
  const removed = makeRemoved(ITEM, 'gone', makeAnswer());
  const changes = [removed, makeAdded(ITEM), removed, makeRestored(ITEM, ITEM), makeChanged(ITEM, ITEM)];
  expect(sayCounts(changes)).toBe('1 added, 1 changed, 1 restored, 2 removed');
});

test.each([
  ['a complete crawl', {}, '8 of 8 pages read, 76 items; compared with 22 November 2026 11:17 UTC.'],
  ['one page, one item', { pages: 1, items: 1 }, '1 of 1 page read, 1 item; compared with 22 November 2026 11:17 UTC.'],
  ['a total that agrees', { totalShown: 76 }, '8 of 8 pages read, 76 items; compared'],
  ['a total that does not', { totalShown: 80 }, '76 items (the site itself says 80); compared'],
  [
    'a list that shifted',
    { isComplete: false },
    '8 pages read, 76 items; the list kept shifting while it was read, so nothing is said of absences; compared',
  ],
  ['nothing to compare with', { comparedWith: null }, '8 of 8 pages read, 76 items.'],
])('the coverage of %s is told', (_, over, words) => {
  const section = makeSection([makeAdded(ITEM)], { coverages: [{ at: NOW, coverage: makeCoverage(over) }] });
  expect(sayCoverage(section, say)[0]).toContain(words);
});

test('several crawls in one digest tell the last one, and the whole span', () => {
  const coverages = [
    { at: '2026-11-23T11:17:00Z', coverage: makeCoverage() },
    { at: NOW, coverage: makeCoverage({ items: 77, comparedWith: '2026-11-23T11:17:00Z' }) },
  ];
  expect(sayCoverage(makeSection([makeAdded(ITEM)], { coverages }), say)).toEqual([
    '2 crawls, the last one: 8 of 8 pages read, 77 items; compared with 22 November 2026 11:17 UTC.',
    'Added between then (last seen without) and 24 November 2026 11:17 UTC (first seen with).',
  ]);
});

test('a section of removals alone leaves their times to each of them', () => {
  expect(sayCoverage(makeSection([makeRemoved(ITEM, 'gone', makeAnswer())]), say)).toHaveLength(1);
  expect(sayCoverage(makeSection([makeAdded(ITEM)], { coverages: [] }), say)).toEqual([]);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j is joined as "%s"', (words, text) => {
  expect(joinWords(words)).toBe(text);
});
