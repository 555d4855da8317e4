import { displayText } from '../lib/text.ts';
import type { Listing, RawItem } from '../model/item.ts';
import type { SitemapRecipe } from '../model/recipe.ts';
import { describeDocument, notOfFormat } from './document-kind.ts';
import type { Page } from './page.ts';
import { resolveItemUrl, resolveUrl } from './url.ts';
import { readXml, type XmlElement } from './xml.ts';

/**
 * Reads a sitemap (sitemaps.org): addresses with their lastmod as date, filtered by the recipe; of a sitemap index, its children
 * to be read as further pages; a plain text of one address a line. Throws LISTING_UNREADABLE for anything else.
 */
export function parseSitemap(page: Page, recipe: SitemapRecipe): Listing {
  if (ADDRESS_LINE.test(page.text)) return listingOf(textRows(page), recipe);
  const root = readXml(page.text);
  if (root?.local === 'urlset')
    return listingOf(
      childrenOf(root, 'url').map((entry) => rowOf(entry, page.url)),
      recipe,
    );
  if (root?.local !== 'sitemapindex') throw notOfFormat('a sitemap', describeDocument(page));
  const locations = childrenOf(root, 'sitemap').flatMap((entry) => textOf(entry, 'loc') ?? []);
  const children = locations.flatMap((location) => resolveUrl(location, page.url) ?? []);
  return { ...listingOf([], recipe), children: [...new Set(children)] };
}

const ADDRESS_LINE = /^\s*https?:\/\/\S+\s*(?:\n|$)/; // https://example.org/a.html

function textRows(page: Page): RawItem[] {
  return page.text.split('\n').map((line) => ({ title: null, url: resolveItemUrl(line.trim(), page.url), date: null }));
}

function listingOf(rows: readonly RawItem[], { include, exclude }: SitemapRecipe): Listing {
  const keeps = (url: string): boolean =>
    (include.length === 0 || include.some((pattern) => fits(url, pattern))) &&
    !exclude.some((pattern) => fits(url, pattern));
  return {
    items: rows.filter(({ url }) => url !== null && url !== undefined && keeps(url)),
    nextUrl: null,
    children: [],
    isMarkedEmpty: false,
    totalShown: null,
    rowCount: rows.length,
  };
}

function rowOf(entry: XmlElement, base: string): RawItem {
  return { title: null, url: resolveItemUrl(textOf(entry, 'loc') ?? '', base), date: textOf(entry, 'lastmod') };
}

/** Does the address hold the pieces of the pattern between its `*`, in their order? */
function fits(url: string, pattern: string): boolean {
  let at = 0;
  for (const piece of pattern.split('*')) {
    const found = url.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

function childrenOf(parent: XmlElement, local: string): XmlElement[] {
  return parent.children.filter((child) => child.local === local);
}

/** `<loc>`, not `<image:loc>`. */
function textOf(entry: XmlElement, local: string): string | null {
  const prefix = entry.name.slice(0, entry.name.length - entry.local.length);
  const text = displayText(entry.children.find(({ name }) => name === prefix + local)?.text ?? '');
  return text === '' ? null : text;
}
