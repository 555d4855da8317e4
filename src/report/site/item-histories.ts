import { sha256 } from '../../lib/bytes.ts';
import type { Change } from '../../model/change.ts';
import type { Changeset } from '../../model/commit.ts';
import type { Item } from '../../model/item.ts';
import type { Snapshot, SnapshotItem } from '../../model/snapshot.ts';

/** All that is known of one item: every change, oldest first, across new titles and new addresses. */
export interface ItemHistory {
  readonly name: string; // of its page; stays the same when title or address change
  readonly steps: readonly ItemStep[]; // oldest first; none: as it was when it was first seen
  readonly latest: Item; // as listed today, or as last listed
  readonly firstSeen: string | null; // ISO 8601; null: before the oldest record
  readonly isListed: boolean;
}
export interface ItemStep {
  readonly at: string; // ISO 8601
  readonly sequence: number;
  readonly change: Change;
}
export interface TracedItems {
  readonly histories: readonly ItemHistory[];
  readonly historyByKey: ReadonlyMap<string, ItemHistory>;
}

interface Trace {
  readonly firstKey: string;
  readonly occurrence: number;
  readonly steps: ItemStep[];
}

/**
 * Follows each item through the changesets (oldest first) to the newest snapshot. An item is named after the first key it is
 * known by: later changes never rename its page.
 */
export function traceItems(changesets: readonly Changeset[], snapshot: Snapshot | null): TracedItems {
  const tracer = createTracer();
  for (const changeset of changesets) tracer.follow(changeset);
  const { traces, traceByKey } = tracer;
  const listedByTrace = new Map<Trace, SnapshotItem>();
  for (const listed of snapshot?.items ?? []) listedByTrace.set(tracer.find(listed.item.key), listed);
  const historyByTrace = new Map<Trace, ItemHistory>();
  for (const trace of traces) {
    const history = historyOf(trace, listedByTrace.get(trace));
    if (history !== null) historyByTrace.set(trace, history);
  }
  const historyByKey = new Map<string, ItemHistory>();
  for (const [key, trace] of traceByKey) {
    const history = historyByTrace.get(trace);
    if (history !== undefined) historyByKey.set(key, history);
  }
  return { histories: [...historyByTrace.values()], historyByKey };
}

/** Keeps which trace each key belongs to at present. */
function createTracer() {
  const traceByKey = new Map<string, Trace>();
  const timesNamed = new Map<string, number>();
  const traces: Trace[] = [];
  const begin = (key: string): Trace => {
    const occurrence = (timesNamed.get(key) ?? 0) + 1;
    timesNamed.set(key, occurrence);
    const trace = { firstKey: key, occurrence, steps: [] };
    traces.push(trace);
    return trace;
  };
  const find = (key: string): Trace => {
    const trace = traceByKey.get(key) ?? begin(key);
    traceByKey.set(key, trace);
    return trace;
  };
  const follow = ({ at, sequence, changes }: Changeset): void => {
    // Looked up before any is set: two items of one crawl may have swapped their addresses.
    const moves = changes.map((change) => ({ change, trace: find(keyBefore(change)) }));
    for (const { change } of moves) if (keyBefore(change) !== change.key) traceByKey.delete(keyBefore(change));
    for (const { change, trace } of moves) {
      trace.steps.push({ at, sequence, change });
      traceByKey.set(change.key, trace);
    }
  };
  return { traces, traceByKey, find, follow };
}

function keyBefore(change: Change): string {
  return change.before?.key ?? change.key;
}

const NAME_LENGTH = 16; // hex digits: 64 bits name the items of one source without a clash

function historyOf({ firstKey, occurrence, steps }: Trace, listed: SnapshotItem | undefined): ItemHistory | null {
  const first = steps[0];
  const last = steps.at(-1)?.change;
  const latest = listed?.item ?? last?.after ?? last?.before;
  if (latest === undefined || latest === null) return null;
  return {
    name: sha256(occurrence === 1 ? firstKey : `${firstKey}\n${occurrence}`).slice(0, NAME_LENGTH),
    steps,
    latest,
    firstSeen: listed?.firstSeen ?? (first?.change.kind === 'added' ? first.at : null),
    isListed: listed !== undefined,
  };
}
