import { compareFields } from '../../diff/fields.ts';
import type { Item } from '../../model/item.ts';
import type { ItemHistory, ItemStep } from './item-histories.ts';
import type { SiteSource } from './site.ts';

/** One item that differs between two snapshots; what happened in between and was undone is none. */
export interface NetChange {
  readonly kind: 'added' | 'changed' | 'removed';
  readonly before: Item | null; // null: not listed in the earlier one
  readonly after: Item | null;
  readonly fields: readonly string[]; // what differs, of a changed one
  readonly history: ItemHistory;
}

/** The snapshots of a source that differ from the one before them, oldest first; the first stands for what was there before. */
export function snapshotsOf({ changesets }: SiteSource): readonly Moment[] {
  const [first] = changesets;
  if (first === undefined) return [];
  const before = { sequence: first.sequence - 1, at: first.coverage.comparedWith ?? first.at };
  return [before, ...changesets.map(({ sequence, at }) => ({ sequence, at }))];
}
export interface Moment {
  readonly sequence: number;
  readonly at: string; // ISO 8601
}

/** What differs between the snapshots of these numbers, told from the recorded changes; by title. */
export function compareSnapshots(source: SiteSource, from: number, to: number): readonly NetChange[] {
  return source.histories.flatMap((history) => {
    const steps = history.steps.filter(({ sequence }) => sequence > from && sequence <= to);
    const [first, last] = [steps[0], steps.at(-1)];
    return first === undefined || last === undefined ? [] : (netChange(history, first, last) ?? []);
  });
}

function netChange(history: ItemHistory, { change: first }: ItemStep, { change: last }: ItemStep): NetChange | null {
  // An item that was restored was not listed before, whatever is known of it from earlier.
  const before = first.kind === 'restored' ? null : first.before;
  const { after } = last;
  if (before === null) return after === null ? null : { kind: 'added', before, after, fields: [], history };
  if (after === null) return { kind: 'removed', before, after, fields: [], history };
  const { fields, isCosmetic } = compareFields(before, after);
  return fields.length === 0 || isCosmetic ? null : { kind: 'changed', before, after, fields, history };
}
