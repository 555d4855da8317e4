/** A possible pair, and how good it is. */
export interface Pair<Item> {
  readonly before: Item;
  readonly after: Item;
  readonly score: number;
}

/**
 * Chooses one-to-one, best first. A pair counts only where neither side has another free partner within `margin` of it: of two
 * that are as good, none is taken. Ties are settled by the order of `pairs`.
 */
export function choosePairs<Item>(pairs: readonly Pair<Item>[], margin: number): readonly Pair<Item>[] {
  const sorted = pairs.toSorted((a, b) => b.score - a.score);
  const byBefore = groupBy(sorted, (pair) => pair.before);
  const byAfter = groupBy(sorted, (pair) => pair.after);
  const taken = new Set<Item>();
  const isRival = (rival: Pair<Item>, pair: Pair<Item>): boolean =>
    rival !== pair && !taken.has(rival.before) && !taken.has(rival.after) && rival.score > pair.score - margin;
  const hasRival = (pair: Pair<Item>, rivals: readonly Pair<Item>[]): boolean => {
    for (const rival of rivals) {
      if (rival.score <= pair.score - margin) return false; // sorted: all further ones are worse
      if (isRival(rival, pair)) return true;
    }
    return false;
  };
  return sorted.filter((pair) => {
    if (taken.has(pair.before) || taken.has(pair.after)) return false;
    if (margin > 0) {
      if (hasRival(pair, byBefore.get(pair.before) ?? [])) return false;
      if (hasRival(pair, byAfter.get(pair.after) ?? [])) return false;
    }
    taken.add(pair.before).add(pair.after);
    return true;
  });
}

/** Values by what `keyOf` says of them, in their order. */
export function groupBy<Key, Value>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): ReadonlyMap<Key, readonly Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}
