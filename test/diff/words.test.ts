import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffWords, type WordPart } from '../../src/diff/words.ts';

const side = (parts: readonly WordPart[], kind: 'removed' | 'added') =>
  parts
    .filter((part) => part.kind === kind || part.kind === 'same')
    .map((part) => part.text)
    .join('');
const show = (parts: readonly WordPart[]) =>
  parts.map(({ kind, text }) => (kind === 'same' ? text : kind === 'removed' ? `[-${text}-]` : `{+${text}+}`)).join('');

test.each([
  ['nothing', '', '', ''],
  ['equal texts', 'Annual Report', 'Annual Report', 'Annual Report'],
  ['a text that appears', '', 'Annual Report', '{+Annual Report+}'],
  ['a text that goes', 'Annual Report', '', '[-Annual Report-]'],
  ['one word', 'Detainees can appeal', 'Detainees cannot appeal', 'Detainees [-can-]{+cannot+} appeal'],
  ['a number as a whole', 'a limit of 1.5 units', 'a limit of 15 units', 'a limit of [-1.5-]{+15+} units'],
  ['the sign of a number', 'grew by +3 percent', 'grew by -3 percent', 'grew by [-+3-]{+-3+} percent'],
  ['two words in a row', 'the old rule stands', 'the brand new stands', 'the [-old rule-]{+brand new+} stands'],
  ['an addition at the end', 'Handbook', 'Handbook (Revised)', 'Handbook{+ (Revised)+}'],
  ['words that are not spaced', '入国管理の報告', '入国管理の統計', '入国管理の[-報告-]{+統計+}'],
])('marks %s', (_, before, after, marked) => {
  expect(show(diffWords(before, after))).toBe(marked);
});

const sentence = fc.array(
  fc.constantFrom('detention', 'report', '2023', '-3', '1.5', ' ', '  ', '\n', ',', 'é', '報告', '\ud800'),
  {
    maxLength: 40,
  },
);
const text = fc.oneof(
  sentence.map((words) => words.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

test('the parts give back both texts to the character', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = diffWords(before, after);
      expect(side(parts, 'removed')).toBe(before);
      expect(side(parts, 'added')).toBe(after);
      expect(parts.every((part) => part.text !== '')).toBe(true);
    }),
  );
});

test('a removed part is followed by what replaces it, and two parts of one kind never touch', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const kinds = diffWords(before, after).map((part) => part.kind);
      for (const [index, kind] of kinds.entries()) {
        const next = kinds[index + 1];
        expect(next).not.toBe(kind);
        if (kind === 'added') expect(next).not.toBe('removed');
      }
    }),
  );
});

const counted = (word: string, count: number) => Array.from({ length: count }, (_, n) => `${word}${n}`).join(' ');

test('texts without a common word are one replacement, and soon', () => {
  const before = `Summary: ${counted('old', 3000)} end`;
  const after = `Summary: ${counted('new', 3000)} end`;
  const started = performance.now();
  const parts = diffWords(before, after);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(parts.map((part) => part.kind)).toEqual(['same', 'removed', 'added', 'same']);
  expect(side(parts, 'removed')).toBe(before);
  expect(side(parts, 'added')).toBe(after);
});

test('a text longer than any field is replaced as a whole', () => {
  const before = 'a '.repeat(100_000);
  const parts = diffWords(before, `${before}b`);
  expect(parts.map((part) => part.kind)).toEqual(['removed', 'added']);
});
