import { expect, test } from 'vitest';
import { tokenQuality } from '../../src/detect/tokens.ts';

test.each([
  ['news-list', 'meaningful'],
  ['usa-collection__item', 'meaningful'],
  ['ohioNewsItem', 'meaningful'],
  ['ResultsTable', 'meaningful'],
  ['views-row-2', 'numbered'],
  ['col-md-6', 'styling'],
  ['mb-4', 'styling'],
  ['clearfix', 'styling'],
  ['css-1x9kq3', 'hashed'],
  ['sc-bZkfAO', 'hashed'],
  ['Card_root__x7K2q', 'hashed'],
  ['jsx-39211', 'hashed'],
  ['post-4711', 'hashed'],
  ['c3fa09b', 'hashed'],
  ['is-active', 'hashed'],
  ['odd', 'hashed'],
  ['md:flex', 'hashed'],
  ['x', 'hashed'],
])('%s is %s', (token, quality) => {
  expect(tokenQuality(token)).toBe(quality);
});
