import { expect, test } from 'vitest';
import { keepLast, keepSome } from '../../src/lib/keep-last.ts';

test('what was asked last is not asked again, anything else is', () => {
  const asked: string[] = [];
  const lengthOf = keepLast((text: string) => {
    asked.push(text);
    return text.length;
  });
  expect(['a', 'a', 'bcd', 'bcd', 'a'].map(lengthOf)).toEqual([1, 1, 3, 3, 1]);
  expect(asked).toEqual(['a', 'bcd', 'a']);
});

test('what was asked lately is not asked again; what is remembered has an end', () => {
  const asked: string[] = [];
  const firstOf = keepSome(2, (text: string) => {
    asked.push(text);
    return text.length > 1 ? null : text;
  });
  expect(['a', 'bcd', 'a', 'bcd', 'e', 'a'].map(firstOf)).toEqual(['a', null, 'a', null, 'e', 'a']);
  expect(asked).toEqual(['a', 'bcd', 'e', 'a']);
});
