import type { Item } from '../model/item.ts';
import { indexCandidates } from './candidates.ts';
import { compareTraits } from './likeness.ts';
import type { Open } from './open.ts';
import { choosePairs, type Pair } from './pairs.ts';
import { readTraits } from './traits.ts';

const MARGIN = 0.05; // by which a pair must be better than any other of its two records
const RELATED_SCORE = 0.65; // most words of both titles, and something beside

/**
 * Matches missing and added records with a new title and a new address, where the evidence is enough and points to one pair
 * only. What is left and still looks alike is possibly related: pairs of keys, each key once.
 */
export function matchSimilar(open: Open, isBoilerplate: (summary: string) => boolean): readonly Pair<Item>[] {
  if (open.missing().length === 0 || open.added().length === 0) return [];
  const missing = open.missing().map(readTraits);
  const added = open.added().map(readTraits);
  const candidatesOf = indexCandidates(added);
  const same: Pair<Item>[] = [];
  const alike: Pair<Item>[] = [];
  for (const before of missing) {
    for (const after of candidatesOf(before)) {
      const { isSame, score } = compareTraits(before, after, isBoilerplate);
      const pair = { before: before.item, after: after.item, score };
      // Equal titles that no evidence told apart stay apart here too.
      if (isSame && before.title.folded !== after.title.folded) same.push(pair);
      if (score >= RELATED_SCORE) alike.push(pair);
    }
  }
  const matched = new Set<Item>();
  for (const { before, after } of choosePairs(same, MARGIN)) {
    open.match(before, after, 'similar');
    matched.add(before).add(after);
  }
  return choosePairs(
    alike.filter((pair) => !matched.has(pair.before) && !matched.has(pair.after)),
    0,
  );
}
