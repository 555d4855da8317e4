import { expect, test } from 'vitest';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf } from './make.ts';

const FEED = { format: 'feed' } as const;
const itemsOf = (text: string) => parseListing(pageOf(text), FEED).items;
const rss = (inside: string) =>
  itemsOf(`<?xml version="1.0"?><rss version="2.0"><channel><title>All</title>${inside}</channel></rss>`);
const atom = (inside: string) =>
  itemsOf(`<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><entry>${inside}</entry></feed>`);

test('reads RSS 2.0', () => {
  const item = `<item><title>Storm &amp; Flood</title><link>
    /publication/storm?utm_medium=rss </link><description><![CDATA[<p>Caf&eacute; &amp; more.</p><p>Second.</p>]]></description><pubDate>Thu, 29 Feb 2024 12:00:00 GMT</pubDate></item>`;
  expect(rss(item)).toEqual([
    {
      title: 'Storm & Flood',
      url: 'https://library.example/publication/storm',
      date: 'Thu, 29 Feb 2024 12:00:00 GMT',
      summary: 'Café & more. Second.',
    },
  ]);
});

test.each([
  ['a bare & in a title', '<item><title>Smith & Sons v. AT&T</title><link>/a</link></item>', 'Smith & Sons v. AT&T'],
  ['a bare < in a title', '<item><title>Costs < 5 and > 3</title><link>/a</link></item>', 'Costs < 5 and > 3'],
  ['markup in a title', '<item><title>A &lt;b&gt;bold&lt;/b&gt; word</title><link>/a</link></item>', 'A bold word'],
  ['an HTML entity XML does not know', '<item><title>Caf&eacute;&#8217;s</title><link>/a</link></item>', 'Café’s'],
  ['an element that is not closed', '<item><title>One<link>/a</link></item>', 'One'],
  ['a closing tag too many', '<item></b><title>One</title></i><link>/a</link></item>', 'One'],
  ['a media title beside it', '<item><media:title>Other</media:title><title>One</title><link>/a</link></item>', 'One'],
  [
    'a comment and an instruction',
    '<item><!-- <title>No</title> --><?x <title>?><title>One</title><link>/a</link></item>',
    'One',
  ],
  ['a reference to no character', '<item><title>A&#x110000;&#xd800;B</title><link>/a</link></item>', 'A\ufffd\ufffdB'],
])('reads a feed with %s', (_, item, title) => {
  expect(rss(item).map((one) => one['title'])).toEqual([title]);
});

test.each([
  ['a guid that is an address', '<guid>https://library.example/g</guid>', 'https://library.example/g'],
  ['a guid that is a number', '<guid>4711</guid>', null],
  ['a guid that says it is none', '<guid isPermaLink="false">https://library.example/g</guid>', null],
  ['an Atom link', '<atom:link href="/h"/><atom:link rel="self" href="/no"/>', 'https://library.example/h'],
  ['an empty link and a guid', '<link></link><guid>https://library.example/i</guid>', 'https://library.example/i'],
  ['a script', '<link>javascript:alert(1)</link>', null],
  ['a base of its own', '<link xml:base="">x</link>', 'https://library.example/publications/x'],
])('the address of an RSS item with %s', (_, inside, url) => {
  expect(rss(`<item><title>T</title>${inside}</item>`)[0]?.['url']).toBe(url);
});

test('an item with neither title nor address is none', () => {
  const listing = parseListing(pageOf('<rss><channel><item><description>x</description></item></channel></rss>'), FEED);
  expect(listing).toMatchObject({ items: [], rowCount: 1 });
});

test('reads RSS 1.0 with Dublin Core dates and a DTD', () => {
  const text = `<!DOCTYPE rdf:RDF [<!ENTITY x "y">]><rdf:RDF xmlns="http://purl.org/rss/1.0/"><channel rdf:about="/"/>
    <item rdf:about="https://library.example/r"><title>R</title><dc:date>2024-02-29</dc:date><content:encoded>Text</content:encoded></item></rdf:RDF>`;
  expect(itemsOf(text)).toEqual([
    { title: 'R', url: 'https://library.example/r', date: '2024-02-29', summary: 'Text' },
  ]);
});

test.each([
  ['plain text', '<title>a &lt;b&gt; c</title>', 'a <b> c'],
  ['escaped HTML', '<title type="html">a &lt;b&gt;x&lt;/b&gt; &amp;amp; c</title>', 'a x & c'],
  ['XHTML', '<title type="xhtml"><div xmlns="x">a <b>x</b> c</div></title>', 'a x c'],
  ['HTML in CDATA', '<title type="html"><![CDATA[a &amp; <i>c</i>]]></title>', 'a & c'],
])('reads an Atom title that is %s', (_, title, shown) => {
  expect(atom(`${title}<link href="/a"/>`)[0]?.['title']).toBe(shown);
});

test('reads Atom links, dates and summaries', () => {
  const inside = `<title>T</title><link rel="self" href="/self"/><link rel="alternate" href="a"/><updated>2024-03-01T00:00:00Z</updated>
    <published>2024-02-29T00:00:00Z</published><content type="html">&lt;p&gt;Text&lt;/p&gt;</content>`;
  expect(atom(inside)).toEqual([
    { title: 'T', url: 'https://library.example/publications/a', date: '2024-02-29T00:00:00Z', summary: 'Text' },
  ]);
  expect(atom('<title>T</title><id>tag:a,2024:1</id><content src="/x"/>')[0]).toMatchObject({
    url: null,
    summary: null,
    date: null,
  });
  expect(atom('<title>T</title><id>https://library.example/id</id>')[0]?.['url']).toBe('https://library.example/id');
});

test('an Atom feed may carry a prefix and a base', () => {
  const text =
    '<a:feed xmlns:a="x" xml:base="https://b.example/d/"><a:entry><a:title>T</a:title><a:link href=e /></a:entry></a:feed>';
  expect(itemsOf(text)).toMatchObject([{ title: 'T', url: 'https://b.example/d/e' }]);
});

test('reads JSON Feed', () => {
  const items = [
    { id: 1, url: '/a', title: 'A &amp; B', date_published: '2024-02-29T10:00:00Z', content_html: '<p>x</p>' },
    { id: 'https://library.example/b', title: 'B', summary: 'S' },
    { id: 'c' },
    null,
  ];
  const text = JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', items });
  expect(itemsOf(text)).toEqual([
    { title: 'A & B', url: 'https://library.example/a', date: '2024-02-29T10:00:00Z', summary: 'x' },
    { title: 'B', url: 'https://library.example/b', date: null, summary: 'S' },
  ]);
});

test('numeric dates of a feed are read in the order the feed proves', () => {
  const raw = rss(
    '<item><title>A</title><pubDate>02/29/2024</pubDate></item><item><title>B</title><pubDate>03/04/2024</pubDate></item>',
  );
  expect(normalizeItems(raw, FEED, null).items.map(({ date }) => date)).toEqual(['2024-02-29', '2024-03-04']);
});

test.each([
  [
    'an HTML page',
    '<!doctype html><html><title>Log in &amp; go</title><p>x',
    /found an HTML page “Log in & go”, expected a feed/,
  ],
  ['other JSON', '{"items":[]}', /found a JSON document, expected a feed/],
  ['broken JSON', '{"version":', /found broken JSON, expected a feed/],
  ['a sitemap', '<urlset></urlset>', /found a sitemap, expected a feed/],
  ['nothing', '', /found an empty document/],
  ['XML nested without end', '<rss>'.repeat(200), /nested more than 100 deep/],
])('%s in place of a feed is said', (_, text, message) => {
  expect(() => itemsOf(text)).toThrow(message);
});
