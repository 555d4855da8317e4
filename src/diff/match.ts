import type { Item } from '../model/item.ts';
import type { RemovedItem } from '../model/snapshot.ts';
import { matchAddresses } from './match-address.ts';
import { matchRemoved, type Return } from './match-removed.ts';
import { matchSimilar } from './match-similar.ts';
import { matchTitles } from './match-title.ts';
import { createOpen, type Match } from './open.ts';

/** Which record became which. Every item of before and after stands in it once. */
export interface Matching {
  readonly matches: readonly Match[];
  readonly returns: readonly Return[];
  readonly missing: readonly Item[];
  readonly added: readonly Item[];
  readonly relatedKeys: ReadonlyMap<Item, string>; // possibly related: the key of the other one, both ways
}

/**
 * Matches records one-to-one, the surest evidence first: address, then the exact title, then all that is alike. A record told as
 * removed before comes back by its address, or by title and slug. Unsure is no match.
 */
export function matchItems(before: readonly Item[], removed: readonly RemovedItem[], after: readonly Item[]): Matching {
  if (before.length === 0 && removed.length === 0)
    return { matches: [], returns: [], missing: [], added: after, relatedKeys: new Map() };
  const open = createOpen(before, after);
  matchAddresses(open);
  const back = [...matchRemoved(open, removed, 'address-and-title')];
  const unsettled = [...open.missing(), ...open.added()];
  matchTitles(
    open,
    findRepeated(unsettled, before, after, (item) => item.title),
  );
  back.push(...matchRemoved(open, removed.filter(isNotIn(back)), 'address'));
  back.push(...matchRemoved(open, removed.filter(isNotIn(back)), 'title-and-slug'));
  const related = matchSimilar(
    open,
    findRepeated(unsettled, before, after, (item) => item.summary),
  );
  return {
    matches: open.matches,
    returns: back,
    missing: open.missing(),
    added: open.added(),
    relatedKeys: new Map(
      related.flatMap(
        (pair) =>
          [
            [pair.before, pair.after.key],
            [pair.after, pair.before.key],
          ] as const,
      ),
    ),
  };
}

function isNotIn(returns: readonly Return[]): (removed: RemovedItem) => boolean {
  const back = new Set(returns.map((one) => one.removed));
  return (removed) => !back.has(removed);
}

/** Does a text of these items stand more than once in the list before, or in the list after? */
function findRepeated(
  items: readonly Item[],
  before: readonly Item[],
  after: readonly Item[],
  textOf: (item: Item) => string | null,
): (text: string) => boolean {
  const texts = new Set(items.flatMap((item) => textOf(item) ?? []));
  // To look a text up by itself, all of it would be hashed: most of a long list is told by its length, or the first letters.
  const wanted = Map.groupBy(texts, ({ length }) => length);
  const repeated = new Set<string>();
  for (const list of texts.size === 0 ? [] : [before, after]) {
    const seen = new Set<string>();
    for (const item of list) {
      const found = textOf(item);
      const text = found === null ? undefined : wanted.get(found.length)?.find((one) => one === found);
      if (text === undefined) continue;
      if (seen.has(text)) repeated.add(text);
      seen.add(text);
    }
  }
  return (text) => repeated.has(text);
}
