import { expect, test } from 'vitest';
import { isRoute, withoutFragment } from '../../src/lib/address.ts';

test.each([
  ['https://library.example/f', 'https://library.example/f'],
  ['https://library.example/f#block-17', 'https://library.example/f'],
  ['https://library.example/f?id=1#', 'https://library.example/f?id=1'],
  ['https://library.example/f#!/reports/3', 'https://library.example/f#!/reports/3'],
  ['https://library.example/#/reports/3', 'https://library.example/#/reports/3'],
])('the page of %s is %s', (address, page) => {
  expect(withoutFragment(address)).toBe(page);
});

test('a place on a page is no route', () => {
  expect(['#part-2', '#', '', '#!/a', '#/a'].map(isRoute)).toEqual([false, false, false, true, true]);
});
