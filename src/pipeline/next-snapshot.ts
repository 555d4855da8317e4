import type { ItemDiff } from '../diff/items.ts';
import { sha256 } from '../lib/bytes.ts';
import { isNews } from '../lib/news.ts';
import type { Change } from '../model/change.ts';
import type { Item } from '../model/item.ts';
import type { RemovedItem, Snapshot, SnapshotItem } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { Finding, MissingItem } from './confirm.ts';
import type { Found } from './gather.ts';

const REMOVED_KEPT = 5_000; // tombstones a source; a list that turns over faster has no use for older ones

export interface NextInput {
  readonly source: Source;
  readonly stored: Snapshot | null; // what lies in the store, of whatever recipe
  readonly before: Snapshot | null; // what this crawl is compared with; null: a baseline
  readonly found: Found;
  readonly difference: ItemDiff;
  readonly missing: readonly MissingItem[];
  readonly findings: ReadonlyMap<string, Finding> | null; // null: the list did not stand still, only additions count
  readonly at: Date;
  readonly recipeHash: string;
  readonly restsOn: readonly number[] | undefined; // as in Snapshot
}
export interface Next {
  readonly snapshot: Snapshot;
  readonly changes: readonly Change[]; // stored ones: told and cosmetic
  readonly told: readonly Change[];
  readonly isNew: boolean; // false: the snapshot is what was stored already
}

/** The snapshot that follows, and the changes that lead to it. */
export function nextSnapshot(input: NextInput): Next {
  const { before, stored, source, found, at } = input;
  const sequence = nextSequence(stored);
  const changes = before === null ? [] : buildChanges(input, sequence);
  const items = input.findings === null && before !== null ? withAdditions(input, before) : acceptedItems(input);
  const removed = removedItems(input, changes);
  const snapshot: Snapshot = {
    sourceId: source.id,
    sequence,
    takenAt: at.toISOString(),
    recipeHash: input.recipeHash,
    dateOrder: found.dateOrder,
    items,
    removed,
    ...(input.restsOn === undefined ? {} : { restsOn: input.restsOn }),
  };
  const told = changes.filter(isNews);
  const isNew = before === null || !isSameState(before, snapshot);
  return { snapshot: isNew ? snapshot : before, changes, told, isNew };
}

/** The number of the commit that follows what is stored. */
export function nextSequence(stored: Snapshot | null): number {
  return (stored?.sequence ?? 0) + 1;
}

/** A list that shifted while it was read tells additions and nothing else. */
function buildChanges(input: NextInput, sequence: number): Change[] {
  const { difference, findings, source, at } = input;
  const takenAt = at.toISOString();
  const idOf = (kind: string, key: string, facts: unknown): string =>
    `${source.id}.${sequence}.${sha256(JSON.stringify([takenAt, kind, key, facts])).slice(0, 8)}`;
  const addedIds = new Map(difference.added.map(({ after }) => [after.key, idOf('added', after.key, after)]));
  const removedIds = new Map(difference.missing.map(({ item }) => [item.key, idOf('removed', item.key, item)]));
  const isTold = (key: string): boolean => findings?.get(key)?.kind === 'told';

  const added = difference.added.map(({ after, relatedKey }): Change => {
    const relatedId = relatedKey !== null && isTold(relatedKey) ? (removedIds.get(relatedKey) ?? null) : null;
    return { id: addedIds.get(after.key) ?? '', kind: 'added', key: after.key, before: null, after, relatedId };
  });
  if (findings === null) return added;
  const changed = difference.changed.map(
    ({ before, after, fields, isCosmetic, match }): Change => ({
      id: idOf('changed', after.key, [before, after]),
      kind: 'changed',
      key: after.key,
      before,
      after,
      fields,
      isCosmetic,
      match,
    }),
  );
  const restored = difference.restored.map(({ removed, after, fields }): Change | null =>
    restoredChange(idOf, removed, after, fields),
  );
  const removed = difference.missing.map(({ item, relatedKey }): Change | null => {
    const finding = findings.get(item.key);
    if (finding?.kind !== 'told') return null;
    const { fate, proof } = finding;
    const relatedId = relatedKey === null ? null : (addedIds.get(relatedKey) ?? null);
    return {
      id: removedIds.get(item.key) ?? '',
      kind: 'removed',
      key: item.key,
      before: item,
      after: null,
      fate,
      proof,
      relatedId,
    };
  });
  return [...added, ...changed, ...restored, ...removed].filter((change) => change !== null);
}

/** What aged out of a window silently comes back silently; edited meanwhile, it is an edit. */
function restoredChange(
  idOf: (kind: string, key: string, facts: unknown) => string,
  removed: RemovedItem,
  after: Item,
  fields: readonly string[],
): Change | null {
  const { item: before, removedAt, lastSeen } = removed;
  const { key } = after;
  if (removed.fate !== 'aged') {
    return {
      id: idOf('restored', key, [before, after]),
      kind: 'restored',
      key,
      before,
      after,
      fields,
      removedAt,
      lastSeen,
    };
  }
  if (fields.length === 0) return null;
  return {
    id: idOf('changed', key, [before, after]),
    kind: 'changed',
    key,
    before,
    after,
    fields,
    isCosmetic: false,
    match: 'key',
  };
}

/** What the list shows now, and what it misses but nobody has been told of yet; sorted by key. */
function acceptedItems({ before, stored, found, difference, missing, findings, at }: NextInput): SnapshotItem[] {
  const formerByKey = new Map(stored?.items.map((one) => [one.item.key, one]));
  const formerKey = new Map(difference.changed.map((change) => [change.after.key, change.before.key]));
  const listed = found.items.map((item): SnapshotItem => {
    const former = formerByKey.get(formerKey.get(item.key) ?? item.key);
    return { item, firstSeen: former?.firstSeen ?? at.toISOString(), missing: null };
  });
  if (before === null) return listed;
  const waiting = missing.flatMap(({ item }): SnapshotItem[] => {
    const finding = findings?.get(item.key);
    if (finding?.kind !== 'waits') return [];
    return [{ item, firstSeen: formerByKey.get(item.key)?.firstSeen ?? at.toISOString(), missing: finding.mark }];
  });
  return sortByKey([...listed, ...waiting]);
}

function withAdditions({ difference, at }: NextInput, before: Snapshot): SnapshotItem[] {
  const added = difference.added.map(
    ({ after }): SnapshotItem => ({ item: after, firstSeen: at.toISOString(), missing: null }),
  );
  return sortByKey([...before.items, ...added]);
}

function sortByKey(items: SnapshotItem[]): SnapshotItem[] {
  return items.sort((a, b) => (a.item.key < b.item.key ? -1 : a.item.key > b.item.key ? 1 : 0));
}

/** Tombstones, newest first: those of before that did not return, those told now, and what aged out of a window. */
function removedItems(
  { stored, before, difference, missing, findings, at }: NextInput,
  changes: readonly Change[],
): RemovedItem[] {
  if (findings === null) return [...(stored?.removed ?? [])];
  const returned = new Set(difference.restored.map(({ removed }) => removed));
  const removedAt = at.toISOString();
  const told = changes.flatMap((change): RemovedItem[] =>
    change.kind === 'removed'
      ? [{ item: change.before, fate: change.fate, lastSeen: change.proof.lastSeen, removedAt }]
      : [],
  );
  const marked = new Set(missing.map(({ item }) => item.key));
  const aged = difference.missing.flatMap(({ item }): RemovedItem[] =>
    before === null || marked.has(item.key) ? [] : [{ item, fate: 'aged', lastSeen: before.takenAt, removedAt }],
  );
  const kept = stored?.removed.filter((one) => !returned.has(one)) ?? [];
  return [...told, ...aged, ...kept].slice(0, REMOVED_KEPT);
}

function isSameState(before: Snapshot, after: Snapshot): boolean {
  if (before.recipeHash !== after.recipeHash || before.dateOrder !== after.dateOrder) return false;
  return areSame(before.items, after.items) && areSame(before.removed, after.removed);
}

function areSame(before: readonly object[], after: readonly object[]): boolean {
  return before.length === after.length && before.every((one, at) => JSON.stringify(one) === JSON.stringify(after[at]));
}
