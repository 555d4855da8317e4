import type { Listing } from '../model/item.ts';
import type { Recipe } from '../model/recipe.ts';
import { parseFeed } from './feed.ts';
import { parseHtmlListing } from './html.ts';
import { parseJsonListing } from './json.ts';
import type { Page } from './page.ts';
import { parseSitemap } from './sitemap.ts';

/**
 * Reads one page of a listing as its recipe says: entries in page order with display text, absolute addresses, dates as shown.
 * Finding none is a value. Throws LISTING_UNREADABLE for a document of another format, or one made to take for ever.
 */
export function parseListing(page: Page, recipe: Recipe): Listing {
  switch (recipe.format) {
    case 'html':
      return parseHtmlListing(page, recipe);
    case 'feed':
      return parseFeed(page);
    case 'sitemap':
      return parseSitemap(page, recipe);
    case 'json':
      return parseJsonListing(page, recipe);
  }
}
