import type { Unpacked } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Recipe } from '../model/recipe.ts';
import { parseListing } from '../parse/listing.ts';
import { normalizeItems } from '../parse/normalize.ts';
import { readPage } from '../parse/page.ts';

const FEED: Recipe = { format: 'feed' };
const SAME_LIST = 0.6; // of the page's records: a feed with fewer tells of something else, or of the newest only

/**
 * Reads the feed a page offers and holds it against the records of the page: a sentence that proposes it where it is richer, and
 * says why not where it is not. Nothing where it cannot be read. Throws ABORTED.
 */
export async function compareFeed(
  url: string,
  items: readonly Item[],
  get: (url: string) => Promise<Unpacked>,
): Promise<readonly string[]> {
  const entries = await readFeed(url, get);
  if (entries === null) return [`that feed could not be read: ${url}`];
  const known = new Set(items.map(({ key }) => key));
  const shared = entries.filter(({ key }) => known.has(key)).length;
  const gains = shared >= items.length * SAME_LIST ? gainsOf(entries, items) : [];
  const held = `that feed holds ${entries.length} entries, ${shared} of them among the ${items.length} records of this page`;
  if (gains.length === 0) return [`${held}: the page is the fuller source`];
  return [`${held}, and ${gains.join(' and ')}: it is the richer source, to be had by: pubwatch add ${url}`];
}

async function readFeed(url: string, get: (url: string) => Promise<Unpacked>): Promise<readonly Item[] | null> {
  try {
    const capture = await get(url);
    if (capture.status !== 200) return null;
    return normalizeItems(parseListing(readPage(capture), FEED).items, FEED, null).items;
  } catch (error) {
    if (error instanceof PubwatchError && error.code !== 'ABORTED') return null;
    throw error;
  }
}

/** What the feed tells that the page does not. */
function gainsOf(entries: readonly Item[], items: readonly Item[]): readonly string[] {
  const share = (all: readonly Item[], name: 'date' | 'summary'): number =>
    all.filter((item) => item[name] !== null).length / Math.max(1, all.length);
  const gains: string[] = [];
  if (entries.length > items.length) gains.push(`${entries.length - items.length} more`);
  for (const [name, plural] of [['date', 'dates'] as const, ['summary', 'summaries'] as const])
    if (share(entries, name) > 0.5 && share(items, name) < 0.5) gains.push(`${plural}, which the page lacks`);
  return gains;
}
