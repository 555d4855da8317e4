import { foldText } from '../lib/text.ts';
import type { Item } from '../model/item.ts';
import { compareTraits } from './likeness.ts';
import type { Open } from './open.ts';
import { choosePairs, groupBy } from './pairs.ts';
import { readTraits } from './traits.ts';

const MOST_PAIRS = 900; // of rows under one address that are held against each other; further ones are taken in order

/**
 * Matches what stands under one address. Several rows may share it (agenda and minutes): there the same title comes first, then
 * the likest one. Alone under its address a record is itself whatever its title says.
 */
export function matchAddresses(open: Open): void {
  matchUnmoved(open);
  const addedByAddress = groupBy(open.added(), addressOf);
  for (const [address, before] of groupBy(open.missing(), addressOf)) {
    const after = addedByAddress.get(address);
    if (after !== undefined) matchRows(before, after, open);
  }
  const addedByUrl = groupBy(open.added(), (item) => item.url);
  for (const item of open.missing()) {
    const same = item.url === null ? undefined : addedByUrl.get(item.url)?.find(open.isAdded);
    if (same !== undefined) open.match(item, same, 'url');
  }
}

/** What has its key and title still: nearly all of a list, and therefore first. */
function matchUnmoved(open: Open): void {
  const addedByKey = new Map(open.added().map((item) => [item.key, item]));
  for (const item of open.missing()) {
    const same = addedByKey.get(item.key);
    if (same?.title === item.title && open.isAdded(same)) open.match(item, same, 'key');
  }
}

const ROW_MARK = ' title:'; // what uniqueItems puts behind the address of a further row

/** Identity without what tells rows of one address apart. */
export function addressOf(item: Item): string {
  const mark = item.url === null ? -1 : item.key.indexOf(ROW_MARK);
  return mark < 0 ? item.key : item.key.slice(0, mark);
}

function matchRows(before: readonly Item[], after: readonly Item[], open: Open): void {
  const [from, to] = [before[0], after[0]];
  if (before.length === 1 && after.length === 1 && from !== undefined && to !== undefined) {
    open.match(from, to, 'key');
    return;
  }
  const byTitle = groupBy(after, (item) => foldText(item.title));
  const left = before.filter((item) => {
    const same = byTitle.get(foldText(item.title))?.find(open.isAdded);
    if (same !== undefined) open.match(item, same, 'url-and-title');
    return same === undefined;
  });
  const right = after.filter(open.isAdded);
  matchRetitled(left, right, open);
}

function matchRetitled(left: readonly Item[], right: readonly Item[], open: Open): void {
  if (left.length * right.length > MOST_PAIRS) {
    for (const [index, item] of left.entries()) {
      const same = right[index];
      if (same !== undefined) open.match(item, same, 'key');
    }
    return;
  }
  const others = right.map(readTraits);
  const pairs = left
    .map(readTraits)
    .flatMap((from) =>
      others.map((to) => ({ before: from.item, after: to.item, score: compareTraits(from, to, () => false).score })),
    );
  for (const { before, after } of choosePairs(pairs, 0)) open.match(before, after, 'key');
}
