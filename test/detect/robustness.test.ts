import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { pageOf, readFixture, readFixtures } from './fixtures.ts';

const WORDS = [
  'harbour',
  'lock',
  'weir',
  'ferry',
  'lamp',
  'toll',
  'ice',
  'eel',
  'bridge',
  'quay',
  'barge',
  'flood',
  'pilot',
  'reed',
];
const word = fc.constantFrom(...WORDS);
const sentence = (least: number, most: number) =>
  fc.array(word, { minLength: least, maxLength: most }).map((words) => words.join(' '));
const record = fc.record({
  title: sentence(4, 10),
  summary: sentence(8, 30),
  day: fc.integer({ min: 1, max: 28 }),
  month: fc.constantFrom('January', 'March', 'May', 'October'),
});
const records = fc.array(record, { minLength: 6, maxLength: 30 });

// A record in one of many markups; `name` stands for the class names of a site.
const MARKUPS = [
  (title: string, date: string, summary: string, name: string) =>
    `<div class="${name}"><h3>${title}</h3><span>${date}</span><p>${summary}</p></div>`,
  (title: string, date: string, summary: string) => `<tr><td>${date}</td><td>${title}</td><td>${summary}</td></tr>`,
  (title: string, date: string, summary: string, name: string) =>
    `<li><div class="${name}-head">${title}</div><div class="${name}-body">${summary}<br>${date}</div></li>`,
  (title: string, date: string, summary: string) =>
    `<article><header><time>${date}</time><h2>${title}</h2></header><p>${summary}</p></article>`,
  (title: string, date: string, summary: string) =>
    `<div><div>${title}</div><div>${date}</div><div>${summary}</div></div>`,
] as const;
const WRAPPERS = [
  '<div class="list">*</div>',
  '<table><tbody>*</tbody></table>',
  '<ul>*</ul>',
  '<section>*</section>',
  '<div>*</div>',
] as const;

describe('detection', () => {
  test('finds exactly the records, whatever markup and names a site uses', () => {
    fc.assert(
      fc.property(
        records,
        fc.nat(MARKUPS.length - 1),
        fc.constantFrom('paper', 'css-1k9x3q', 'entry', ''),
        (all, which, name) => {
          const rows = all.map(({ title, summary, day, month }, at) =>
            (MARKUPS[which] ?? MARKUPS[0])(
              `<a href="/papers/${at}">${at} ${title}</a>`,
              `${month} ${day}, 2024`,
              summary,
              name,
            ),
          );
          const body = (WRAPPERS[which] ?? '*').replace('*', () => rows.join('\n'));
          const menu = `<ul>${WORDS.map((one) => `<li><a href="/${one}">The ${one}</a></li>`).join('')}</ul>`;
          const { verdict, items } = detectListing(
            pageOf(`<html><body>${menu}<h1>Papers</h1>${body}<p>The office</p></body></html>`),
          );
          expect(verdict).toBe('listing');
          expect(items.map(({ url }) => url)).toEqual(all.map((_, at) => `https://river.example/papers/${at}`));
          expect(items.map(({ title }) => title)).toEqual(all.map(({ title }, at) => `${at} ${title}`));
          expect(items.every(({ date }) => date?.includes('2024'))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('ends on any markup, with a confidence between 0 and 1', () => {
    const tags = [
      'div',
      'ul',
      'li',
      'a',
      'table',
      'tr',
      'td',
      'h2',
      'p',
      'span',
      'time',
      'nav',
      'dl',
      'dt',
      'dd',
      'select',
      'svg',
    ];
    const piece = fc.oneof(
      fc.constantFrom(...tags).map((tag) => `<${tag}>`),
      fc.constantFrom(...tags).map((tag) => `</${tag}>`),
      fc.constantFrom(
        '<a href="/a?page=2">2</a>',
        '<a href="http://[">x</a>',
        '<time datetime="2024-02-30">',
        '<base href="//">',
        '<p class="__proto__">',
        '<li id="constructor">',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 120 }), (pieces) => {
        const { confidence } = detectListing(pageOf(pieces.join('')));
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }),
      fuzzRuns(200),
    );
  });

  test.each(readFixtures())('says the same of $name each time', ({ page }) => {
    expect(detectListing(page)).toEqual(detectListing(pageOf(page.text, page.url)));
  });
});

describe('large pages', () => {
  const item = (at: number) =>
    `<li class="paper"><h3><a href="/papers/${at}">Paper ${at} on the gauges of the upper valley</a></h3><span class="date">${1 + (at % 28)} March 20${10 + (at % 14)}</span><p>${'What the gauges showed. '.repeat(12)}</p></li>`;
  const large = (count: number) =>
    pageOf(`<main><h1>Papers</h1><ul>${Array.from({ length: count }, (_, at) => item(at)).join('')}</ul></main>`);

  test('2,000 records are all found', () => {
    expect(detectListing(large(2_000)).items).toHaveLength(2_000);
  });

  test.each([
    [
      'headings and paragraphs in one parent',
      '<h3><a href="/p/*">Paper number * on the river</a></h3><p>What it says, *.</p>',
    ],
    ['links in one parent', '<a href="/p/*">Paper number * on the river</a> '],
    ['rows of many cells', `<tr>${'<td>value *</td>'.repeat(12)}</tr>`],
    ['names that differ', '<div class="k* c*x d*"><a href="/p/*">Paper number * on the river</a></div>'],
  ])(
    '10,000 times %s take seconds, not minutes',
    (_, markup) => {
      const text = Array.from({ length: 10_000 }, (__, at) => markup.replaceAll('*', String(at))).join('');
      const began = process.cpuUsage(); // the clock counts what other programs take, too
      detectListing(pageOf(`<body>${markup.startsWith('<tr') ? `<table>${text}</table>` : text}</body>`));
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000_000).toBeLessThan(15);
    },
    120_000,
  );
});

describe('what a person should know', () => {
  test('is told: no dates, no links, a feed beside the list', () => {
    const { page } = readFixture('br-lines');
    const head =
      '<link rel="alternate" type="application/rss+xml" title="Papers" href="/papers.xml"><link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">';
    const detection = detectListing(pageOf(page.text.replace('</head>', `${head}</head>`), page.url));
    expect(detection.feeds).toEqual([{ url: 'https://river.example/papers.xml', title: 'Papers' }]);
    expect(detection.warnings.join('\n')).toMatch(/no dates[\s\S]*papers\.xml/);
    expect(detectListing(readFixture('some-without-link').page).warnings.join()).toContain(
      '2 of 9 records have no link',
    );
    expect(detection.trace.join('\n')).toContain('chosen: 10 × a');
  });

  test('is told of a page without a list that offers a feed', () => {
    const { page } = readFixture('script-drawn');
    const text = page.text.replace(
      '</head>',
      '<link rel="alternate" type="application/atom+xml" href="/papers.atom"></head>',
    );
    expect(detectListing(pageOf(text, page.url)).warnings.join()).toContain('https://river.example/papers.atom');
  });
});

test('links resolve against the base of the page', () => {
  const { page } = readFixture('big-links');
  const text = page.text
    .replaceAll('href="/papers/', 'href="p/')
    .replace('<head>', '<head><base href="https://other.example/x/">');
  expect(detectListing(pageOf(text, page.url)).items[0]?.['url']).toMatch(/^https:\/\/other\.example\/x\/p\//);
});

test('comments under an article are no list, though each has a date and a link to itself', () => {
  const comment = (at: number) =>
    `<li><article><p>Reader ${at} says</p><a href="/papers/eels#comment-${at}"><time datetime="2024-03-${10 + at}">March ${10 + at}, 2024</time></a><p>${'I have seen the eels too, below the weir. '.repeat(3)}</p><a href="/papers/eels?replytocom=${at}">Reply</a></article></li>`;
  const prose =
    '<p>The eels come up in spring, when the water is high and the nights are dark, and no weir will hold them back.</p>'.repeat(
      20,
    );
  const text = `<html><head><meta property="og:type" content="article"></head><main><h1>Eels</h1>${prose}<ol>${Array.from({ length: 9 }, (_, at) => comment(at)).join('')}</ol></main></html>`;
  expect(detectListing(pageOf(text, 'https://river.example/papers/eels')).verdict).toBe('not-a-listing');
});
