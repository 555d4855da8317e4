import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, displayText, foldText } from '../../src/lib/text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'é',
        'e\u0301',
        '\u200d',
        '\u200c',
        '\u00a0',
        '\n',
        '\u202e',
        '“',
        '–',
        '…',
        ' ',
        ',',
        '👩',
        'م',
        '\ud800',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
);

describe('display text', () => {
  test.each([
    ['white space of all kinds', ' a\u00a0\u2003b\r\n\tc\u0085 ', 'a b c'],
    ['decomposed letters', 'Que\u0301bec', 'Québec'],
    ['zero-width spaces and soft hyphens', 'pub\u200bli\u00adca\ufefftion', 'publication'],
    ['bidi overrides and isolates', 'a\u202eb\u2066c\u2069', 'abc'],
    ['control characters', 'a\u0000b\u001b[31mc\u009bd', 'ab[31mcd'],
    ['tag characters', 'a\u{e0061}\u{e007f}b', 'ab'],
    ['fillers that look like nothing', 'a\u3164\uffa0\u115fb', 'ab'],
    ['joiners between Latin letters', 'a\u200db\u200cc', 'abc'],
    ['a joiner beside a digit', 'م\u200d1', 'م1'],
    ['joiners at the ends', '\u200dم\u200c', 'م'],
    ['a joiner beside a letter outside the basic plane', '𝒜\u200dم', '𝒜\u200dم'],
  ])('drops or settles %s', (_, raw, shown) => {
    expect(displayText(raw)).toBe(shown);
  });

  test.each([
    ['joined emoji', '👩\u200d👧'],
    ['a Persian word with its non-joiner', 'می\u200cخواهم'],
    ['a Devanagari conjunct', 'क्\u200dष'],
    ['the replacement character', 'a\ufffdb'],
    ['Arabic number signs', '\u0600١'],
  ])('keeps %s', (_, text) => {
    expect(displayText(text)).toBe(text);
  });

  test.each([
    ['letters', 'a '],
    ['words of many scripts', 'Règlement слово 漢字 '],
  ])('of a page of ten million %s is they', (_, words) => {
    const shown = words.repeat(10_000_000 / words.length).trim();
    expect(displayText(`\n${shown} `) === shown).toBe(true);
  });

  test('is settled: displaying it again changes nothing', () => {
    fc.assert(
      fc.property(hostile, (raw) => {
        expect(displayText(displayText(raw))).toBe(displayText(raw));
      }),
    );
  });

  test('letters and signs that stand for themselves stay as they are, alone and side by side', () => {
    const steady = fc.constantFrom(...'aZ~é\u0142–“…€ЖѦњぁヺ中鿿가힣');
    fc.assert(
      fc.property(fc.array(steady, { maxLength: 12 }), (letters) => {
        const text = letters.join('');
        expect(displayText(text)).toBe(text.normalize('NFC'));
        expect(displayText(`\n ${letters.join(' \t ')} `)).toBe(letters.join(' '));
      }),
    );
  });

  test('whatever stands beside whatever, what is shown is composed', () => {
    const character = fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.array(character, { maxLength: 4 }), (characters) => {
        const shown = displayText(characters.join(''));
        expect(shown.normalize('NFC')).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a hundred thousand joiners cost no more than their number', () => {
    const started = performance.now();
    expect(displayText(`م${'\u200d'.repeat(100_000)}م`)).toHaveLength(100_002);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('folded text', () => {
  test.each([
    ['case', 'ANNUAL Report', 'annual report'],
    ['quotes', '‘Officers’ “Guide” «x»', `'officers' "guide" "x"`],
    ['dashes', '2019–2020 — a−b', '2019-2020 - a-b'],
    ['width', 'ＦＹ２０２４', 'fy2024'],
    ['ligatures', 'oﬃce', 'office'],
    ['the ellipsis', 'more…', 'more...'],
    ['a space before a mark', 'Appeals , 2nd ; (a )', 'appeals, 2nd; (a)'],
    ['white space that compatibility forms bring', 'a\u2003\u2003,b', 'a,b'],
  ])('hides %s', (_, text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  test.each([
    ['1.5', '15'],
    ['+3', '-3'],
    ['can', 'cannot'],
    ['Volume II', 'Volume III'],
    ['Nuñez', 'Nunez'],
  ])('tells %s from %s', (a, b) => {
    expect(foldText(a)).not.toBe(foldText(b));
  });
});

describe('cutting', () => {
  test.each([
    ['a text that fits', 'abc', 3, 'abc'],
    ['a text that is longer', 'abcdef', 4, 'abc…'],
    ['at a space', 'ab cdef', 4, 'ab…'],
    ['whole characters beyond the basic plane', '👩👩👩👩', 3, '👩👩…'],
    ['a very long text', 'x'.repeat(1_000), 2, 'x…'],
    ['nothing', '', 5, ''],
  ])('cuts %s', (_, text, length, cut) => {
    expect(cutText(text, length)).toBe(cut);
  });

  test('never gives more than asked for', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 20 }), (text, length) => {
        expect(Array.from(cutText(text, length)).length).toBeLessThanOrEqual(length);
      }),
    );
  });
});
