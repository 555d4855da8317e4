import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { findSelectorFault } from '../../src/parse/selector.ts';
import { readFixtures } from './fixtures.ts';

const listings = readFixtures().filter(({ expected }) => expected.records !== null);
const others = readFixtures().filter(({ expected }) => expected.records === null);

describe.each(listings)('the list of $name', ({ page, expected }) => {
  const detection = detectListing(page);

  test('is found with its titles, addresses and dates, in page order', () => {
    const { recipe, items } = detection;
    const found = recipe === null ? [] : normalizeItems(items, recipe, null).items;
    expect(found.map(({ title, url, date }) => ({ title, url, date }))).toEqual(expected.records);
  });

  test('is called a listing with confidence', () => {
    expect(detection.verdict).toBe('listing');
    expect(detection.confidence).toBeGreaterThan(0.7);
  });

  test('is read again by the written recipe, whose selectors can be used', () => {
    const { recipe, items } = detection;
    if (recipe?.format !== 'html') throw new Error('expected an HTML recipe');
    expect(parseListing(page, recipe).items).toEqual(items);
    const selectors = [recipe.item, ...Object.values(recipe.fields).map(({ select }) => select), recipe.next ?? 'a'];
    for (const selector of selectors.filter((one) => one !== '.'))
      expect(findSelectorFault(selector), selector).toBeNull();
  });

  test('is also read by the other ways the recipe keeps', () => {
    const { recipe, items } = detection;
    if (recipe?.format !== 'html') throw new Error('expected an HTML recipe');
    for (const { item, fields } of recipe.alternates)
      expect(parseListing(page, { ...recipe, item, fields }).items, item).toEqual(items);
  });

  test('leads to its next page, or to none', () => {
    expect(detection.next).toBe(expected.next ?? null);
  });
});

describe.each(others)('the page $name', ({ page, expected }) => {
  const detection = detectListing(page);

  test('is no listing, and is called what it is', () => {
    expect(detection.verdict).toBe(expected.verdict);
    expect(detection.what).toContain(expected.what);
    expect(detection).toMatchObject({ recipe: null, confidence: 0, items: [], next: null });
  });
});
