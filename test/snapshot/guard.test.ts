import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/model/item.ts';
import { type GuardInput, guardItems } from '../../src/snapshot/guard.ts';
import { makeItems } from './make-item.ts';

const LIMITS = { minItems: 1, maxDropRatio: 0.3 };

/** A crawl that found `items` where `before` stood; nothing was matched by anything but its key. */
function crawl(items: readonly Item[], before: readonly Item[] | null, given: Partial<GuardInput> = {}): GuardInput {
  const keys = new Set(items.map((item) => item.key));
  return {
    items,
    before,
    rowCount: items.length,
    recentCounts: before === null ? [] : [before.length],
    totalShown: null,
    missingCount: before?.filter((item) => !keys.has(item.key)).length ?? 0,
    isMarkedEmpty: false,
    today: '2024-06-01',
    ...given,
  };
}
const codeOf = (found: GuardInput, limits = LIMITS) => guardItems(found, limits)?.code ?? null;
const shrunk = (from: number, to: number, given: Partial<GuardInput> = {}) =>
  crawl(makeItems(to), makeItems(from), given);

describe('too few items', () => {
  test.each([
    ['none at first', crawl([], null), LIMITS, 'LISTING_EMPTY'],
    ['none where there were some', shrunk(30, 0), LIMITS, 'LISTING_EMPTY'],
    [
      'none, and the page says so, where there were some',
      shrunk(30, 0, { isMarkedEmpty: true }),
      LIMITS,
      'LISTING_EMPTY',
    ],
    [
      'none, said by the page, where none are allowed, from 30',
      shrunk(30, 0, { isMarkedEmpty: true }),
      { minItems: 0, maxDropRatio: 0.3 },
      'LISTING_COLLAPSED',
    ],
    ['none, unsaid, where none are allowed', crawl([], null), { minItems: 0, maxDropRatio: 1 }, 'LISTING_EMPTY'],
    [
      'none, said by the page, where none are allowed',
      crawl([], null, { isMarkedEmpty: true }),
      { minItems: 0, maxDropRatio: 0.3 },
      null,
    ],
    [
      'the last one goes, said by the page, where none are allowed',
      shrunk(1, 0, { isMarkedEmpty: true }),
      { minItems: 0, maxDropRatio: 0.3 },
      null,
    ],
    ['fewer than wanted', crawl(makeItems(3), null), { minItems: 5, maxDropRatio: 1 }, 'LISTING_COLLAPSED'],
    ['as many as wanted', crawl(makeItems(5), null), { minItems: 5, maxDropRatio: 0.3 }, null],
    ['a first look', crawl(makeItems(1), null), LIMITS, null],
  ])('%s', (_, found, limits, code) => {
    expect(codeOf(found, limits)).toBe(code);
  });

  test('the message says what was expected and what was found', () => {
    expect(guardItems(crawl(makeItems(3), null), { minItems: 5, maxDropRatio: 1 })?.message).toBe(
      'found 3 items, expected at least 5 (guard.minItems)',
    );
    expect(guardItems(shrunk(100, 7), LIMITS)?.message).toBe(
      'found 7 items, expected at least 70 (there were 100; guard.maxDrop lets 30 % go)',
    );
  });
});

describe('a share that is gone at once', () => {
  test.each([
    [100, 70, null],
    [100, 69, 'LISTING_COLLAPSED'],
    [100, 7, 'LISTING_COLLAPSED'],
    [11, 10, null],
    [10, 7, null],
    [10, 6, 'LISTING_COLLAPSED'],
    [3, 2, null],
    [3, 1, 'LISTING_COLLAPSED'],
    [2, 1, null],
  ])('of %i items %i are left: %s', (from, to, code) => {
    expect(codeOf(shrunk(from, to))).toBe(code);
  });

  test('a list that is as long as before but made of other items is held', () => {
    const items = makeItems(60).slice(30);
    const finding = guardItems(crawl(items, makeItems(30)), LIMITS);
    expect(finding).toEqual({
      code: 'LISTING_COLLAPSED',
      message: '30 of 30 known items are gone at once, expected at most 9 (guard.maxDrop lets 30 % go)',
    });
  });

  test('records that only moved are not gone', () => {
    expect(codeOf(crawl(makeItems(60).slice(30), makeItems(30), { missingCount: 2 }))).toBe(null);
  });

  test('items that are missing since earlier crawls do not count again', () => {
    expect(codeOf(crawl(makeItems(10), makeItems(10), { missingCount: 8 }))).toBe(null);
  });

  test('maxDrop 1 lets any share go, but not the whole list', () => {
    const limits = { minItems: 1, maxDropRatio: 1 };
    expect(codeOf(crawl(makeItems(60).slice(30), makeItems(30)), limits)).toBe(null);
    expect(codeOf(shrunk(100, 1), limits)).toBe(null);
    expect(codeOf(shrunk(100, 0), limits)).toBe('LISTING_EMPTY');
  });

  test('after a new baseline the counts of longer lists prove nothing', () => {
    expect(codeOf(shrunk(20, 18, { recentCounts: [20, 60, 60, 60, 60] }))).toBe(null);
  });

  test('rows that are there but cannot be read are a page that changed its form', () => {
    expect(guardItems(shrunk(30, 4, { rowCount: 30 }), LIMITS)).toEqual({
      code: 'LISTING_UNREADABLE',
      message: 'the page shows 30 rows, but only 4 could be read as items, expected at least 21',
    });
  });
});

describe('the number the site itself shows', () => {
  test.each([
    ['more than was read', 50, 40, 40, 'LISTING_INCOMPLETE'],
    ['as many as were read', 40, 40, 40, null],
    ['fewer than were read', 30, 40, 40, null],
    ['rows that were merged', 42, 40, 42, null],
    ['none', null, 40, 40, null],
  ])('%s', (_, totalShown, count, rowCount, code) => {
    expect(codeOf(crawl(makeItems(count), makeItems(40), { totalShown, rowCount }))).toBe(code);
  });
});

describe('items that cannot be right', () => {
  const before = makeItems(20);
  const faulty = (count: number, given: Partial<Item>) => makeItems(20, (number) => (number < count ? given : {}));

  test.each<[string, readonly Item[], string | null]>([
    ['titles are gone', faulty(20, { title: '' }), 'LISTING_UNREADABLE'],
    ['a few titles are gone', faulty(4, { title: '' }), null],
    ['addresses are gone', faulty(9, { url: null }), 'LISTING_UNREADABLE'],
    ['a quarter of the addresses is gone', faulty(5, { url: null }), null],
    ['dates far ahead', faulty(12, { date: '2062-04-01' }), 'LISTING_UNREADABLE'],
    ['one date far ahead', faulty(1, { date: '2062-04-01' }), null],
    ['dates of next year', faulty(20, { date: '2025-12-31' }), null],
    ['all dates are gone', faulty(20, { date: null }), 'LISTING_UNREADABLE'],
    ['most dates are gone', faulty(19, { date: null }), null],
    ['all summaries are gone', faulty(20, { summary: null }), 'LISTING_UNREADABLE'],
    ['replacement characters', faulty(3, { title: 'Se\ufffdal' }), 'LISTING_UNREADABLE'],
    ['one replacement character', faulty(1, { title: 'Se\ufffdal' }), null],
    ['UTF-8 read as windows-1252', faulty(6, { summary: 'SeÃ±al de la RÃ©publique' }), 'LISTING_UNREADABLE'],
    ['quotes read as windows-1252', faulty(6, { summary: 'the officersâ€™ guide' }), 'LISTING_UNREADABLE'],
    ['true accents beside quotes', faulty(20, { title: '«Café» ‘à l’été’ – Ångström ÑANDÚ' }), null],
  ])('%s', (_, items, code) => {
    expect(codeOf(crawl(items, before))).toBe(code);
  });

  test('what was so before is no reason', () => {
    const plain = makeItems(20, () => ({ title: 'Se\ufffdal', url: null, date: '2062-04-01', summary: null }));
    expect(codeOf(crawl(plain, plain))).toBe(null);
  });

  test('a Cyrillic list read with another single-byte charset is held, a retitled one is not', () => {
    const cyrillic = makeItems(6, (number) => ({ title: `Отчёт ${number}: режим` }));
    const misread = makeItems(6, (number) => ({ title: `Îò÷¸ò ${number}: ðåæèì` }));
    const retitled = makeItems(6, (number) => ({ title: `Отчет ${number}: режим` }));
    const reworded = makeItems(6, (number) => ({ title: `Доклад о питании ${number}` }));
    expect(codeOf(crawl(misread, cyrillic))).toBe('LISTING_UNREADABLE');
    expect(codeOf(crawl(retitled, cyrillic))).toBe(null);
    expect(codeOf(crawl(reworded, cyrillic))).toBe(null);
    expect(codeOf(crawl(makeItems(6), cyrillic))).toBe(null);
  });

  test('the message names the fault and what was there before', () => {
    expect(guardItems(crawl(faulty(12, { date: '2062-04-01' }), before), LIMITS)?.message).toBe(
      '12 of 20 items are dated after 2026-06-01, expected about as many as before: 0 of 20',
    );
  });
});
