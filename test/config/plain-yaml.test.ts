import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlainYaml } from '../../src/config/plain-yaml.ts';
import { readAnyYaml, readYaml } from '../../src/config/read-yaml.ts';

const SHIPPED = new URL('../../config/', import.meta.url).pathname;

describe('plain YAML is read as the library reads it', () => {
  // Words that mean something to YAML, or nearly do, beside those of real files.
  const word = fc.oneof(
    fc.constantFrom(
      ...[
        'h3 a',
        'ul.listing > li.record',
        '.summary',
        '#id',
        'https://library.example/list?page=1&n=2#top',
        '30s',
        '256MiB',
      ],
      ...[
        'true',
        'True',
        'null',
        'Null',
        '~',
        'yes',
        'off',
        'inf',
        '.inf',
        '.5',
        '.NaN',
        '0',
        '7',
        '007',
        '0x1f',
        '0o7',
        '1e3',
        '1.5',
      ],
      ...[
        '-1',
        '+1',
        '1_000',
        '2026-01-31',
        '12:30',
        'a: b',
        'a:',
        'a # b',
        'a#b',
        '# a',
        '- a',
        '-a',
        '? a',
        '?a',
        '&a',
        '*a',
        '!a',
      ],
      ...[
        '|',
        '>',
        '%a',
        '@a',
        '`a`',
        '"a"',
        "'a'",
        "'a''b'",
        '"a\\n"',
        '"a" b',
        '" a "',
        "''",
        '""',
        "it's",
        'say "so"',
        'a, b',
        '[a, b]',
      ],
      ...[
        '{ select: h3 a, attr: href }',
        '{a: b}',
        '{ a: "b, c" }',
        "{ a: 'b}' , c: 1 }",
        '{ a: b, a: c }',
        '{ a: b, }',
        '{}',
        '{ a }',
      ],
      ...[
        '{ a: b } c',
        '{ a: { b: c } }',
        '{ a: b:c }',
        '{ a: true, b: null }',
        '{ a:b }',
        '{ "a": b }',
        '{ a: , b: c }',
        '{ a: b # c }',
      ],
      ...[
        'Büro',
        '\u3000a',
        'a\u3000',
        'a\u2003b',
        '\u00a0',
        '\u2028',
        'a\tb',
        '\ufeff',
        '😀',
        '__proto__',
        'constructor',
        '<<',
        '---',
      ],
    ),
    fc.string({ unit: fc.constantFrom(...'ab1 .:#"\'{}[],-?&*!|>%@`\\_/~'), maxLength: 8 }),
  );
  const usual = fc.constantFrom('', '', 'h3 a', 'li', '7', 'true', '"a"', '{ select: h3 a, attr: href }');
  const key = fc.constantFrom(
    ...'abcdefghij',
    'title',
    'null',
    'true',
    '__proto__',
    'toString',
    'a-b',
    '1a',
    'é',
    '"a"',
  );
  const line = fc.oneof(
    {
      weight: 20,
      arbitrary: fc.tuple(
        fc.constantFrom(0, 0, 0, 0, 2, 2, 4, 1),
        key,
        fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: word }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom(0, 2, 4),
        fc.constant(null),
        fc.constantFrom('', '# so', '- a', '---', '...', 'a', '\t'),
      ),
    },
  );
  const document = fc
    .tuple(
      fc.array(line, { maxLength: 8 }),
      fc.constantFrom('\n', '\n', '\n', '\r\n'),
      fc.constantFrom('', '\n', '\n\n', ' '),
    )
    .map(
      ([lines, end, last]) =>
        lines
          .map(([indent, name, value]) => `${' '.repeat(indent)}${name === null ? '' : `${name}: `}${value}`)
          .join(end) + last,
    );

  function expectSame(text: string): boolean {
    const plain = readPlainYaml(text);
    if (plain === undefined) return false;
    const { value, faults } = readAnyYaml(text);
    expect({ value: plain, faults: [] }, text).toStrictEqual({ value, faults });
    return true;
  }

  test('whatever is written, or it is left to the library', () => {
    const read = { plain: 0, left: 0 };
    const look = (text: string): void => {
      read[expectSame(text) ? 'plain' : 'left'] += 1;
    };
    fc.assert(fc.property(document, look), { numRuns: 20_000 });
    expect(Math.min(read.plain, read.left)).toBeGreaterThan(500);
  });
  test.each(['a: WORD', 'a:\n  b: WORD\nc: d\n', 'a: { b: WORD, c: d }\n'])('%s, with each word alone', (frame) => {
    fc.assert(
      fc.property(word, (one) => void expectSame(frame.replace('WORD', () => one))),
      { numRuns: 3_000 },
    );
  });
});

test('source files, shipped or as most would write them, are plain', () => {
  const folder = `${SHIPPED}sources/`;
  for (const name of readdirSync(folder)) {
    const text = readFileSync(folder + name, 'utf8');
    expect(readPlainYaml(text), name).toStrictEqual(readAnyYaml(text).value);
  }
  const text = `title: Büro\nurl: https://library.example/list\n\n# how it is read\nrecipe:\n  item: ul > li\n  fields:\n    title: h3 a\n    url: { select: "a[href*='/pub/']", attr: href }\nsubscribers:\npages: 200\nremovals: listing\n`;
  expect(readPlainYaml(text)).toStrictEqual({
    title: 'Büro',
    url: 'https://library.example/list',
    recipe: { item: 'ul > li', fields: { title: 'h3 a', url: { select: "a[href*='/pub/']", attr: 'href' } } },
    subscribers: null,
    pages: 200,
    removals: 'listing',
  });
});

test('what is deep or long beyond use is left to the library', () => {
  const deep = (depth: number): string => Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}a:`).join('\n');
  expect([deep(40), `a: ${'b'.repeat(1_900)}`].map((text) => readPlainYaml(text) !== undefined)).toEqual([true, true]);
  expect([deep(50), `a: ${'b'.repeat(2_100)}`].map(readPlainYaml)).toEqual([undefined, undefined]);
});

test('a place in plain YAML has its line', () => {
  const { lineOf } = readYaml('title: a\nrecipe:\n  item: li\n  fields: { title: a }\n');
  expect([['recipe'], ['recipe', 'fields', 'title'], ['pages']].map(lineOf)).toEqual([2, 4, 1]);
});
