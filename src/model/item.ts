import type { DateOrder } from './recipe.ts';

/** One entry of a listing as found: display text by field name, addresses absolute, dates still as shown. null: looked, found none. */
export type RawItem = Readonly<Record<string, string | null>>;

/** What one listing page holds: its entries in page order, and where the next page is. */
export interface Listing {
  readonly items: readonly RawItem[];
  readonly nextUrl: string | null;
  readonly children: readonly string[]; // of a sitemap index: addresses to read as further pages
  readonly isMarkedEmpty: boolean; // the recipe's `empty` marker is there
  readonly totalShown: number | null; // the site's own "N results", where shown beyond doubt
  readonly rowCount: number; // elements the item selector matched, before rows without title and address were dropped
}

/** One entry of a listing, normalized: the unit that is compared between snapshots. All text is display text (lib/text). */
export interface Item {
  readonly key: string; // identity: the key address, or `title:` and the folded title
  readonly title: string; // '' where the listing shows none
  readonly url: string | null; // absolute, as a reader may follow it
  readonly date: string | null; // YYYY-MM-DD
  readonly summary: string | null;
  readonly extra: Readonly<Record<string, string>>; // further fields of the recipe, by name
}

/** Items of a whole crawl, and the order of numeric dates its pages gave away (null: none did). */
export interface NormalizedItems {
  readonly items: readonly Item[];
  readonly dateOrder: DateOrder | null;
}
