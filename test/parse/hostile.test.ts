import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PubwatchError } from '../../src/model/errors.ts';
import type { Recipe } from '../../src/model/recipe.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { readPage } from '../../src/parse/page.ts';
import { parseHtml, textOf } from '../../src/parse/tree.ts';
import { readVerdict } from '../../src/parse/verdict.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { answer, pageOf, recipe } from './make.ts';

const RECIPES: readonly Recipe[] = [
  recipe(
    'li, tr, p',
    { title: 'a, b', url: { select: 'a', attr: 'href' }, date: 'i', summary: '.' },
    { next: 'a', empty: 'p' },
  ),
  { format: 'feed' },
  { format: 'sitemap', include: [], exclude: ['x*'] },
  {
    format: 'json',
    items: '/items',
    fields: { title: { pointer: '/title', type: 'text', order: null, pattern: null } },
    next: '/next',
  },
];

/** Reads an answer in every way there is; only foreseen errors come out. */
function readAll(body: Uint8Array, contentType: string): void {
  const capture = answer(body, { headers: { 'content-type': contentType } });
  const page = readPage(capture);
  expect(readVerdict(capture, page).message).not.toBe('');
  for (const one of RECIPES) {
    try {
      const { items } = parseListing(page, one);
      expect(normalizeItems(items, one, null).items).toHaveLength(items.length);
    } catch (error) {
      expect(error).toBeInstanceOf(PubwatchError);
      expect(error).toMatchObject({ code: 'LISTING_UNREADABLE' });
    }
  }
}

const piece = fc.constantFrom(
  '<',
  '>',
  '</',
  '/>',
  '<li>',
  '<a href="',
  "'",
  '"',
  '=',
  '<b>',
  '</b>',
  '<table>',
  '<td>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<?xml ',
  '<!DOCTYPE ',
  '<rss>',
  '<item>',
  '<title>',
  '<feed>',
  '<entry>',
  '<urlset>',
  '<url>',
  '<loc>',
  '<script>',
  '<svg>',
  '<template>',
  '<select>',
  '&amp;',
  '&#x1f600;',
  '&',
  'http://a/',
  '{"items":[',
  '{"title":',
  ']',
  '}',
  '2/3/24',
  '\u0000',
  'é',
  '12 documents',
  ' ',
);

const contentType = fc.oneof(
  fc.constantFrom(
    '',
    'text/html',
    'text/html; charset=utf-16',
    'text/html; charset=shift_jis',
    'application/rss+xml; charset=windows-1251',
    'application/xml; charset="x"',
    'application/json',
    'application/pdf',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

test('arbitrary bytes are read without a crash', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), contentType, readAll), fuzzRuns(300));
});

test('arbitrary markup is read without a crash', () => {
  const markup = fc.array(piece, { maxLength: 40 }).map((pieces) => new TextEncoder().encode(pieces.join('')));
  fc.assert(fc.property(markup, contentType, readAll), fuzzRuns(700));
});

const LIST = recipe('li', { title: 'b' });

test.each([
  ['elements nested 5,000 deep', '<div>'.repeat(5_000)],
  ['elements nested 100,000 deep', `${'<div>'.repeat(100_000)}${'</div>'.repeat(100_000)}`],
  ['formatting nested without end', '<b><i>'.repeat(100_000)],
  [
    'formatting that is opened anew in each block',
    Array.from({ length: 20_000 }, (_, at) => `<p><b id=${at}>`).join(''),
  ],
  ['a tag with 100,000 attributes', `<li ${Array.from({ length: 100_000 }, (_, at) => `a${at}`).join(' ')}>`],
  ['an end tag with 100,000 attributes', `</li ${Array.from({ length: 100_000 }, (_, at) => `a${at}`).join(' ')}>`],
  ['100,000 elements astray in a table', `<table>${'x<i></i>'.repeat(100_000)}`],
])(
  '%s are refused in good time',
  (_, html) => {
    expect(() => parseListing(pageOf(html), LIST)).toThrow(/expected a page a browser could show/);
  },
  60_000,
);

test('many tags with a few attributes each are no tag with many', () => {
  expect(parseListing(pageOf('<ul>'.concat('<li a=1 b=2 c=3><b>T</b></li d=4>'.repeat(5_000))), LIST).rowCount).toBe(
    5_000,
  );
});

test('elements nested 900 deep are read', () => {
  const deep = `${'<div>'.repeat(900)}<li><b>T</b>${'</div>'.repeat(900)}`;
  expect(parseListing(pageOf(deep), LIST).items).toEqual([{ title: 'T' }]);
});

test('a page of 20,000 rows is read', () => {
  expect(parseListing(pageOf(`<ul>${'<li><b>T</b>'.repeat(20_000)}</ul>`), LIST).items).toHaveLength(20_000);
});

test.each([
  ['an attribute of a megabyte', `<li data-x="${'x'.repeat(1_000_000)}"><b>T</b>`],
  ['half a million blanks', `<li><b>T${' '.repeat(500_000)}</b>`],
  ['half a million digits outside', `<p>${'1'.repeat(500_000)}</p><li><b>T</b>`],
])(
  '%s slows nothing down',
  (_, html) => {
    expect(parseListing(pageOf(html), LIST).items).toEqual([{ title: 'T' }]);
  },
  60_000,
);

test.each([
  ['open comments', '<!--'.repeat(100_000)],
  ['open quotes', `<item a="'b='"`.repeat(50_000)],
  ['open tags', '<a <a '.repeat(50_000)],
  ['document types', '<!DOCTYPE ['.repeat(50_000)],
  ['closing tags', '</x>'.repeat(200_000)],
])(
  'a feed of %s is refused in good time',
  (_, text) => {
    expect(() => parseListing(pageOf(text), { format: 'feed' })).toThrow(PubwatchError);
  },
  60_000,
);

test('text holds what a reader sees, blocks set apart, no scripts', () => {
  const html =
    '<p>One<b>two</b></p><div>three<br>four<style>a{}</style><script>x</script><noscript>y</noscript><template>z</template></div><!-- no -->';
  expect(textOf(parseHtml(html)).replace(/\s+/g, ' ').trim()).toBe('Onetwo three four');
});
