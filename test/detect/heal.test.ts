import { describe, expect, test } from 'vitest';
import { countUnread } from '../../src/detect/cross-check.ts';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { proposeRecipe } from '../../src/detect/heal.ts';
import type { HtmlRecipe } from '../../src/model/recipe.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf, readFixture } from './fixtures.ts';

const { page } = readFixture('div-cards');
const { recipe, items } = (() => {
  const detection = detectListing(page);
  if (detection.recipe?.format !== 'html') throw new Error('expected an HTML recipe');
  return { recipe: detection.recipe, items: normalizeItems(detection.items, detection.recipe, null).items };
})();
const known = { items, pageCount: items.length };
const redesigned = pageOf(
  page.text
    .replaceAll('paper-card', 'entry')
    .replaceAll('<h3', '<h2')
    .replaceAll('</h3>', '</h2>')
    .replaceAll('class="row"', 'class="band"'),
  page.url,
);
const failing: HtmlRecipe = { ...recipe, item: '.paper-card-no-more', alternates: [] };
const NEXT_LINK = /<a [^>]*pager__next[^>]*>/; // <a class="pager__next" href="?page=2">
const lose = (count: number) =>
  items.map((item, at) => (at < count ? { key: `${item.key}/gone`, title: `Gone ${at}` } : item));

describe('a recipe that no longer fits', () => {
  test('gets a successor that finds the known records in the new markup', () => {
    const proposal = proposeRecipe(redesigned, failing, known);
    expect(proposal).toMatchObject({ itemCount: 11, knownCount: 11, expectedCount: 11 });
    if (proposal === null) throw new Error('expected a proposal');
    expect(parseListing(redesigned, proposal.recipe).items).toHaveLength(items.length);
  });

  test('gets its own alternate before a new one, and keeps the others', () => {
    const [first, second] = recipe.alternates;
    if (first === undefined || second === undefined) throw new Error('expected two alternates');
    const proposal = proposeRecipe(page, { ...failing, alternates: [{ ...first, item: '#none' }, second] }, known);
    expect(proposal?.recipe).toMatchObject({ item: second.item, fields: second.fields });
    expect(proposal?.recipe.alternates.map(({ item }) => item)).toEqual(['#none']);
  });

  test('gets one as long as six in ten of the known records are there', () => {
    expect(proposeRecipe(redesigned, failing, { ...known, items: lose(4) })).toMatchObject({ knownCount: 7 });
  });

  test('gets one where the titles are known and the addresses are new', () => {
    const moved = pageOf(redesigned.text.replaceAll('href="', 'href="/archive'), page.url);
    expect(proposeRecipe(moved, failing, known)?.knownCount).toBe(11);
  });

  test('gets one where the site shows fewer records a page, and a next page', () => {
    const whole = pageOf(redesigned.text.replace(NEXT_LINK, ''), page.url);
    const more = Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, title: `On page 2 and 3: ${at}` }));
    const long = { items: [...items, ...more], pageCount: 31 };
    expect(proposeRecipe(whole, failing, long)).toBeNull();
    expect(proposeRecipe(redesigned, failing, long)).toMatchObject({ knownCount: 11, expectedCount: 31 });
  });

  test.each([
    ['fewer of them are there', { ...known, items: lose(5) }, redesigned, failing],
    ['the list only shrank: the recipe reads it as well', known, page, recipe],
    ['the page is another list', known, readFixture('megamenu').page, failing],
    ['the page is an article', known, readFixture('article').page, failing],
    ['nothing is known', { items: [], pageCount: 0 }, redesigned, failing],
    ['the page is empty', known, pageOf(''), failing],
    ['the markup is too deep', known, pageOf('<div>'.repeat(2_000)), failing],
  ])('gets none when %s', (_, then, now, old) => {
    expect(proposeRecipe(now, old, then)).toBeNull();
  });
});

describe('the cross-check of recipe and detection', () => {
  const keys = items.map(({ key }) => key);

  test.each([
    ['all is read', keys, 0],
    ['two records are not read', keys.slice(2), 2],
    ['the recipe reads another list', keys.map((key) => `${key}/other`), null],
    ['nothing is read', [], null],
  ])('when %s', (_, read, unread) => {
    expect(countUnread(page, new Set(read), true)).toBe(unread);
  });

  test('says nothing of a page that is no list, or cannot be judged', () => {
    expect(countUnread(readFixture('article').page, new Set(keys), true)).toBeNull();
    expect(countUnread(pageOf('<div>'.repeat(2_000)), new Set(keys), false)).toBeNull();
  });
});
