import { foldText } from '../lib/text.ts';
import type { Item } from '../model/item.ts';
import type { RemovedItem } from '../model/snapshot.ts';
import { addressOf } from './match-address.ts';
import type { Open } from './open.ts';
import { groupBy } from './pairs.ts';

/** A record that is back, and what it was when it was last listed. */
export interface Return {
  readonly removed: RemovedItem;
  readonly after: Item;
}

/** What of a removed record must be there again to call it back. */
export type ReturnSign = 'address-and-title' | 'address' | 'title-and-slug';

/** Finds added records that were removed before, by one sign. The newest removal of a record counts, and each record once. */
export function matchRemoved(open: Open, removed: readonly RemovedItem[], sign: ReturnSign): readonly Return[] {
  const signOf = SIGNS[sign];
  const addedBySign = groupBy(open.added(), signOf);
  const returns: Return[] = [];
  for (const one of removed) {
    const own = signOf(one.item);
    const after = own === null ? undefined : addedBySign.get(own)?.find(open.isAdded);
    if (after === undefined) continue;
    open.restore(after);
    returns.push({ removed: one, after });
  }
  return returns;
}

const SIGNS: Readonly<Record<ReturnSign, (item: Item) => string | null>> = {
  'address-and-title': (item) => `${addressOf(item)} ${foldText(item.title)}`,
  address: addressOf,
  'title-and-slug': (item) => {
    const slug =
      item.url === null
        ? undefined
        : URL.parse(item.url)
            ?.pathname.split('/')
            .findLast((part) => part !== '');
    return slug === undefined || item.title === '' ? null : `${slug} ${foldText(item.title)}`;
  },
};
