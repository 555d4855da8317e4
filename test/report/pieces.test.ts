import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffWords } from '../../src/diff/words.ts';
import { fitSections } from '../../src/report/fit.ts';
import { followableUrl, isHonestLink, permalink, sayAddress } from '../../src/report/links.ts';
import { createMoments, createShortMoments, sayDuration } from '../../src/report/moments.ts';
import { markPart, shortenParts } from '../../src/report/word-parts.ts';
import { joinLines, wrapText } from '../../src/report/wrap.ts';

const LONE_HALF = /\p{Surrogate}/u; // half of 🦊

describe('moments', () => {
  test.each([
    ['America/New_York', '2026-11-22T11:17:02Z', '22 November 2026 06:17 (America/New_York), 11:17 UTC'],
    [
      'America/New_York',
      '2026-11-23T02:17:02Z',
      '22 November 2026 21:17 (America/New_York), 23 November 2026 02:17 UTC',
    ],
    ['America/New_York', '2026-07-01T10:17:00Z', '1 July 2026 06:17 (America/New_York), 10:17 UTC'],
    ['Asia/Kathmandu', '2026-01-01T00:00:00Z', '1 January 2026 05:45 (Asia/Kathmandu), 00:00 UTC'],
    ['UTC', '2026-01-01T00:00:00Z', '1 January 2026 00:00 UTC'],
    ['UTC', 'no time', 'no time'],
  ])('in %s, %s is %s', (timezone, iso, words) => {
    expect(createMoments(timezone)(iso)).toBe(words);
  });

  test('a subject needs only day and time', () => {
    expect(createShortMoments('Europe/Berlin')('2026-11-22T11:17:02Z')).toBe('22 November 12:17');
    expect(createShortMoments('UTC')('2026-11-22T11:17:02Z')).toBe('22 November 11:17 UTC');
    expect(createShortMoments('UTC')('no time')).toBe('no time');
  });

  test.each([
    ['2026-11-22T11:17:02Z', 'less than 1 minute'],
    ['2026-11-22T11:18:02Z', '1 minute'],
    ['2026-11-22T13:19:02Z', '2 hours 2 minutes'],
    ['2026-11-23T11:17:02Z', '1 day'],
    ['2026-11-25T12:30:02Z', '3 days 1 hour'],
    ['2026-11-20T12:30:02Z', 'less than 1 minute'],
    ['never', 'less than 1 minute'],
  ])('until %s is %s', (to, words) => {
    expect(sayDuration('2026-11-22T11:17:02Z', to)).toBe(words);
  });
});

describe('wrapping', () => {
  test('lines keep to 78 columns, and words stay whole', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^\S{1,90}$/u), { minLength: 1 }), (words) => {
        const lines = wrapText(words.join(' '), '  ').split('\n');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(words);
        for (const line of lines) expect(Array.from(line).length <= 78 || !line.trim().includes(' '), line).toBe(true);
      }),
    );
  });

  test('no line begins as a new mail begins in a mail store', () => {
    expect(joinLines(['From the desk', '  From here', 'x'])).toBe(' From the desk\n  From here\nx\n');
  });
});

describe('word differences', () => {
  const show = (before: string, after: string): string =>
    shortenParts(diffWords(before, after))
      .map(markPart)
      .map(({ before: left, marked, after: right }) => left + marked + right)
      .join('');

  test.each([
    ['one word', 'all old ships', 'all new ships', 'all [-old-]{+new+} ships'],
    ['the spaces of a part stay outside its marks', 'ships', 'ships and boats', 'ships {+and boats+}'],
    ['all of it', 'one', 'two', '[-one-]{+two+}'],
    ['nothing before', '', 'two', '{+two+}'],
    ['nothing after', 'one', '', '[-one-]'],
  ])('%s', (_, before, after, marked) => {
    expect(show(before, after)).toBe(marked);
  });

  test('what did not change shrinks to the words beside what did', () => {
    const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const shown = show(`${long} old ${long}`, `${long} new ${long}`);
    expect(shown).toMatch(/^…( \w+)+ word59 \[-old-\]\{\+new\+\} word0 (\w+ )+…$/);
    expect(shown.length).toBeLessThan(160);
    const twice = show(`old ${long} old`, `new ${long} new`);
    expect(twice).toMatch(/^\[-old-\]\{\+new\+\} word0 (\w+ )+…( \w+)+ word59 \[-old-\]\{\+new\+\}$/);
  });

  test('no half character is left where a text is cut', () => {
    fc.assert(
      fc.property(fc.nat(130), (length) => {
        const shown = show(
          `${'x'.repeat(length)}${'🦊'.repeat(200)} old`,
          `${'x'.repeat(length)}${'🦊'.repeat(200)} new`,
        );
        expect(shown).not.toMatch(LONE_HALF);
      }),
    );
  });

  test('10,000 new words are cut', () => {
    expect(show('a', 'b '.repeat(10_000)).length).toBeLessThan(800);
  });
});

describe('links', () => {
  test.each([
    ['https://library.example/a?b=1&c=2', 'https://library.example/a?b=1&c=2'],
    ['http://library.example', 'http://library.example/'],
    ['https://user@library.example/', null],
    ['javascript:alert(1)', null],
    ['/relative', null],
    [null, null],
  ])('%s may be followed as %s', (url, expected) => {
    expect(followableUrl(url)).toBe(expected);
  });

  test.each([
    ['https://watch.example.org', 'https://watch.example.org/changes/lib.7.a%2Fb.html'],
    ['https://watch.example.org/pub/', 'https://watch.example.org/pub/changes/lib.7.a%2Fb.html'],
    [null, null],
  ])('below %s a change stands at %s', (baseUrl, expected) => {
    expect(permalink(baseUrl, 'lib.7.a/b')).toBe(expected);
  });

  test('an address with a login is not shown', () => {
    expect(sayAddress('https://user:secret@library.example/')).not.toContain('secret');
    expect(sayAddress('http://[bad/')).toBe('http://[bad/');
  });

  test('text that names a host is no honest link text', () => {
    expect(isHonestLink('https://a.example/', 'Annual Report, 3.5 MB')).toBe(true);
    expect(isHonestLink('https://a.example/', 'see b.example')).toBe(false);
  });
});

describe('fitting into a budget', () => {
  const section = (head: string, ...groups: (readonly string[])[]) => ({
    head,
    groups: groups.map((entries) => ({ kind: 'added' as const, entries, more: 0 })),
  });

  test('everything is kept where there is room', () => {
    const written = [section('a', ['x'], ['y', 'z'])];
    expect(fitSections(written, 10_000)).toEqual({ sections: written, omitted: 0 });
  });

  test('groups take turns, and what is left out is counted', () => {
    const long = 'x'.repeat(99);
    const { sections } = fitSections(
      [
        section(
          '',
          Array.from({ length: 50 }, () => long),
          [long, long],
        ),
      ],
      400 + 600,
    );
    expect(sections[0]?.groups.map(({ entries, more }) => [entries.length, more])).toEqual([
      [4, 46],
      [2, 0],
    ]);
  });

  test('headings take half of the budget at most, but the first section always stands', () => {
    const many = Array.from({ length: 10 }, () => section('x'.repeat(800), ['y']));
    expect(fitSections(many, 10_000)).toMatchObject({ sections: { length: 5 }, omitted: 5 });
    expect(fitSections([section('x'.repeat(800), ['y'])], 10).sections).toHaveLength(1);
  });
});
