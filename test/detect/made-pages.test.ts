import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { type Judgement, judge } from './made/judge.ts';
import { makeListings, makeOthers } from './made/made-pages.ts';

const SEED = 41;
const pages = makeListings(SEED, 171); // each form of records three times, in surroundings and languages as they fall
const listings = pages.map(judge);
const others = makeOthers(SEED, 84).map(judge);

const share = (all: readonly Judgement[], isGood: (one: Judgement) => boolean): number =>
  all.filter(isGood).length / all.length;
const mean = (values: readonly (number | null)[]): number => {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
};
const wrong = (all: readonly Judgement[]): string =>
  all
    .filter(({ isRight }) => !isRight)
    .map(({ name, confidence }) => `${name}: ${confidence}`)
    .join('\n');

describe('made pages of many forms, surroundings and languages', () => {
  test('hold lists, which are found wholly and only', () => {
    expect(
      share(listings, ({ isRight }) => isRight),
      wrong(listings),
    ).toBeGreaterThanOrEqual(0.95);
    expect(mean(listings.map(({ recall }) => recall))).toBeGreaterThanOrEqual(0.95);
  });

  test('have titles and dates, which are read as a reader would', () => {
    expect(mean(listings.map(({ titles }) => titles))).toBeGreaterThanOrEqual(0.95);
    expect(mean(listings.map(({ dates }) => dates))).toBeGreaterThanOrEqual(0.99);
  });

  test('without a list are seldom called one', () => {
    expect(
      share(others, ({ isRight }) => isRight),
      wrong(others),
    ).toBeGreaterThanOrEqual(0.9);
  });

  test('are right nine times in ten where they are called so', () => {
    const sure = [...listings, ...others].filter(({ isListing, confidence }) => isListing && confidence >= 0.9);
    expect(sure.length).toBeGreaterThan(60);
    expect(
      share(sure, ({ isRight }) => isRight),
      wrong(sure),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test('are read again by every way the recipe keeps', () => {
    const differing = pages.flatMap(({ name, page }) => {
      const { recipe, items } = detectListing(page);
      if (recipe?.format !== 'html') return [];
      return recipe.alternates
        .filter((way) => parseListing(page, { ...recipe, ...way }).items.length !== items.length)
        .map(({ item }) => `${name}: ${item}`);
    });
    expect(differing).toEqual([]);
  });
});
