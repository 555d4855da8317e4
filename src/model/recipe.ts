/** How to read a listing page: data, not code. As the operator wrote it under `recipe:`. */
export type Recipe = HtmlRecipe | FeedRecipe | SitemapRecipe | JsonRecipe;

export interface HtmlRecipe {
  readonly format: 'html';
  readonly item: string; // CSS selector of one record
  readonly fields: Readonly<Record<string, FieldRule>>; // title, url, date, summary and further ones
  readonly next: string | null; // CSS selector of the link to the next page
  readonly empty: string | null; // CSS selector of what the site shows when there is truly nothing
  readonly alternates: readonly RecipeAlternate[]; // further ways to select the same records, best first; never applied silently
}
/** RSS 2.0, RSS 1.0 (RDF), Atom, JSON Feed: told apart by the document itself. */
export interface FeedRecipe {
  readonly format: 'feed';
}
/** A sitemap or sitemap index (sitemaps.org), plain or gzipped. Items: address, lastmod as date, title null. */
export interface SitemapRecipe {
  readonly format: 'sitemap';
  readonly include: readonly string[]; // substrings or `*` patterns of addresses to keep; empty keeps all
  readonly exclude: readonly string[];
}
/** A JSON listing read by JSON Pointers (RFC 6901). */
export interface JsonRecipe {
  readonly format: 'json';
  readonly items: string; // pointer to the array of records
  readonly fields: Readonly<Record<string, JsonFieldRule>>;
  readonly next: string | null; // pointer to the next page's address
}

export interface FieldRule {
  readonly select: string; // CSS selector within the item; '.' is the item itself
  readonly attr: string | null; // attribute to read; null: the text
  readonly type: 'text' | 'date';
  readonly order: DateOrder | null; // of numeric dates, where the page's own leave it open
  readonly pattern: string | null; // regular expression; its first group is kept
  readonly above?: true; // the nearest match above the item, as a date over several; not given: within the item
}
export interface JsonFieldRule {
  readonly pointer: string; // relative to the record
  readonly type: 'text' | 'date';
  readonly order: DateOrder | null;
  readonly pattern: string | null;
}
export interface RecipeAlternate {
  readonly item: string;
  readonly fields: Readonly<Record<string, FieldRule>>;
}

/** The order of day, month and year in numeric dates: 2/29/2024 is mdy, 29.02.2024 dmy. */
export type DateOrder = 'mdy' | 'dmy' | 'ymd';
