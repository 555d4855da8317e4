import { expect, test } from 'vitest';
import { keepLast } from '../../src/lib/keep-last.ts';

test('what was asked last is not asked again, anything else is', () => {
  const asked: string[] = [];
  const lengthOf = keepLast((text: string) => {
    asked.push(text);
    return text.length;
  });
  expect(['a', 'a', 'bcd', 'bcd', 'a'].map(lengthOf)).toEqual([1, 1, 3, 3, 1]);
  expect(asked).toEqual(['a', 'bcd', 'a']);
});
