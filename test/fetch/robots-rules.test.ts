import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAllowed, parseRobots } from '../../src/fetch/robots-rules.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { ROBOTS_CASES } from './robots-cases.ts';

test.each(ROBOTS_CASES)('%s: %j, %s is allowed: %s', (_source, lines, path, expected) => {
  const rules = parseRobots(lines.join('\n'), 'pubwatch');
  expect(isAllowed(rules, `https://example.org${path}`)).toBe(expected);
});

test('the table holds at least 120 different cases', () => {
  expect(new Set(ROBOTS_CASES.map((one) => JSON.stringify(one.slice(1)))).size).toBeGreaterThanOrEqual(120);
});

test.each([
  ['seconds', ['User-agent: *', 'Crawl-delay: 10'], 10_000],
  ['a fraction', ['User-agent: *', 'Crawl-delay: 0.5'], 500],
  ['in our own group', ['User-agent: *', 'Crawl-delay: 1', 'User-agent: pubwatch', 'Crawl-delay: 7'], 7_000],
  [
    'not of another crawler',
    ['User-agent: other', 'Crawl-delay: 9', 'Disallow:', 'User-agent: *', 'Disallow: /x'],
    null,
  ],
  [
    'the largest of merged groups',
    ['User-agent: *', 'Crawl-delay: 3', 'Disallow:', 'User-agent: *', 'Crawl-delay: 8'],
    8_000,
  ],
  ['no number', ['User-agent: *', 'Crawl-delay: soon'], null],
  ['a negative one', ['User-agent: *', 'Crawl-delay: -5'], null],
  ['none', ['User-agent: *', 'Disallow: /'], null],
])('Crawl-delay, %s', (_what, lines, expected) => {
  expect(parseRobots(lines.join('\n'), 'pubwatch').crawlDelayMs).toBe(expected);
});

const line = fc.oneof(
  fc.constantFrom(
    'User-agent: *',
    'User-agent: pubwatch',
    'Disallow: /',
    'Allow: /*a$',
    'Disallow: %',
    'Sitemap: x',
    '#',
    '\r',
    '\0',
  ),
  fc.string({ unit: 'binary' }),
  fc.string().map((text) => `Disallow: /${text}`),
);

test('any text is read, and any address judged, without a crash', () => {
  fc.assert(
    fc.property(
      fc.array(line).map((lines) => lines.join('\n')),
      fc.webUrl({ withQueryParameters: true }),
      (text, url) => {
        expect(typeof isAllowed(parseRobots(text, 'pubwatch'), url)).toBe('boolean');
      },
    ),
    fuzzRuns(2_000),
  );
});

test('a rule made of an address forbids that address', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
      const { pathname, search } = new URL(url);
      fc.pre(pathname !== '/robots.txt');
      const rule = `${pathname}${search}`.replaceAll('*', '%2A').replaceAll('$', '%24');
      expect(isAllowed(parseRobots(`User-agent: *\nDisallow: ${rule}`, 'pubwatch'), url)).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['many stars', `Disallow: /${'*a'.repeat(250_000)}b`],
  ['many rules', 'Disallow: /*a*a*a*b$\n'.repeat(25_000)],
  ['many escapes', `Disallow: /${'%61'.repeat(160_000)}`],
  ['many names', 'User-agent: x\n'.repeat(36_000)],
  ['one endless line', 'x'.repeat(500_000)],
  ['many spaces', `Disallow:${' '.repeat(500_000)}/a`],
])('half a megabyte of %s is read and judged in time', (_what, text) => {
  const startedAt = performance.now();
  isAllowed(parseRobots(`User-agent: *\n${text}`, 'pubwatch'), `https://example.org/${'a'.repeat(2_000)}`);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
