import type { MatchReason } from '../model/change.ts';
import type { Item } from '../model/item.ts';
import type { RemovedItem } from '../model/snapshot.ts';
import { compareFields } from './fields.ts';
import { matchItems } from './match.ts';

export interface DiffInput {
  readonly before: readonly Item[]; // of the accepted snapshot, missing ones too; unique keys
  readonly removed: readonly RemovedItem[]; // newest first
  readonly after: readonly Item[]; // unique keys
}
export interface AddedItem {
  readonly after: Item;
  readonly relatedKey: string | null; // of a missing item it is possibly related to
}
export interface ChangedItem {
  readonly before: Item;
  readonly after: Item;
  readonly fields: readonly string[]; // sorted
  readonly isCosmetic: boolean;
  readonly match: MatchReason;
}
export interface RestoredItem {
  readonly removed: RemovedItem;
  readonly after: Item;
  readonly fields: readonly string[]; // sorted: what differs from when it was last listed
}
export interface GoneItem {
  readonly item: Item;
  readonly relatedKey: string | null; // of an added item it is possibly related to
}
export interface SameItem {
  readonly before: Item;
  readonly after: Item; // its key may differ where rows share an address
}

/** How one list became another. Every item of both stands in exactly one place; each part is sorted by key. */
export interface ItemDiff {
  readonly added: readonly AddedItem[];
  readonly changed: readonly ChangedItem[];
  readonly restored: readonly RestoredItem[];
  readonly missing: readonly GoneItem[];
  readonly unchanged: readonly SameItem[];
}

/** Compares two lists of items record by record. The order of the lists does not matter. */
export function diffItems({ before, removed, after }: DiffInput): ItemDiff {
  const matching = matchItems(before.toSorted(byKey), removed, after.toSorted(byKey));
  const changed: ChangedItem[] = [];
  const unchanged: SameItem[] = [];
  for (const match of matching.matches) {
    const { fields, isCosmetic } = compareFields(match.before, match.after);
    if (fields.length === 0) unchanged.push({ before: match.before, after: match.after });
    else changed.push({ before: match.before, after: match.after, fields, isCosmetic, match: match.reason });
  }
  const relatedKey = (item: Item): string | null => matching.relatedKeys.get(item) ?? null;
  return {
    added: matching.added.map((item) => ({ after: item, relatedKey: relatedKey(item) })),
    changed: changed.sort(byKeyAfter),
    restored: matching.returns
      .map((back) => ({ ...back, fields: compareFields(back.removed.item, back.after).fields }))
      .sort(byKeyAfter),
    missing: matching.missing.map((item) => ({ item, relatedKey: relatedKey(item) })),
    unchanged: unchanged.sort(byKeyAfter),
  };
}

function byKey(a: Item, b: Item): number {
  return a.key < b.key ? -1 : Number(a.key > b.key);
}

function byKeyAfter(a: { readonly after: Item }, b: { readonly after: Item }): number {
  return byKey(a.after, b.after);
}
