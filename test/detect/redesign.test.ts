import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { proposeRecipe } from '../../src/detect/heal.ts';
import type { HtmlRecipe } from '../../src/model/recipe.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf } from './fixtures.ts';
import { MADE_AT, makeListings } from './made/made-pages.ts';
import { REDESIGNS } from './made/redesigns.ts';

const ENOUGH = 0.9; // of the records
const pages = makeListings(43, 114).flatMap(({ page }) => {
  const { recipe, items } = detectListing(page);
  if (recipe?.format !== 'html') return [];
  return [{ text: page.text, recipe, items: normalizeItems(items, recipe, null).items }];
});
type Made = (typeof pages)[number];

/** Does a recipe find again what was on the page before its redesign? */
function finds(text: string, recipe: HtmlRecipe, { items }: Made): boolean {
  const there = new Set(
    normalizeItems(parseListing(pageOf(text, MADE_AT), recipe).items, recipe, null).items.map(({ key }) => key),
  );
  return (
    items.filter(({ key }) => there.has(key)).length >= items.length * ENOUGH && there.size <= items.length / ENOUGH
  );
}

const outcomes = REDESIGNS.map(({ name, apply }) => {
  const changed = pages
    .map((made) => ({ made, text: apply(made.text, made.recipe.item) }))
    .filter(({ made, text }) => text !== made.text);
  const count = (isGood: (one: (typeof changed)[number]) => boolean): number =>
    changed.filter(isGood).length / changed.length;
  const byLadder = ({ made, text }: (typeof changed)[number]): boolean =>
    [made.recipe, ...made.recipe.alternates.map((way) => ({ ...made.recipe, ...way }))].some((way) =>
      finds(text, way, made),
    );
  const byProposal = ({ made, text }: (typeof changed)[number]): boolean => {
    const known = { items: made.items, pageCount: made.items.length };
    const proposal = proposeRecipe(pageOf(text, MADE_AT), made.recipe, known);
    return proposal !== null && finds(text, proposal.recipe, made);
  };
  return {
    name,
    pages: changed.length,
    first: count(({ made, text }) => finds(text, made.recipe, made)),
    ladder: count(byLadder),
    healed: count((one) => byLadder(one) || byProposal(one)),
  };
});
const mean = (of: (outcome: (typeof outcomes)[number]) => number): number =>
  outcomes.reduce((sum, outcome) => sum + of(outcome) * outcome.pages, 0) /
  outcomes.reduce((sum, { pages }) => sum + pages, 0);

describe('a recipe that was written before a redesign', () => {
  test.each(outcomes)('reads nine in ten records by itself, by its ladder, or by a proposal: $name', (outcome) => {
    expect(outcome.pages).toBeGreaterThan(5);
    expect(outcome.healed, JSON.stringify(outcome)).toBeGreaterThanOrEqual(0.9);
  });

  test('lasts on most pages, on more with the ladder', () => {
    expect(
      mean(({ ladder }) => ladder),
      JSON.stringify(outcomes, null, 1),
    ).toBeGreaterThanOrEqual(0.8);
    expect(mean(({ ladder }) => ladder)).toBeGreaterThan(mean(({ first }) => first));
  });
});
