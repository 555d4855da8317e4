import type { Item } from '../model/item.ts';
import type { DateOrder } from '../model/recipe.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { normalizeItems } from '../parse/normalize.ts';
import { uniqueItems } from '../snapshot/take.ts';
import type { ReadPage } from './read-page.ts';
import type { Walk } from './walk.ts';

/** What a whole crawl found, normalized as one list. */
export interface Found {
  readonly items: readonly Item[]; // unique, sorted by key
  readonly itemsByPage: readonly (readonly Item[])[]; // as each page of the walk showed them
  readonly dateOrder: DateOrder | null;
  readonly rowCount: number;
  readonly totalShown: number | null;
  readonly isMarkedEmpty: boolean;
}

/** Normalizes the items of all pages together: one order of day and month holds for the whole list. */
export function gatherItems(walk: Walk, source: Source, before: Snapshot | null): Found {
  const read = walk.pages.filter((page) => page.raw !== null);
  const raw = read.flatMap((page) => page.raw ?? []);
  const keys = read.flatMap((page) => page.keys);
  const normalized = normalizeItems(raw, source.recipe, before?.dateOrder ?? null, keys);
  const accepted = new Map(before?.items.map((one) => [one.item.key, one.item]));
  const fresh = normalized.items.values();
  const itemsByPage = walk.pages.map((page) => itemsOf(page, fresh, accepted));
  return {
    items: uniqueItems(itemsByPage.flat()),
    itemsByPage,
    dateOrder: normalized.dateOrder,
    rowCount: walk.pages.reduce((sum, page) => sum + page.rowCount, 0),
    totalShown: walk.pages.find((page) => page.totalShown !== null)?.totalShown ?? null,
    isMarkedEmpty: walk.pages.some((page) => page.isMarkedEmpty),
  };
}

/** A page that did not change shows what the accepted snapshot holds. */
function itemsOf(page: ReadPage, fresh: Iterator<Item>, accepted: ReadonlyMap<string, Item>): Item[] {
  if (page.raw === null) return page.keys.flatMap((key) => accepted.get(key) ?? []);
  return page.raw.flatMap(() => {
    const next = fresh.next();
    return next.done ? [] : [next.value];
  });
}
