import type { Item } from './item.ts';

/** What became of a removed item. */
export type Fate = 'gone' | 'delisted' | 'moved' | 'unlinked' | 'unasked' | 'unknown';

/** Why two records count as one: told by `show`. */
export type MatchReason = 'key' | 'url' | 'url-and-title' | 'title' | 'similar';

/** What a missing item's own address answered. */
export interface ProbeAnswer {
  readonly at: string; // ISO 8601, UTC
  readonly method: 'GET' | 'HEAD';
  readonly status: number | null; // null: no answer
  readonly location: string | null; // where a redirect leads, absolute
  readonly code: string | null; // FETCH_*, BLOCKED: why the answer says nothing
}

/** What a removal rests on. */
export interface RemovalProof {
  readonly lastSeen: string; // ISO 8601: last complete crawl that listed it
  readonly missingSince: string; // ISO 8601: first complete crawl that did not
  readonly crawls: number; // complete crawls that missed it
  readonly answer: ProbeAnswer | null; // null: its address was not asked
}

interface ChangeBase {
  readonly id: string; // SOURCE.SEQUENCE.HASH
  readonly key: string;
}
export interface AddedChange extends ChangeBase {
  readonly kind: 'added';
  readonly before: null;
  readonly after: Item;
  readonly relatedId: string | null; // a removal of the same changeset it is possibly related to
}
export interface ChangedChange extends ChangeBase {
  readonly kind: 'changed';
  readonly before: Item;
  readonly after: Item;
  readonly fields: readonly string[]; // sorted: title, url, date, summary or a further field
  readonly isCosmetic: boolean; // vanishes under fold: stored, not mailed
  readonly match: MatchReason;
}
export interface RemovedChange extends ChangeBase {
  readonly kind: 'removed';
  readonly before: Item;
  readonly after: null;
  readonly fate: Fate;
  readonly proof: RemovalProof;
  readonly relatedId: string | null; // an addition of the same changeset it is possibly related to
}
export interface RestoredChange extends ChangeBase {
  readonly kind: 'restored';
  readonly before: Item; // as it was when it was last listed
  readonly after: Item;
  readonly fields: readonly string[]; // what differs from then
  readonly removedAt: string; // ISO 8601: when its removal was told
  readonly lastSeen: string; // ISO 8601: last complete crawl that listed it before
}
export type Change = AddedChange | ChangedChange | RemovedChange | RestoredChange;
export type ChangeKind = Change['kind'];
export const CHANGE_KINDS = ['added', 'changed', 'removed', 'restored'] as const;
