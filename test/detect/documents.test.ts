import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { pageOf } from './fixtures.ts';

const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>Papers</title>
<item><title>On eels</title><link>https://river.example/papers/eels</link><pubDate>Tue, 12 Mar 2024 08:00:00 GMT</pubDate></item>
<item><title>On ice</title><link>https://river.example/papers/ice</link></item></channel></rss>`;
const ATOM = `<feed xmlns="http://www.w3.org/2005/Atom"><title>Papers</title><entry><id>urn:1</id><title>On eels</title>
<link href="https://river.example/papers/eels"/><updated>2024-03-12T08:00:00Z</updated></entry></feed>`;
const JSON_FEED = `{"version":"https://jsonfeed.org/version/1.1","title":"Papers","items":[{"id":"1","url":"https://river.example/papers/eels","title":"On eels"}]}`;
const SITEMAP = `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://river.example/papers/eels</loc></url></urlset>`;

describe('a document that is a list by itself', () => {
  test.each([
    ['RSS', RSS, 'feed', 2],
    ['Atom', ATOM, 'feed', 1],
    ['a JSON Feed', JSON_FEED, 'feed', 1],
    ['a sitemap', SITEMAP, 'sitemap', 1],
  ])('%s is a listing in its own format', (_, text, format, count) => {
    const { verdict, recipe, items, confidence } = detectListing(pageOf(text));
    expect({ verdict, format: recipe?.format, count: items.length }).toEqual({ verdict: 'listing', format, count });
    expect(confidence).toBeGreaterThan(0.95);
  });

  test('a feed without entries is empty', () => {
    expect(detectListing(pageOf('<rss version="2.0"><channel><title>Papers</title></channel></rss>')).verdict).toBe(
      'empty',
    );
  });
});

describe('a document that is no page', () => {
  test.each([
    ['nothing at all', '', 'empty document'],
    ['a PDF file', '%PDF-1.4\n1 0 obj', 'PDF'],
    ['other JSON', '{"papers":[{"name":"On eels"}],"count":1}', 'JSON'],
    ['plain text', 'The office is closed today.', 'plain text'],
  ])('%s is not a listing, and is called what it is', (_, text, what) => {
    const detection = detectListing(pageOf(text));
    expect(detection.verdict).toBe('not-a-listing');
    expect(detection.what).toContain(what);
  });

  test('markup that is nested without end is not a listing', () => {
    expect(detectListing(pageOf('<div>'.repeat(3_000))).what).toContain('cannot be read');
  });
});

test('an answer known to be a refusal is blocked, whatever its page holds', () => {
  const verdict = { kind: 'blocked', message: 'looks like a challenge or refusal by a bot defence' } as const;
  expect(detectListing(pageOf('<p>Hello</p>'), verdict).verdict).toBe('blocked');
});

test('a few words that a server sends with a status are told by the status', () => {
  const verdict = { kind: 'missing', message: 'is a page for status 404' } as const;
  expect(detectListing(pageOf('no such file'), verdict).what).toMatch(/not found.*Check the address/);
});
