import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { pageOf } from './fixtures.ts';

const PLACES = ['the weir', 'the quay', 'the lock', 'the dam'];
const links = (folder: string): string =>
  PLACES.map(
    (place, at) => `<li><a href="/${folder}/${at}">Survey of ${place} after the autumn floods of last year</a></li>`,
  ).join('');
const menu =
  '<div class="side"><ul><li><a href="/topic/1">Water</a></li><li><a href="/topic/2">Silt</a></li><li><a href="/topic/3">Sand</a></li></ul></div>';
const look = (matter: string, data: object | null = null) => {
  const script = data === null ? '' : `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
  return detectListing(
    pageOf(`<head>${script}</head><body><h1>Papers</h1><p>Of the office.</p>${matter}${menu}</body>`),
  );
};
const entries = (folder: string, shape: (url: string, at: number) => unknown) => ({
  '@context': 'https://schema.org',
  '@type': 'ItemList',
  itemListElement: PLACES.slice(0, 3).map((_, at) => shape(`https://river.example/${folder}/${at + 1}`, at)),
});
const listed = (url: string, at: number) => ({ '@type': 'ListItem', position: at + 1, url });
const plain = look(`<ul>${links('p')}</ul>`).confidence;

describe('what a page tells machines of its records', () => {
  test.each<[string, object]>([
    ['a list of addresses', entries('p', listed)],
    [
      'a list of articles',
      entries('p', (url) => ({ '@type': 'ListItem', item: { '@type': 'NewsArticle', '@id': url } })),
    ],
    ['a list of texts', entries('p', (url) => url)],
    [
      'the list of a collection',
      { '@graph': [{ '@type': ['WebPage', 'CollectionPage'], mainEntity: entries('p', listed) }] },
    ],
    [
      'articles without a list',
      { '@type': 'Blog', blogPost: [1, 2, 3].map((at) => ({ '@type': 'BlogPosting', url: `/p/${at}` })) },
    ],
  ])('makes it surer where it names them: %s', (_, data) => {
    expect(look(`<ul>${links('p')}</ul>`, data).confidence).toBeGreaterThan(plain);
  });

  test('makes it less sure where it names other links of the page', () => {
    const { confidence } = look(`<ul>${links('p')}</ul>`, entries('topic', listed));
    expect(confidence).toBeLessThan(plain);
  });

  test.each<[string, object]>([
    ['the way to the page', { ...entries('p', listed), '@type': 'BreadcrumbList' }],
    ['links that are not on the page', entries('elsewhere', listed)],
    ['no list', { '@type': 'Organization', name: 'River Office' }],
  ])('says nothing of them where it is %s', (_, data) => {
    expect(look(`<ul>${links('p')}</ul>`, data).confidence).toBe(plain);
  });

  test('is never trusted alone, nor does it have to be JSON', () => {
    expect(look('<p>Nothing here.</p>', entries('p', listed)).verdict).not.toBe('listing');
    const broken = '<script type="application/ld+json">{"@type": "ItemList",</script>';
    expect(look(`${broken}<ul>${links('p')}</ul>`).confidence).toBe(plain);
  });
});

describe('a list that is not sure', () => {
  test('says what speaks against it', () => {
    const { confidence, warnings } = look(`<ul>${links('p')}</ul>`);
    expect(confidence).toBeLessThan(0.8);
    expect(warnings[0]).toMatch(/^not sure that these are the records \(confidence 0\.\d+\): .*dates are missing/);
  });

  test('is told from one that is, which says nothing of it', () => {
    const dated = PLACES.map(
      (place, at) => `<li><a href="/p/${at}">Survey of ${place} and of what lies below</a> 2026-05-0${at + 1}</li>`,
    );
    const { confidence, warnings } = look(`<ul>${dated.join('')}</ul>`);
    expect(confidence).toBeGreaterThan(0.8);
    expect(warnings).toEqual([]);
  });
});
