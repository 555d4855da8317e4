import type { ItemDiff } from '../diff/items.ts';
import type { CheckState } from '../model/check-state.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { MissingItem } from './confirm.ts';
import type { Walk } from './walk.ts';

/** The accepted items that this crawl did not meet, each with its mark: this crawl counted. What aged out of a window is left out. */
export function whatIsMissing(
  source: Source,
  before: Snapshot,
  difference: ItemDiff,
  walk: Walk,
  check: CheckState,
  at: Date,
): MissingItem[] {
  const byKey = new Map(before.items.map((one) => [one.item.key, one]));
  const aged = source.window ? agedKeys(before, difference, walk, check) : new Set<string>();
  return difference.missing.flatMap(({ item }) => {
    if (aged.has(item.key)) return [];
    const mark = byKey.get(item.key)?.missing ?? {
      lastSeen: check.lastComplete ?? before.takenAt,
      since: at.toISOString(),
      crawls: 0,
      answer: null,
    };
    return [{ item, mark: { ...mark, crawls: mark.crawls + 1 } }];
  });
}

/**
 * What fell off the end of a window: missing items that stood, in the order the list had before, behind the last one that
 * is still there; or that are dated before the oldest item listed now. Where the former order is not known, all of them:
 * in a "latest N" list absence alone proves nothing.
 */
function agedKeys(before: Snapshot, difference: ItemDiff, walk: Walk, check: CheckState): ReadonlySet<string> {
  const missing = new Set(difference.missing.map(({ item }) => item.key));
  const order = check.sequence === before.sequence ? check.pages.flatMap((page) => page.keys) : [];
  const lastStaying = order.findLastIndex((key) => !missing.has(key));
  const isInOrder = new Map(order.map((key, position) => [key, position]));
  const oldest = oldestDate(walk, before, difference);
  const aged = difference.missing.filter(({ item }) => {
    if (order.length === 0) return true;
    const position = isInOrder.get(item.key);
    if (position === undefined) return false; // missing before this crawl already
    return position > lastStaying || (item.date !== null && oldest !== null && item.date < oldest);
  });
  return new Set(aged.map(({ item }) => item.key));
}

function oldestDate(walk: Walk, before: Snapshot, difference: ItemDiff): string | null {
  const listed = new Set(walk.pages.flatMap((page) => page.keys));
  const dates = [...before.items.map((one) => one.item), ...difference.added.map((one) => one.after)]
    .filter((item) => listed.has(item.key))
    .map((item) => item.date)
    .filter((date) => date !== null);
  return dates.sort()[0] ?? null;
}
