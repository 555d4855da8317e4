import { foldText } from '../lib/text.ts';
import type { Item, NormalizedItems, RawItem } from '../model/item.ts';
import type { DateOrder, Recipe } from '../model/recipe.ts';
import { learnOrder, readDate } from './date.ts';
import { keyUrl } from './url.ts';

/**
 * Items of a whole crawl in page order, duplicates kept. Numeric dates that leave it open are read in one order: the recipe's,
 * else the one the dates themselves give away (a day beyond 12), else the one learnt before. With none of them they are null:
 * a language is no proof (English pages write both), and a date that is wrong is worse than one that is missing.
 */
export function normalizeItems(
  raw: readonly RawItem[],
  recipe: Recipe,
  learnt: DateOrder | null,
  keys: readonly string[] = raw.map(keyOf), // for those who have them
): NormalizedItems {
  const dates = dateFieldsOf(recipe);
  const dateOrder = learnOrder(textsOf(raw, [...dates.keys()])) ?? learnt;
  const items = raw.map((item, at) => normalizeItem(item, keys[at] ?? keyOf(item), dates, dateOrder));
  return { items, dateOrder };
}

function* textsOf(raw: readonly RawItem[], names: readonly string[]): Generator<string> {
  for (const item of raw) {
    for (const name of names) {
      const text = item[name] ?? null;
      if (text !== null) yield text;
    }
  }
}

/** What tells an item from all others of its list, before rows of one address are told apart. */
export function keyOf(raw: RawItem): string {
  const url = raw['url'] ?? null;
  return url === null ? `title:${foldText(raw['title'] ?? '')}` : keyUrl(url);
}

/** Fields that hold dates, with the order their rule gives. `date` is one whatever its rule says. */
function dateFieldsOf(recipe: Recipe): ReadonlyMap<string, DateOrder | null> {
  const fields = new Map<string, DateOrder | null>([['date', null]]);
  if (recipe.format !== 'html' && recipe.format !== 'json') return fields;
  for (const [name, rule] of Object.entries(recipe.fields)) {
    if (rule.type === 'date' || name === 'date') fields.set(name, rule.order);
  }
  return fields;
}

const OWN_FIELDS: ReadonlySet<string> = new Set(['title', 'url', 'date', 'summary']);

function normalizeItem(
  raw: RawItem,
  key: string,
  dates: ReadonlyMap<string, DateOrder | null>,
  order: DateOrder | null,
): Item {
  const dateOf = (name: string): string | null => {
    const text = raw[name] ?? null;
    return text === null ? null : readDate(text, dates.get(name) ?? order);
  };
  const extra: [string, string][] = [];
  for (const name of Object.keys(raw)) {
    if (OWN_FIELDS.has(name)) continue;
    const value = dates.has(name) ? dateOf(name) : (raw[name] ?? null);
    if (value !== null && value !== '') extra.push([name, value]);
  }
  const title = raw['title'] ?? '';
  const url = raw['url'] ?? null;
  const summary = raw['summary'] ?? '';
  return {
    key,
    title,
    url,
    date: dateOf('date'),
    summary: summary === '' ? null : summary,
    extra: Object.fromEntries(extra),
  };
}
