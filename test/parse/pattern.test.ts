import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMatcher, findPatternFault } from '../../src/parse/pattern.ts';

test.each([
  ['Office: (.*)', 'Office: North, Room 2', 'North, Room 2'],
  ['Office: ([^,]*), Room (\\d+)', 'Office: North, Room 2', 'North'],
  ['\\d+', 'No. 12 of 13', '12'],
  ['(?:No\\.|Nr\\.) (?<number>\\d{2,4}?)\\b', 'Nr. 1234', '1234'],
  ['^(a|ab)(c|bcd)?$', 'abcd', 'a'],
  ['(a+?)b?', 'aaab', 'a'],
  ['x*', 'yyy', ''],
  ['(x)|y', 'y', null],
  ['\\bcat\\b', 'concat cat', 'cat'],
  ['\\Bcat', 'cat concat', 'cat'],
  ['[^\\]]+', ']]ab]', 'ab'],
  ['\\p{Lu}\\p{Ll}+', 'отчёт Отчёт', 'Отчёт'],
  ['\\u{1f600}|\\x41|\\u0042', 'xB', 'B'],
  ['.', '😀', '😀'],
  ['z', 'abc', null],
])('%s finds in %j: %j', (pattern, text, found) => {
  expect(findPatternFault(pattern)).toBeNull();
  expect(createMatcher(pattern)(text)).toBe(found);
});

test.each([
  ['(', 'is no regular expression'],
  ['a**', 'is no regular expression'],
  ['(a)\\1', 'refers back to a group'],
  ['(?<x>a)\\k<x>', 'refers back to a group'],
  ['(?=a)a', 'looks ahead or behind'],
  ['(?<!a)b', 'looks ahead or behind'],
  ['a{2000}', 'repeats something more than 1000 times'],
  ['(?:a{100}){100}', 'too large'],
  ['a'.repeat(501), 'longer than 500'],
  [`${'('.repeat(25)}a${')'.repeat(25)}`, 'nests groups more than 20 deep'],
])('%s cannot be used', (pattern, message) => {
  expect(findPatternFault(pattern)).toContain(message);
  expect(createMatcher(pattern)('aaaa')).toBeNull();
});

test.each(['[(?=]', '\\(\\?=', '\\\\1', '[)|]'])('%s holds brackets and marks as plain characters', (pattern) => {
  expect(findPatternFault(pattern)).toBeNull();
});

test.each(['(a+)+$', '(a|a)*$', '(?:.*)*x', '.*.*.*.*x', '(\\w+\\s?)*!'])(
  '%s ends in good time on any text',
  (pattern) => {
    const match = createMatcher(pattern);
    expect(match(`${'a'.repeat(9_000)}?`)).toBeNull();
  },
  5_000,
);

test('only the first 10,000 characters of a text are looked at', () => {
  expect(createMatcher('b')(`${'a'.repeat(10_000)}b`)).toBeNull();
});

const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '1', ' ', '\\b', '^', '$');
const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    tie('pattern').map((body) => `(${body})`),
    fc
      .tuple(
        fc.constantFrom('a', 'b', '.', '[ab]', '(?:ab|a)', '(b)'),
        fc.constantFrom('*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{1,}'),
      )
      .map(([body, mark]) => body + mark),
  ),
}));

test('what is accepted matches as RegExp does', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', 'é'), maxLength: 12 }),
      (source, text) => {
        fc.pre(findPatternFault(source) === null);
        const found = new RegExp(source, 'u').exec(text);
        const expected = found === null ? null : found.length > 1 ? (found[1] ?? null) : found[0];
        expect(createMatcher(source)(text)).toBe(expected);
      },
    ),
    { numRuns: 3_000 },
  );
});
