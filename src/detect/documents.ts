import type { Detection } from '../model/detection.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Listing } from '../model/item.ts';
import type { Recipe } from '../model/recipe.ts';
import type { Verdict } from '../model/verdict.ts';
import { describeDocument } from '../parse/document-kind.ts';
import { parseListing } from '../parse/listing.ts';
import type { Page } from '../parse/page.ts';
import { NO_LISTING } from './no-listing.ts';

const FEED: Recipe = { format: 'feed' };
const SITEMAP: Recipe = { format: 'sitemap', include: [], exclude: [] };
const SURE = 0.99; // a format that says what it is

/** Documents that are no HTML page: feeds and sitemaps are lists by themselves, the rest is none. null: an HTML page. */
export function detectDocument(page: Page, verdict: Verdict): Detection | null {
  if (verdict.kind === 'blocked')
    return {
      ...NO_LISTING,
      verdict: 'blocked',
      what: `a bot challenge or refusal: the page ${verdict.message}. Ask the site's owner to let pubwatch in, or look for a feed.`,
    };
  const kind = describeDocument(page);
  const isJson = kind === 'a JSON document';
  if (kind === 'a feed' || isJson) {
    const feed = tryRead(page, FEED);
    if (feed !== null && (feed.items.length > 0 || !isJson)) return listOf(feed, FEED, 'a feed');
  }
  if (kind === 'a sitemap') {
    const sitemap = tryRead(page, SITEMAP);
    if (sitemap !== null) return listOf(sitemap, SITEMAP, 'a sitemap');
  }
  if (isJson)
    return nothing('a JSON document: write a recipe with `format: json` for it, or watch the page that shows it.');
  if (verdict.kind === 'empty') return nothing('an empty document: the server sent no text.');
  if (verdict.kind === 'not-html') return nothing(`no page: it ${verdict.message}.`);
  const isSaidOtherwise = SAYS_MORE.has(verdict.kind); // "404 not found", three words without markup
  return kind === 'plain text' && !isSaidOtherwise ? nothing('plain text, not an HTML page.') : null;
}

const SAYS_MORE: ReadonlySet<Verdict['kind']> = new Set(['login', 'maintenance', 'missing', 'error', 'parked']);

function nothing(what: string): Detection {
  return { ...NO_LISTING, what };
}

function listOf({ items, nextUrl, children }: Listing, recipe: Recipe, kind: string): Detection {
  if (items.length === 0 && children.length === 0)
    return { ...NO_LISTING, verdict: 'empty', what: `${kind} without entries.` };
  return {
    ...NO_LISTING,
    verdict: 'listing',
    what: `${kind} with ${items.length} entries`,
    recipe,
    confidence: SURE,
    items,
    next: nextUrl,
    trace: [`the document is ${kind}`],
  };
}

/** null: it is not of that format after all. */
function tryRead(page: Page, recipe: Recipe): Listing | null {
  try {
    return parseListing(page, recipe);
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}
