import type { Fate, ProbeAnswer } from './change.ts';
import type { Item } from './item.ts';
import type { DateOrder } from './recipe.ts';

/** An item that complete crawls miss and whose fate is not told yet. */
export interface MissingMark {
  readonly lastSeen: string; // ISO 8601
  readonly since: string; // ISO 8601: first complete crawl that missed it
  readonly crawls: number; // complete crawls in a row that missed it
  readonly answer: ProbeAnswer | null; // the latest
}
export interface SnapshotItem {
  readonly item: Item;
  readonly firstSeen: string; // ISO 8601
  readonly missing: MissingMark | null;
}
/** An item whose removal was told, or that aged out of a window: kept, so that its return is not taken for an addition. */
export interface RemovedItem {
  readonly item: Item;
  readonly fate: Fate | 'aged'; // aged: fell off the end of a window, which nobody was told; its return is no news either
  readonly lastSeen: string;
  readonly removedAt: string;
}

/** What a source said at one moment, as accepted. The newest one is what the next check is compared with. */
export interface Snapshot {
  readonly sourceId: string;
  readonly sequence: number; // 1 is the first baseline; what bears a higher number than current.json's did not happen
  readonly takenAt: string; // ISO 8601, UTC: of the crawl whose commit this is
  readonly recipeHash: string; // a changed recipe is a new baseline, not a change of the source
  readonly dateOrder: DateOrder | null; // learnt from the pages, kept so that an ambiguous day reads as yesterday's
  readonly items: readonly SnapshotItem[]; // sorted by key, keys unique
  readonly removed: readonly RemovedItem[]; // newest first, bounded
  readonly restsOn?: readonly number[]; // commits whose evidence shows these items, ascending; absent: not known
}
/** All of a snapshot but its items. */
export type SnapshotHead = Omit<Snapshot, 'items' | 'removed'>;
