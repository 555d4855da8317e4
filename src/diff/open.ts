import type { MatchReason } from '../model/change.ts';
import type { Item } from '../model/item.ts';

/** One record, before and after. */
export interface Match {
  readonly before: Item;
  readonly after: Item;
  readonly reason: MatchReason;
}

/** Records that no match holds yet. Each step of the matching takes from them. */
export interface Open {
  missing(): readonly Item[];
  added(): readonly Item[];
  isAdded(item: Item): boolean;
  match(before: Item, after: Item, reason: MatchReason): void;
  /** Takes an added record that is one of those removed before. */
  restore(after: Item): void;
  readonly matches: readonly Match[];
}

export function createOpen(before: readonly Item[], after: readonly Item[]): Open {
  const missing = new Set(before);
  const added = new Set(after);
  const matches: Match[] = [];
  return {
    missing: () => [...missing],
    added: () => [...added],
    isAdded: (item) => added.has(item),
    match: (from, to, reason) => {
      missing.delete(from);
      added.delete(to);
      matches.push({ before: from, after: to, reason });
    },
    restore: (to) => {
      added.delete(to);
    },
    matches,
  };
}
