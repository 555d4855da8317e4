import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { proposeRecipe } from '../../src/detect/heal.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf, readFixture } from './fixtures.ts';

const { page } = readFixture('div-cards');
const keys = (() => {
  const { items, recipe } = detectListing(page);
  return recipe === null ? [] : normalizeItems(items, recipe, null).items.map(({ key }) => key);
})();
const redesigned = {
  ...page,
  text: page.text
    .replaceAll('paper-card', 'entry')
    .replaceAll('<h3', '<h2')
    .replaceAll('</h3>', '</h2>')
    .replaceAll('class="row"', 'class="band"'),
};

describe('a recipe that no longer fits', () => {
  test('gets a successor that finds the known records in the new markup', () => {
    const proposal = proposeRecipe(redesigned, keys);
    expect(proposal?.foundShare).toBe(1);
    if (proposal === null) throw new Error('expected a proposal');
    expect(parseListing(redesigned, proposal.recipe).items).toHaveLength(keys.length);
  });

  test('gets one as long as six in ten of the known records are there', () => {
    const gone = keys.map((key, at) => (at < 4 ? `${key}/gone` : key));
    expect(proposeRecipe(redesigned, gone)?.foundShare).toBeCloseTo(7 / 11);
  });

  test.each([
    ['fewer of them are there', keys.map((key, at) => (at < 5 ? `${key}/gone` : key)), redesigned],
    ['the page is another list', keys, readFixture('megamenu').page],
    ['the page is an article', keys, readFixture('article').page],
    ['nothing is known', [], redesigned],
    ['the page is empty', keys, pageOf('')],
    ['the markup is too deep', keys, pageOf('<div>'.repeat(2_000))],
  ])('gets none when %s', (_, known, now) => {
    expect(proposeRecipe(now, known)).toBeNull();
  });
});
