import type { ChangeKind } from '../model/change.ts';

/** A section as written (text or HTML), entry by entry. */
export interface WrittenSection {
  readonly head: string;
  readonly groups: readonly WrittenGroup[];
}
export interface WrittenGroup {
  readonly kind: ChangeKind;
  readonly entries: readonly string[];
  readonly more: number; // entries left out behind these
}
export interface FittedSections {
  readonly sections: readonly WrittenSection[];
  readonly omitted: number; // sections left out behind these
}

const GROUP_COST = 200; // bytes of a kind's heading and of its "and N more"
const HEADS_SHARE = 0.5; // of the budget: headings of very many sources leave room for what happened

/**
 * As many sections and entries as fit into a budget of bytes. The kinds of all sections take turns, so that a hundred additions
 * never crowd out the one removal.
 */
export function fitSections(written: readonly WrittenSection[], budget: number): FittedSections {
  const headCosts = written.map(({ head, groups }) => Buffer.byteLength(head) + groups.length * GROUP_COST);
  const [sectionCount = 0] = takeInTurn([headCosts], budget * HEADS_SHARE);
  // One section is always shown: its heading is bounded.
  const kept = written.slice(0, Math.max(1, sectionCount));
  const spent = headCosts.slice(0, kept.length).reduce((sum, cost) => sum + cost, 0);
  const groups = kept.flatMap((section) => section.groups);
  const counts = takeInTurn(
    groups.map(({ entries }) => entries.map((entry) => Buffer.byteLength(entry) + 1)),
    budget - spent,
  );
  const countOf = new Map(groups.map((group, index) => [group, counts[index] ?? 0]));
  const sections = kept.map(({ head, groups: own }) => ({
    head,
    groups: own.map((group) => cutGroup(group, countOf.get(group) ?? 0)),
  }));
  return { sections, omitted: written.length - kept.length };
}

/** How many of the first costs of each list fit into the budget, the lists taking turns. */
function takeInTurn(lists: readonly (readonly number[])[], budget: number): readonly number[] {
  const counts = lists.map(() => 0);
  const open = new Set(lists.keys());
  let left = budget;
  for (let rank = 0; open.size > 0; rank++) {
    for (const list of open) {
      const cost = lists[list]?.[rank];
      if (cost === undefined || cost > left) {
        open.delete(list);
      } else {
        left -= cost;
        counts[list] = rank + 1;
      }
    }
  }
  return counts;
}

function cutGroup({ kind, entries }: WrittenGroup, count: number): WrittenGroup {
  return { kind, entries: entries.slice(0, count), more: entries.length - count };
}
