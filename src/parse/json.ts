import { displayText } from '../lib/text.ts';
import type { Listing, RawItem } from '../model/item.ts';
import type { JsonFieldRule, JsonRecipe } from '../model/recipe.ts';
import { notOfFormat } from './document-kind.ts';
import { parseJson, rawText, valueAt, valueText } from './json-value.ts';
import type { Page } from './page.ts';
import { createMatcher } from './pattern.ts';
import { resolveItemUrl, resolveUrl } from './url.ts';

/** Reads a JSON listing by the pointers of its recipe (RFC 6901). Throws LISTING_UNREADABLE where there is no list at its pointer. */
export function parseJsonListing(page: Page, recipe: JsonRecipe): Listing {
  const document = parseJson(page.text, 'a JSON listing');
  const records = valueAt(document, recipe.items);
  if (!Array.isArray(records)) {
    throw notOfFormat(`a list of records at “${recipe.items}”`, records === undefined ? 'nothing' : 'another value');
  }
  const readers = Object.entries(recipe.fields).map(([name, rule]) => ({
    name,
    read: fieldReader(name, rule, page.url),
  }));
  const rows = records.map(
    (record: unknown): RawItem => Object.fromEntries(readers.map(({ name, read }) => [name, read(record)])),
  );
  const next = recipe.next === null ? null : rawText(valueAt(document, recipe.next));
  const nextUrl = next === null || next.trim() === '' ? null : resolveUrl(next, page.url);
  return {
    items: rows.filter((item) => (item['title'] ?? item['url'] ?? null) !== null),
    nextUrl: nextUrl === page.url ? null : nextUrl,
    children: [],
    isMarkedEmpty: false,
    totalShown: null,
    rowCount: rows.length,
  };
}

function fieldReader(name: string, rule: JsonFieldRule, base: string): (record: unknown) => string | null {
  const match = rule.pattern === null ? null : createMatcher(rule.pattern);
  const read = readerOf(name, rule);
  return (record) => {
    const raw = read(valueAt(record, rule.pointer));
    const text = raw === null || match === null ? raw : match(displayText(raw));
    if (text === null) return null;
    if (name === 'url') return resolveItemUrl(text, base);
    const shown = displayText(text);
    return shown === '' ? null : shown;
  };
}

function readerOf(name: string, rule: JsonFieldRule): (value: unknown) => string | null {
  if (name === 'url') return rawText;
  if (rule.type !== 'date' && name !== 'date') return valueText;
  return (value) => (typeof value === 'number' ? momentText(value) : valueText(value));
}

const MOST_SECONDS = 100_000_000_000; // the year 5138; what is larger counts milliseconds
const MOST_MS = 8_640_000_000_000_000; // what Date can hold

/** Seconds or milliseconds since 1970 as a date (UTC); small numbers (a year) as they are. */
function momentText(value: number): string {
  if (value < 100_000_000 || value > MOST_MS) return String(value);
  return new Date(value < MOST_SECONDS ? value * 1_000 : value).toISOString();
}
