import { expect, test } from 'vitest';
import { findSelectorFault } from '../../src/parse/selector.ts';

test.each([
  'li',
  '.view-content li.usa-collection__item',
  "a[href*='/publication/']",
  "a[aria-label='Next page']",
  'tr:has(td a)',
  'dl > div, td:nth-of-type(2)',
  'p.next a:last-child',
  'li:not(.promo):first-of-type',
])('%s can be used', (selector) => {
  expect(findSelectorFault(selector)).toBeNull();
});

test.each([
  ['', 'is empty', null],
  ['  ', 'is empty', null],
  ['li >> a', 'cannot be read', null],
  ['li[', 'cannot be read', null],
  ['a:nonsense', 'which is not known', 1],
  ['li:not(', 'cannot be read', null],
  ['li { color: red }', 'cannot be read from “{ color: red }” on', 3],
  ['a'.repeat(3_000), 'is longer than 2000 characters', null],
  [':has(a)'.repeat(6), 'uses :has more than 5 times', null],
])('%j cannot be used', (selector, message, at) => {
  const fault = findSelectorFault(selector);
  expect(fault?.message).toContain(message);
  if (at !== null) expect(fault?.at).toBe(at);
});
