import type { CheckState } from '../../model/check-state.ts';
import type { Changeset, CommitFolders } from '../../model/commit.ts';
import type { Item } from '../../model/item.ts';
import type { PastCheck } from '../../model/run-log.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { compareText, type DatedChange, datedChanges, isTold } from './dated-change.ts';
import { type ItemHistory, traceItems } from './item-histories.ts';
import { endedStretches, type Stretch } from './past-incidents.ts';
import { type Month, monthsOf } from './periods.ts';
import type { SiteMoments } from './site-moments.ts';

/** What the store holds of one source. */
export interface SourceRecord {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly isWatched: boolean; // false: in the store, but no longer configured
  readonly snapshot: Snapshot | null;
  readonly check: CheckState;
  readonly changesets: readonly Changeset[]; // oldest first
  readonly commitFolders: CommitFolders;
  readonly checks: readonly PastCheck[]; // as the log of runs tells them, oldest first
  readonly fault: string | null; // why its state cannot be read
}
export interface SiteSource extends SourceRecord {
  readonly dated: readonly DatedChange[]; // newest first; cosmetic ones too
  readonly changes: readonly DatedChange[]; // newest first; told ones
  readonly months: readonly Month[]; // of the told ones, newest first
  readonly items: readonly ListedItem[]; // today's, newest first
  readonly histories: readonly ItemHistory[];
  readonly historyByKey: ReadonlyMap<string, ItemHistory>; // by the key an item has, or had last
  readonly stretches: readonly Stretch[]; // of checks that could not see it, ended ones, newest first
}
export interface ListedItem {
  readonly item: Item;
  readonly firstSeen: string; // ISO 8601
  readonly isMissing: boolean; // complete crawls miss it, its fate is not told yet
}
/** All that the pages show, ready to be looked up. */
export interface Site {
  readonly title: string;
  readonly timezone: string;
  readonly sources: readonly SiteSource[]; // those with an open incident first, then by title
  readonly sourceById: ReadonlyMap<string, SiteSource>;
  readonly changes: readonly DatedChange[]; // of all sources, newest first; told ones
  readonly months: readonly Month[]; // newest first
  readonly changeById: ReadonlyMap<string, DatedChange>; // cosmetic ones too
  readonly moments: SiteMoments;
}

/** Makes one source ready: its changes newest first, and the whole history of each item. */
export function buildSource(record: SourceRecord, moments: SiteMoments): SiteSource {
  const { changesets, snapshot } = record;
  const dated = datedChanges(record, changesets);
  const changes = dated.filter(isTold);
  const { histories, historyByKey } = traceItems(changesets, snapshot);
  const items = (snapshot?.items ?? []).map(({ item, firstSeen, missing }) => ({
    item,
    firstSeen,
    isMissing: missing !== null,
  }));
  const months = monthsOf(moments, changes);
  return {
    ...record,
    dated,
    changes,
    months,
    items: items.sort(byNewest),
    histories,
    historyByKey,
    stretches: endedStretches(record),
  };
}

/** The whole site of these sources. The same sources give the same site: no clock, nothing random. */
export function buildSite(sources: readonly SiteSource[], moments: SiteMoments): Site {
  const sorted = [...sources].sort(byTrouble);
  const changes = sorted.flatMap((source) => source.changes).sort(byTime);
  return {
    title: 'Publication watch',
    timezone: moments.timezone,
    sources: sorted,
    sourceById: new Map(sorted.map((source) => [source.id, source])),
    changes,
    months: monthsOf(moments, changes),
    changeById: new Map(sorted.flatMap((source) => source.dated.map((one) => [one.change.id, one]))),
    moments,
  };
}

function byTime(one: DatedChange, other: DatedChange): number {
  return compareText(other.changeset.at, one.changeset.at);
}

function byTrouble(one: SiteSource, other: SiteSource): number {
  const trouble = Number(hasTrouble(other)) - Number(hasTrouble(one));
  return trouble || compareText(one.title, other.title) || compareText(one.id, other.id);
}

/** Can this source not be seen at present? */
export function hasTrouble({ check, fault }: Pick<SourceRecord, 'check' | 'fault'>): boolean {
  return fault !== null || check.incident !== null;
}

function byNewest(one: ListedItem, other: ListedItem): number {
  return (
    compareText(other.item.date ?? '', one.item.date ?? '') ||
    compareText(other.firstSeen, one.firstSeen) ||
    compareText(one.item.title, other.item.title) ||
    compareText(one.item.key, other.item.key)
  );
}
