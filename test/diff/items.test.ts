import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffItems, type ItemDiff } from '../../src/diff/items.ts';
import type { Item } from '../../src/model/item.ts';
import type { RemovedItem } from '../../src/model/snapshot.ts';

const makeItem = (slug: string, given: Partial<Item> = {}): Item => {
  const url = `https://records.example/publication/${slug}`;
  return { key: url, title: slug, url, date: null, summary: null, extra: {}, ...given };
};
const bare = (title: string, given: Partial<Item> = {}): Item =>
  makeItem('', { key: `title:${title.toLowerCase()}`, title, url: null, ...given });
const removedItem = (item: Item): RemovedItem => ({
  item,
  fate: 'gone',
  lastSeen: '2024-01-01T00:00:00Z',
  removedAt: '2024-01-02T00:00:00Z',
});
const diff = (before: readonly Item[], after: readonly Item[], removed: readonly RemovedItem[] = []) =>
  diffItems({ before, removed, after });
const countsOf = (found: ItemDiff) =>
  Object.fromEntries(Object.entries(found).map(([part, list]) => [part, list.length]));
const NOTHING = { added: 0, changed: 0, restored: 0, missing: 0, unchanged: 0 };

test('another place on the same page is no change, another route of an application is one', () => {
  const at = (fragment: string) => makeItem('a', { url: `https://records.example/publication/a${fragment}` });
  expect(countsOf(diff([at('#s1')], [at('#s2')]))).toEqual({ ...NOTHING, unchanged: 1 });
  expect(diff([at('#/s1')], [at('#/s2')]).changed).toMatchObject([{ fields: ['url'], isCosmetic: false }]);
});

describe('one record', () => {
  const item = makeItem('a', { title: 'Guide', date: '2024-01-01', summary: 'All of it.', extra: { office: 'Legal' } });

  test.each<[string, Partial<Item>, readonly string[], boolean]>([
    ['title', { title: 'Manual' }, ['title'], false],
    ['title in capitals', { title: 'GUIDE' }, ['title'], true],
    ['date', { date: '2024-02-29' }, ['date'], false],
    ['date that goes', { date: null }, ['date'], false],
    ['summary', { summary: 'Half of it.' }, ['summary'], false],
    ['summary that goes', { summary: null }, ['summary'], false],
    ['further field', { extra: { office: 'Press' } }, ['office'], false],
    ['further field in capitals', { extra: { office: 'LEGAL' } }, ['office'], true],
    ['further field that comes', { extra: { office: 'Legal', constructor: 'x' } }, ['constructor'], false],
    [
      'several fields, sorted',
      { title: 'Manual', date: null, summary: 'x', extra: {} },
      ['date', 'office', 'summary', 'title'],
      false,
    ],
    ['capitals beside a real change', { title: 'GUIDE', date: null }, ['date', 'title'], false],
    ['address with a slash at its end', { url: 'https://records.example/publication/a/' }, ['url'], true],
    ['address with another scheme', { url: 'http://records.example/publication/a' }, ['url'], true],
    ['address with capitals in its host', { url: 'https://RECORDS.example/publication/a' }, ['url'], true],
    ['address with other parameters', { url: 'https://records.example/publication/a?v=2' }, ['url'], false],
  ])('changes its %s', (_, given, fields, isCosmetic) => {
    const after = { ...item, ...given };
    expect(diff([item], [after])).toEqual({
      ...{ added: [], restored: [], missing: [], unchanged: [] },
      changed: [{ before: item, after, fields, isCosmetic, match: 'key' }],
    });
  });

  test('is unchanged, and said to be, where nothing differs', () => {
    const same = { ...item };
    expect(diff([item], [same])).toEqual({
      added: [],
      changed: [],
      restored: [],
      missing: [],
      unchanged: [{ before: item, after: same }],
    });
  });

  test('comes', () => {
    expect(diff([], [item]).added).toEqual([{ after: item, relatedKey: null }]);
  });

  test('goes', () => {
    expect(diff([item], []).missing).toEqual([{ item, relatedKey: null }]);
  });

  test('says by what it was known', () => {
    const match = (before: Item, after: Item) => diff([before], [after]).changed.map((change) => change.match);
    expect(match(item, { ...item, title: 'x' })).toEqual(['key']);
    expect(match(item, { ...item, key: 'https://records.example/publication/a?', title: 'x' })).toEqual(['url']);
    expect(match(item, { ...makeItem('b'), title: 'Guide' })).toEqual(['title']);
    expect(
      match(makeItem('a', { title: 'Rural Clincs Survey' }), makeItem('b', { title: 'Rural Clinics Survey' })),
    ).toEqual(['similar']);
  });
});

describe('rows that share an address', () => {
  const row = (mark: string, title: string, given: Partial<Item> = {}) =>
    makeItem('board', { key: `https://records.example/publication/board${mark}`, title, ...given });

  test('are told apart by their titles, whichever of them bears the plain key', () => {
    const before = [row('', 'Agenda'), row(' title:minutes', 'Minutes')];
    const after = [row('', 'Minutes'), row(' title:slides', 'Slides')];
    const found = diff(before, after);
    expect(found.unchanged.map((same) => same.after.title)).toEqual(['Minutes']);
    expect(found.changed).toMatchObject([
      { before: { title: 'Agenda' }, after: { title: 'Slides' }, fields: ['title'], match: 'key' },
    ]);
  });

  test('go to the likest title where several are new', () => {
    const before = [row('', 'Agenda of the Board'), row(' title:minutes of the board', 'Minutes of the Board')];
    const after = [
      row('', 'Agenda of the Board (Revised)'),
      row(' title:minutes of the boards', 'Minutes of the Boards'),
    ];
    expect(diff(before, after).changed.map(({ before: from, after: to }) => `${from.title} > ${to.title}`)).toEqual([
      'Agenda of the Board > Agenda of the Board (Revised)',
      'Minutes of the Board > Minutes of the Boards',
    ]);
  });

  test('are known by title where another field changed', () => {
    const before = [row('', 'Agenda'), row(' title:minutes', 'Minutes')];
    const found = diff(before, [row('', 'Agenda'), row(' title:minutes', 'Minutes', { date: '2024-01-01' })]);
    expect(found.changed).toMatchObject([{ fields: ['date'], match: 'key' }]);
    expect(diff(before, [row('', 'MINUTES', { date: '2024-01-01' })]).changed).toMatchObject([
      { match: 'url-and-title' },
    ]);
  });

  test('are taken in order where hundreds of them are new', () => {
    const rows = (word: string) => Array.from({ length: 300 }, (_, n) => row(` title:${word} ${n}`, `${word} ${n}`));
    expect(countsOf(diff(rows('old'), rows('new')))).toEqual({ ...NOTHING, changed: 300 });
  });
});

describe('rows without an address', () => {
  test('get a longer title', () => {
    const before = bare('Certificate of Uniformed Service in the Reserve', { date: '2022-02-01' });
    const after = bare('Certificate of Uniformed Service in the Reserve (controlled, ask the Navy)', {
      date: '2022-02-01',
    });
    expect(diff([before], [after]).changed).toMatchObject([{ fields: ['title'], match: 'similar' }]);
  });

  test('get an address', () => {
    const found = diff(
      [bare('Pay Adjustment Authorization')],
      [makeItem('dd139', { title: 'Pay Adjustment Authorization' })],
    );
    expect(found.changed).toMatchObject([{ fields: ['url'], match: 'title' }]);
  });

  test('without a title either are never matched by it', () => {
    expect(countsOf(diff([makeItem('a', { title: '' })], [makeItem('b', { title: '' })]))).toEqual({
      ...NOTHING,
      added: 1,
      missing: 1,
    });
  });
});

describe('a record that was removed before', () => {
  const gone = makeItem('guide', { title: 'Guide to Bonds', date: '2020-01-01' });

  test.each<[string, Item, readonly string[]]>([
    ['as it was', { ...gone }, []],
    ['with another date', { ...gone, date: '2021-01-01' }, ['date']],
    ['under its address, retitled', { ...gone, title: 'Bonds' }, ['title']],
    [
      'in another folder, by title and slug',
      { ...gone, key: 'https://records.example/new/guide', url: 'https://records.example/new/guide' },
      ['url'],
    ],
  ])('is back %s', (_, after, fields) => {
    const removed = removedItem(gone);
    expect(diff([], [after], [removed])).toEqual({
      added: [],
      changed: [],
      missing: [],
      unchanged: [],
      restored: [{ removed, after, fields }],
    });
  });

  test('is not back under its title alone', () => {
    expect(countsOf(diff([], [makeItem('other', { title: 'Guide to Bonds' })], [removedItem(gone)]))).toEqual({
      ...NOTHING,
      added: 1,
    });
  });

  test('comes back once, as what it was when it was removed last', () => {
    const newest = removedItem({ ...gone, title: 'Guide to Bonds, 2nd ed.' });
    const found = diff([], [{ ...gone, title: 'Guide to Bonds, 2nd ed.' }], [newest, removedItem(gone)]);
    expect(found.restored.map((one) => one.removed)).toEqual([newest]);
  });

  test('does not take a record that only moved to its old address', () => {
    const moved = makeItem('old', { title: 'Ferry Timetable', date: gone.date });
    const found = diff([moved], [{ ...gone, title: 'Ferry Timetable' }], [removedItem(gone)]);
    expect(found.changed).toMatchObject([{ fields: ['url'], match: 'title' }]);
    expect(found.restored).toEqual([]);
  });

  test('does not matter to what is listed still', () => {
    expect(countsOf(diff([gone], [gone], [removedItem(gone)]))).toEqual({ ...NOTHING, unchanged: 1 });
  });
});

describe('unsure', () => {
  test('a removal and an addition that look alike point to each other', () => {
    const before = makeItem('budget-2023', { title: 'Detention Budget, FY 2023' });
    const after = makeItem('budget-2024', { title: 'Detention Budget, FY 2024' });
    const found = diff([before], [after]);
    expect(found.missing).toEqual([{ item: before, relatedKey: after.key }]);
    expect(found.added).toEqual([{ after, relatedKey: before.key }]);
  });

  test('of two that are as good none is taken', () => {
    const before = [makeItem('x', { title: 'Rural Clincs Survey' })];
    const after = [makeItem('y', { title: 'Rural Clinics Survey' }), makeItem('z', { title: 'Rural Clinics, Survey' })];
    expect(countsOf(diff(before, after))).toEqual({ ...NOTHING, missing: 1, added: 2 });
  });

  test('a title that stands elsewhere in the list proves nothing', () => {
    const other = makeItem('c', { title: 'Notice', date: '2020-01-01' });
    const before = [other, makeItem('aa', { title: 'Notice', date: '2021-01-01' })];
    const after = [other, makeItem('bb', { title: 'Notice', date: '2022-01-01' })];
    expect(countsOf(diff(before, after))).toEqual({ ...NOTHING, unchanged: 1, missing: 1, added: 1 });
  });

  test('the next of a series under the same title is another record', () => {
    const before = makeItem('plan-2023', { title: 'Annual Plan', date: '2023-01-01' });
    const after = makeItem('plan-2024', { title: 'Annual Plan', date: '2024-01-01' });
    expect(countsOf(diff([before], [after]))).toEqual({ ...NOTHING, missing: 1, added: 1 });
  });

  test('a short title with another date and another summary is another record', () => {
    const before = makeItem('q', { title: 'Press release', date: '2023-01-01', summary: 'Boat found.' });
    const after = makeItem('z', { title: 'Press release', date: '2024-01-01', summary: 'Road closed.' });
    expect(countsOf(diff([before], [after]))).toEqual({ ...NOTHING, missing: 1, added: 1 });
  });

  test('of thousands under one title only those with a date of their own are matched', () => {
    const many = (folder: string) =>
      Array.from({ length: 100 }, (_, n) =>
        makeItem(`${folder}${n}`, {
          title: 'Notice',
          date: n === 7 ? '2020-07-07' : '2020-01-01',
          summary: n === 8 ? 'Eight' : null,
        }),
      );
    const found = diff(many('a'), many('b'));
    expect(found.changed.map((change) => change.before.date)).toEqual(['2020-07-07', '2020-01-01']);
  });
});

const WORDS = ['Detention', 'Budget', 'Report', 'Part', 'II', '2023', '2024', 'Guide', 'Guides', ''] as const;
const title = fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((words) => words.join(' ').trim());
const list = fc
  .uniqueArray(
    fc.record({
      slug: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'budget-2023', 'budget-2024'),
      title,
      date: fc.option(fc.constantFrom('2023-01-01', '2024-01-01')),
      summary: fc.option(fc.constantFrom('Short.', 'A summary that is long enough to tell one from another.')),
      isLinked: fc.boolean(),
    }),
    { selector: ({ slug, title: text, isLinked }) => (isLinked ? slug : `title:${text}`), maxLength: 9 },
  )
  .map((rows) =>
    rows.map(({ slug, isLinked, ...given }) =>
      isLinked ? makeItem(slug, given) : bare(given.title, { ...given, key: `title:${given.title}` }),
    ),
  );

/** Carries out what a diff says on the list before. */
function apply(before: readonly Item[], { added, changed, restored, missing, unchanged }: ItemDiff): Item[] {
  const next = new Map([...changed, ...unchanged].map((one) => [one.before, one.after]));
  const gone = new Set(missing.map((one) => one.item));
  const kept = before.filter((item) => !gone.has(item)).map((item) => next.get(item) ?? item);
  return [...kept, ...restored.map((one) => one.after), ...added.map((one) => one.after)];
}
const sorted = (items: readonly Item[]) => items.toSorted((a, b) => (a.key < b.key ? -1 : 1));

describe('any two lists', () => {
  test('a list compared with itself has no difference', () => {
    fc.assert(
      fc.property(list, list, (items, others) => {
        const found = diff(items, items, others.map(removedItem));
        expect(countsOf(found)).toEqual({ ...NOTHING, unchanged: items.length });
      }),
    );
  });

  test('what differs, applied to the list before, gives the list after', () => {
    fc.assert(
      fc.property(list, list, list, (before, after, removed) => {
        expect(sorted(apply(before, diff(before, after, removed.map(removedItem))))).toEqual(sorted(after));
      }),
      { numRuns: 400 },
    );
  });

  test('every item of both lists stands in exactly one place', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { added, changed, restored, missing, unchanged } = diff(before, after);
        const pairs = [...changed, ...unchanged];
        expect(sorted([...pairs.map((one) => one.before), ...missing.map((one) => one.item)])).toEqual(sorted(before));
        expect(sorted([...pairs, ...restored, ...added].map((one) => one.after))).toEqual(sorted(after));
      }),
    );
  });

  test('the order of the lists is irrelevant', () => {
    const shuffled = list.chain((items) =>
      fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([before, otherBefore], [after, otherAfter]) => {
        expect(diff(otherBefore, otherAfter)).toEqual(diff(before, after));
      }),
      { numRuns: 300 },
    );
  });

  test('related keys point both ways, each to one record', () => {
    fc.assert(
      fc.property(list, list, (before, after) => {
        const { added, missing } = diff(before, after);
        const there = missing.flatMap(({ item, relatedKey }) =>
          relatedKey === null ? [] : [`${item.key} ${relatedKey}`],
        );
        const back = added.flatMap((one) => (one.relatedKey === null ? [] : [`${one.relatedKey} ${one.after.key}`]));
        expect(there.sort()).toEqual(back.sort());
        expect(new Set(added.map((one) => one.relatedKey ?? one.after.key)).size).toBe(added.length);
      }),
    );
  });
});

describe('hostile lists end soon', () => {
  const many = (folder: string, given: (n: number) => Partial<Item>) =>
    Array.from({ length: 3_000 }, (_, n) => makeItem(`${folder}/${n}`, given(n)));

  test.each<[string, (n: number) => Partial<Item>]>([
    ['boilerplate titles', (n) => ({ title: `Inspection of Facility ${n}`, summary: 'Results.', date: '2020-01-01' })],
    ['one title', () => ({ title: 'Report', summary: 'Results.' })],
    ['titles without end', (n) => (n < 30 ? { title: `word ${'word '.repeat(20_000)}${n}` } : { title: `x${n}` })],
  ])('%s', (_, given) => {
    const started = performance.now();
    const found = diff(
      many('old', given),
      many('new', (n) => given(n + 3_000)),
    );
    expect(found.missing.length + found.changed.length).toBe(3_000);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
