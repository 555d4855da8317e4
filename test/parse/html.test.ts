import { expect, test } from 'vitest';
import { parseListing } from '../../src/parse/listing.ts';
import { pageOf, recipe, URL_HERE } from './make.ts';

const LIST = `<!doctype html><html><head><title>Reports</title></head><body>
<p class="count">57 documents</p>
<ul class="list">
  <li class="row"><h3><a href="/publication/a?utm_source=list#x">Alpha  <em>&amp;</em>
    Beta</a></h3><time datetime="2024-02-29">Feb 29</time><p>First&nbsp;part.<br>Second part.<script>track()</script></p><small>Office: North</small></li>
  <li class="promo"><a href="/promo">Subscribe</a></li>
  <li class="row"><h3>Without a link</h3><p></p><p>Other text</p><small>Desk: South</small></li>
  <li class="row ad"><p>Advertisement</p></li>
</ul>
<nav><a class="next" href="#">Here</a> <a class="next" href="?page=2#list">Next</a> <a class="next" href="?page=9">Last</a></nav>
</body></html>`;

const FIELDS = {
  title: 'h3',
  url: { select: 'a', attr: 'href' },
  date: { select: 'time', attr: 'datetime', type: 'date' },
  summary: 'p',
  office: { select: 'small', pattern: 'Office: (.*)' },
} as const;

test('reads the rows of a list, drops what has neither title nor address, and finds the next page', () => {
  const listing = parseListing(pageOf(LIST), recipe('li.row', FIELDS, { next: 'a.next', empty: '.none' }));
  expect(listing).toEqual({
    items: [
      {
        title: 'Alpha & Beta',
        url: 'https://library.example/publication/a#x',
        date: '2024-02-29',
        summary: 'First part. Second part.',
        office: 'North',
      },
      { title: 'Without a link', url: null, date: null, summary: 'Other text', office: null },
    ],
    nextUrl: 'https://library.example/publications/ice?page=2',
    children: [],
    isMarkedEmpty: false,
    totalShown: 57,
    rowCount: 3,
  });
});

const only = (html: string, rule: Parameters<typeof recipe>[1], page = pageOf(html)) =>
  parseListing(page, recipe('li', { title: 'b', ...rule })).items[0];

test.each([
  ['the item itself', '<li data-kind="memo"><b>T</b>', { extra: { attr: 'data-kind' } }, { extra: 'memo' }],
  ['its whole text', '<li><b>T</b> more', { extra: '.' }, { extra: 'T more' }],
  [
    'the first of several selectors in document order',
    '<li><b>T</b><i>one</i><u>two</u>',
    { extra: 'u, i' },
    { extra: 'one' },
  ],
  ['the first match with a value', '<li><b>T</b><i> </i><i>two</i>', { extra: 'i' }, { extra: 'two' }],
  [
    'a whole match where the pattern has no group',
    '<li><b>T</b><i>No. 12</i>',
    { extra: { select: 'i', pattern: '\\d+' } },
    { extra: '12' },
  ],
  [
    'nothing where the pattern does not match',
    '<li><b>T</b><i>none</i>',
    { extra: { select: 'i', pattern: '\\d+' } },
    { extra: null },
  ],
  [
    'the first date that can be read',
    '<li><b>T</b><i>New</i><i>2024-02-29</i>',
    { date: { select: 'i', type: 'date' } },
    { date: '2024-02-29' },
  ],
  [
    'what is shown where no date can be read',
    '<li><b>T</b><i>New</i>',
    { date: { select: 'i', type: 'date' } },
    { date: 'New' },
  ],
  [
    'an address of any field',
    '<li><b>T</b><img src="a.png">',
    { picture: { select: 'img', attr: 'src' } },
    { picture: 'https://library.example/publications/a.png' },
  ],
  [
    'the link that is selected without attr',
    '<li><b>T</b><a href="/x">More</a>',
    { url: 'a' },
    { url: 'https://library.example/x' },
  ],
  [
    'an address written as text',
    '<li><b>T</b><i>https://library.example/y</i>',
    { url: 'i' },
    { url: 'https://library.example/y' },
  ],
  ['no address in other text', '<li><b>T</b><i>Read more</i>', { url: 'i' }, { url: null }],
  [
    'the first link that leads to a page',
    '<li><b>T</b><a href="javascript:x()">a</a><a href="/z">b</a>',
    { url: { select: 'a', attr: 'href' } },
    { url: 'https://library.example/z' },
  ],
  [
    'an address by its pattern',
    `<li><b>T</b><a onclick="open('/p/7')">a</a>`,
    { url: { select: 'a', attr: 'onclick', pattern: "'(/p/\\d+)'" } },
    { url: 'https://library.example/p/7' },
  ],
  [
    'attributes whatever the case of their name',
    '<li><b>T</b><i DATA-N="4"></i>',
    { extra: { select: 'i', attr: 'data-N' } },
    { extra: '4' },
  ],
] as const)('a field is %s', (_, html, rule, expected) => {
  expect(only(html, rule)).toMatchObject(expected);
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'mailto:a@b.example', 'http://[bad/', '#top', ''])(
  'a row whose link is %j is kept without an address',
  (href) => {
    expect(only(`<li><b>T</b><a href="${href}">x</a>`, { url: { select: 'a', attr: 'href' } })).toEqual({
      title: 'T',
      url: null,
    });
  },
);

test('links resolve against base, which resolves against the page', () => {
  const html = '<base target=_top><base href="/docs/"><li><b>T</b><a href="x">x</a><p><a class=n href="p2">n</a>';
  const listing = parseListing(
    pageOf(html),
    recipe('li', { title: 'b', url: { select: 'a', attr: 'href' } }, { next: '.n' }),
  );
  expect(listing.items[0]?.['url']).toBe('https://library.example/docs/x');
  expect(listing.nextUrl).toBe('https://library.example/docs/p2');
  const odd = '<base href="data:,x"><li><b>T</b><a href="x">x</a>';
  expect(only(odd, { url: 'a' })?.['url']).toBe('https://library.example/publications/x');
});

test.each([
  ['no match', '<p>', null],
  ['a link to the page itself', `<a class=n href="${URL_HERE}#list">n</a>`, null],
  ['a link that is switched off', '<a class=n aria-disabled=true href="?page=2">n</a>', null],
  ['a script', '<a class=n href="javascript:next()">n</a>', null],
  ['a list item that holds the link', '<li class=n><span><a href="?page=2">n</a></span></li>', '?page=2'],
  ['a link element of the head', '<link class=n rel=next href="?page=2">', '?page=2'],
])('the next page after %s', (_, html, href) => {
  const { nextUrl } = parseListing(pageOf(html), recipe('li.row', { title: 'b' }, { next: '.n' }));
  expect(nextUrl).toBe(href === null ? null : new URL(href, URL_HERE).href);
});

test('the mark of an empty list counts only where there are no rows', () => {
  const rule = recipe('li', { title: '.' }, { empty: '.none' });
  expect(parseListing(pageOf('<p class=none>Nothing found'), rule).isMarkedEmpty).toBe(true);
  expect(parseListing(pageOf('<p class=none>Nothing found<ul><li>A'), rule).isMarkedEmpty).toBe(false);
  expect(parseListing(pageOf('<p>'), rule).isMarkedEmpty).toBe(false);
  expect(parseListing(pageOf(''), rule)).toMatchObject({ items: [], rowCount: 0 });
});

const total = (before: string, rows = 2) =>
  parseListing(pageOf(`<body>${before}<ul>${'<li>12 documents</li>'.repeat(rows)}</ul>`), recipe('li', { title: '.' }))
    .totalShown;

test.each([
  ['<p>30 documents</p>', 30],
  ['<p>1,234 results found</p>', 1234],
  ['<p>Showing <b>1</b>–<b>10</b> of <b>57</b></p>', 57],
  ['<div>\n  Displaying 1 - 2 of 57 records\n</div>', 57],
  ['<span>1 to 2 of 1.234</span><p>99 reports</p>', 1234],
  ['<p>30 documents</p><p>30 documents</p>', 30],
])('the site says how many records it has: %s', (html, count) => {
  expect(total(html)).toBe(count);
});

test.each([
  ['two counts that differ', '<p>30 documents</p><p>12 reports</p>'],
  ['fewer than there are rows', '<p>1 document</p>'],
  ['a count within a sentence', '<p>We hold 30 documents in total here</p>'],
  ['pages in place of records', '<p>Page 1 of 6</p>'],
  ['counts in a menu', '<nav><p>30 documents</p></nav>'],
  ['an upside-down range', '<p>10 - 1 of 57</p>'],
  ['a range with too many pieces', `<p>Showing 1${'<b></b>'.repeat(20)}-2 of 57</p>`],
  ['nothing', ''],
])('no total is taken from %s', (_, html) => {
  expect(total(html)).toBeNull();
});

test('an empty list may say that it has no results', () => {
  expect(total('<p>0 results</p>', 0)).toBe(0);
});

test.each([
  ['JSON', '{"error":"backend unavailable"}', /found a JSON document, expected an HTML page/],
  ['a PDF', '%PDF-1.4 <x>', /found a PDF file/],
  ['bytes', '\u0000\u0001\u0002<b>\u0003', /found a binary file/],
  ['plain words', 'Service unavailable', /found plain text/],
])('%s in place of the page is said', (_, text, message) => {
  expect(() => parseListing(pageOf(text), recipe('li', { title: '.' }))).toThrow(message);
});

test('broken markup gives the rows a browser would show', () => {
  const html = '<table class=t><tr><td><a href=/1>One</a><td>x<tr><td><a href=/2>Two</a></table>';
  const { items } = parseListing(pageOf(html), recipe('.t tbody > tr', { title: 'td:first-child', url: 'a' }));
  expect(items.map((item) => item['title'])).toEqual(['One', 'Two']);
});
