import { expect, test } from 'vitest';
import type { SitemapRecipe } from '../../src/model/recipe.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { pageOf } from './make.ts';

const sitemap = (over: Partial<SitemapRecipe> = {}): SitemapRecipe => ({
  format: 'sitemap',
  include: [],
  exclude: [],
  ...over,
});
const urlset = (...paths: readonly string[]) =>
  `<?xml version="1.0"?><urlset xmlns="x">${paths.map((path) => `<url><image:image><image:loc>/no</image:loc></image:image><loc>\n https://a.example${path} </loc><lastmod>2024-02-29</lastmod></url>`).join('')}</urlset>`;
const urlsOf = (text: string, recipe = sitemap()) =>
  parseListing(pageOf(text), recipe).items.map((item) => item['url']);

test('reads addresses with their last modification as date, without a title', () => {
  expect(parseListing(pageOf(urlset('/a')), sitemap()).items).toEqual([
    { title: null, url: 'https://a.example/a', date: '2024-02-29' },
  ]);
});

test.each([
  ['everything', {}, ['/pub/a.pdf', '/pub/b.html', '/news/c.pdf']],
  ['what holds a piece', { include: ['/pub/'] }, ['/pub/a.pdf', '/pub/b.html']],
  ['what fits a pattern', { include: ['/pub/*.pdf'] }, ['/pub/a.pdf']],
  ['what fits any of several', { include: ['a.pdf', '/news/'] }, ['/pub/a.pdf', '/news/c.pdf']],
  ['all but what is excluded', { exclude: ['*.html'] }, ['/pub/a.pdf', '/news/c.pdf']],
  ['the included but not the excluded', { include: ['.pdf'], exclude: ['/news/'] }, ['/pub/a.pdf']],
])('keeps %s', (_, filters, paths) => {
  const text = urlset('/pub/a.pdf', '/pub/b.html', '/news/c.pdf');
  expect(urlsOf(text, sitemap(filters))).toEqual(paths.map((path) => `https://a.example${path}`));
});

test('the children of a sitemap index are pages to read, each once', () => {
  const text =
    '<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap><sitemap><loc>ftp://x</loc></sitemap><sitemap/></sitemapindex>';
  expect(parseListing(pageOf(text), sitemap({ include: ['/pub/'] }))).toMatchObject({
    items: [],
    children: ['https://a.example/1.xml.gz', 'https://library.example/2.xml'],
  });
});

test('reads a sitemap that is plain text, and drops what is no address', () => {
  expect(urlsOf('https://a.example/a\r\nhttps://a.example/b\n\nmailto:x@a.example\n')).toEqual([
    'https://a.example/a',
    'https://a.example/b',
  ]);
  expect(urlsOf('<urlset><url><loc>javascript:x</loc></url><url/></urlset>')).toEqual([]);
});

test('a page in place of a sitemap is said', () => {
  expect(() => urlsOf('<html><h1>Not here')).toThrow(/found an HTML page, expected a sitemap/);
  expect(() => urlsOf('<rss></rss>')).toThrow(/found a feed, expected a sitemap/);
});
