import { sha256 } from '../lib/bytes.ts';
import { foldText } from '../lib/text.ts';
import type { Item } from '../model/item.ts';
import type { Recipe } from '../model/recipe.ts';

const ROW_MARK = ' title:'; // stands behind the address in the key of a further row; no address holds a space

/**
 * A crawl's items as a snapshot lists them: sorted by key, each key once. One address with one title is one item, whichever page
 * showed it, and the fullest of its rows counts. Further titles under an address (an agenda and its minutes) are items of their
 * own: `ADDRESS title:FOLDED`. The order of the rows does not matter.
 */
export function uniqueItems(items: readonly Item[]): readonly Item[] {
  const rowsByAddress = new Map<string, Item | Item[]>(); // a lone row stands by itself: most do
  for (const item of items) {
    const address = rowAddress(item);
    const rows = rowsByAddress.get(address);
    if (rows === undefined) rowsByAddress.set(address, item);
    else if (Array.isArray(rows)) rows.push(item);
    else rowsByAddress.set(address, [rows, item]);
  }
  const unique = [...rowsByAddress].flatMap(([address, rows]) =>
    Array.isArray(rows) ? mergeRows(address, rows) : withKey(rows, address),
  );
  return unique.sort((a, b) => compareText(a.key, b.key));
}

/** The items that the rows of one address are: one a title. */
function mergeRows(address: string, rows: readonly Item[]): readonly Item[] {
  const itemByTitle = new Map<string, Item>();
  for (const row of rows) {
    const title = foldText(row.title);
    const twin = itemByTitle.get(title);
    if (twin === undefined || compareRows(row, twin) < 0) itemByTitle.set(title, row);
  }
  return [...itemByTitle]
    .sort(([a], [b]) => compareText(a, b))
    .map(([title, item], index) => withKey(item, index === 0 ? address : `${address}${ROW_MARK}${title}`));
}

/** The address whose row an item is: items of an accepted snapshot bear the key of their row already. */
export function rowAddress(item: Item): string {
  const mark = item.url === null ? -1 : item.key.indexOf(ROW_MARK);
  return mark < 0 ? item.key : item.key.slice(0, mark);
}

function withKey(item: Item, key: string): Item {
  return item.key === key ? item : { ...item, key };
}

/** The row that says more comes first: a teaser repeats a record without its summary. */
function compareRows(a: Item, b: Item): number {
  return countFields(b) - countFields(a) || compareText(canonicalJson(contentOf(a)), canonicalJson(contentOf(b)));
}

function countFields({ date, summary, extra }: Item): number {
  return Number(date !== null) + Number(summary !== null) + Object.keys(extra).length;
}

function contentOf({ title, url, date, summary, extra }: Item): object {
  return { title, url, date, summary, extra };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const HASH_DIGITS = 16;

/**
 * Names what a recipe reads: 16 hex digits. `empty` and `alternates` take no part, for they choose no record; nor does the order in
 * which fields are written.
 */
export function hashRecipe(recipe: Recipe): string {
  const reading = recipe.format === 'html' ? { ...recipe, empty: null, alternates: [] } : recipe;
  return sha256(canonicalJson(reading)).slice(0, HASH_DIGITS);
}

/** JSON with sorted keys: equal data, equal text. */
function canonicalJson(data: unknown): string {
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)));
  });
}
