import { expect, test } from 'vitest';
import { countUnread } from '../../src/detect/cross-check.ts';
import { looksWhole } from '../../src/detect/glance.ts';
import { keyUrl, resolveItemUrl } from '../../src/parse/url.ts';
import { MADE_AT, makeListings } from './made/made-pages.ts';

const PAGES = makeListings(41, 160).flatMap(({ name, page, records }) => {
  const keys = records.flatMap(({ href }) => {
    const url = href === null ? null : resolveItemUrl(href, MADE_AT);
    return url === null ? [] : [keyUrl(url)];
  });
  return keys.length === records.length ? [{ name, page, keys: new Set(keys) }] : [];
});
const looks = ({ page, keys }: (typeof PAGES)[number], without?: string): boolean =>
  looksWhole(page, new Set([...keys].filter((key) => key !== without)));

test('a glance never calls a list whole of which detection sees more', () => {
  const wrong = PAGES.filter((made) => looks(made) && (countUnread(made.page, made.keys, true) ?? 0) > 0);
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('it is enough for most lists', () => {
  expect(PAGES.filter((made) => looks(made)).length).toBeGreaterThan(PAGES.length * 0.6);
});

test('any one record that was not read is noticed', () => {
  const missed = PAGES.filter((made) => [...made.keys].some((key) => looks(made, key)));
  expect(missed.map(({ name }) => name)).toEqual([]);
});
