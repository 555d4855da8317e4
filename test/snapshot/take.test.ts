import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/model/item.ts';
import type { HtmlRecipe, Recipe } from '../../src/model/recipe.ts';
import { hashRecipe, uniqueItems } from '../../src/snapshot/take.ts';
import { makeItem } from './make-item.ts';

const row = (key: string, title: string, given: Partial<Item> = {}) => makeItem(0, { key, url: key, title, ...given });
const keysOf = (items: readonly Item[]) => uniqueItems(items).map((item) => item.key);

describe('items of a crawl', () => {
  test('are sorted by key, by code unit', () => {
    expect(
      keysOf([row('https://b', 'x'), row('https://é', 'x'), row('https://B', 'x'), row('https://a', 'x')]),
    ).toEqual(['https://B', 'https://a', 'https://b', 'https://é']);
  });

  test('count once where one address and title stand twice', () => {
    expect(keysOf([row('https://a', 'Annual Report'), row('https://a', 'ANNUAL REPORT')])).toEqual(['https://a']);
  });

  test('stay two where an agenda and its minutes share an address', () => {
    const [agenda, minutes] = [row('https://a', 'Agenda'), row('https://a', 'Minutes')];
    expect(uniqueItems([minutes, agenda])).toEqual([agenda, { ...minutes, key: 'https://a title:minutes' }]);
  });

  test('count once where two rows without an address bear one title', () => {
    const bare = makeItem(0, { key: 'title:notice', title: 'Notice', url: null });
    expect(uniqueItems([bare, { ...bare }])).toEqual([bare]);
  });

  test('keep a title without an address that looks like the mark of a row', () => {
    const bare = makeItem(0, { key: 'title:a title:b', title: 'a title:b', url: null });
    expect(keysOf([bare])).toEqual(['title:a title:b']);
  });

  test('take the fullest row of a record, so that a teaser that comes and goes is no change', () => {
    const full = row('https://a', 'Guide', { summary: 'All of it.' });
    const teaser = row('https://a', 'Guide', { summary: null, date: null });
    expect(uniqueItems([teaser, full])).toEqual([full]);
    expect(uniqueItems([full, teaser])).toEqual([full]);
  });

  test('keep their keys when items of an accepted snapshot are among them', () => {
    const once = uniqueItems([row('https://a', 'Agenda'), row('https://a', 'Minutes'), row('https://a', 'Slides')]);
    expect(uniqueItems([...once, row('https://a', 'Minutes')])).toEqual(once);
  });

  const rows = fc.array(
    fc.record({
      key: fc.constantFrom('https://a', 'https://b', 'https://c'),
      title: fc.constantFrom('Agenda', 'AGENDA', 'Minutes', ''),
      summary: fc.option(fc.constantFrom('x', 'y')),
      date: fc.option(fc.constant('2024-01-01')),
    }),
    { maxLength: 12 },
  );

  test('do not depend on the order of the rows, and have keys of their own', () => {
    fc.assert(
      fc.property(
        rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const unique = uniqueItems(list.map(({ key, title, ...given }) => row(key, title, given)));
          expect(uniqueItems(shuffled.map(({ key, title, ...given }) => row(key, title, given)))).toEqual(unique);
          expect(new Set(unique.map((item) => item.key)).size).toBe(unique.length);
          expect(uniqueItems(unique)).toEqual(unique);
        },
      ),
    );
  });
});

const rule = { select: 'a', attr: null, type: 'text', order: null, pattern: null } as const;
const recipe: HtmlRecipe = {
  format: 'html',
  item: 'li',
  fields: { title: rule, url: { ...rule, attr: 'href' } },
  next: null,
  empty: null,
  alternates: [],
};

describe('the hash of a recipe', () => {
  test('is 16 hex digits', () => {
    expect(hashRecipe(recipe)).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each<[string, Recipe]>([
    ['the order of fields', { ...recipe, fields: { url: { ...rule, attr: 'href' }, title: rule } }],
    [
      'the order of keys',
      { alternates: [], empty: null, next: null, fields: recipe.fields, item: 'li', format: 'html' },
    ],
    ['alternates', { ...recipe, alternates: [{ item: 'tr', fields: recipe.fields }] }],
    ['the marker of an empty list', { ...recipe, empty: '.none' }],
  ])('does not see %s', (_, other) => {
    expect(hashRecipe(other)).toBe(hashRecipe(recipe));
  });

  test.each<[string, Recipe]>([
    ['the selector of records', { ...recipe, item: 'tr' }],
    ['a field', { ...recipe, fields: { ...recipe.fields, office: rule } }],
    ['the rule of a field', { ...recipe, fields: { ...recipe.fields, title: { ...rule, pattern: '(.*)' } } }],
    ['the link to further pages', { ...recipe, next: 'a.next' }],
    ['the format', { format: 'feed' }],
    ['addresses of a sitemap', { format: 'sitemap', include: ['/publication/'], exclude: [] }],
  ])('sees %s', (_, other) => {
    expect(hashRecipe(other)).not.toBe(hashRecipe(recipe));
  });
});
