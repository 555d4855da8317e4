import type { CheckState, PageMemory } from '../model/check-state.ts';
import type { Coverage, Outcome } from '../model/outcome.ts';
import type { Ports } from '../model/ports.ts';
import type { SnapshotHead } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { checkedState, memoryOf } from './check-state.ts';
import type { Walk } from './walk.ts';

/** A list that stands as it was accepted, seen without reading a page or an item. */
export interface Unchanged {
  readonly walk: Walk;
  readonly pages: readonly PageMemory[];
  readonly itemCount: number;
  readonly totalShown: number | null;
  readonly former: CheckState;
  readonly before: SnapshotHead;
}

/**
 * Did every page answer that it is as remembered, and do these pages make up the whole accepted list? null: no, or it cannot be
 * told without its items.
 */
export function seeUnchanged(walk: Walk, source: Source, before: SnapshotHead, check: CheckState): Unchanged | null {
  if (check.isWhole !== true || check.incident !== null || check.sequence !== before.sequence) return null;
  if (!walk.isStable || walk.ending !== check.ending || walk.pages.length !== check.pages.length) return null;
  const isKnown = walk.pages.every((page, index) => page.raw === null && page.url === check.pages[index]?.url);
  if (!isKnown) return null;
  const itemCount = new Set(walk.pages.flatMap((page) => page.keys)).size;
  const totalShown = walk.pages.find((page) => page.totalShown !== null)?.totalShown ?? null;
  // Limits may have been set since, and the site's own count is held against what is read.
  if (itemCount === 0 || itemCount < source.guard.minItems || (totalShown ?? 0) > itemCount) return null;
  return {
    walk,
    pages: walk.pages.map((page) => memoryOf(page, page.evidence)),
    itemCount,
    totalShown,
    former: check,
    before,
  };
}

export interface UnchangedCheck {
  readonly source: Source;
  readonly options: { readonly isDryRun: boolean };
  readonly isConditional: boolean;
  readonly startedAt: Date;
}

/** Writes down that the list was seen, and says so. Throws STATE_WRITE. */
export async function keepUnchanged(
  { walk, pages, itemCount, totalShown, former, before }: Unchanged,
  { source, options, isConditional, startedAt }: UnchangedCheck,
  ports: Pick<Ports, 'store' | 'log'>,
): Promise<Outcome> {
  const check = checkedState({
    former,
    sequence: before.sequence,
    outcome: 'unchanged',
    walk,
    pages,
    found: { itemCount, totalShown, rowCount: walk.pages.reduce((sum, page) => sum + page.rowCount, 0) },
    isConditional,
    isWhole: true,
    at: startedAt,
    unread: former.unread,
  });
  if (!options.isDryRun) await ports.store.writeCheck(source.id, check);
  const comparedWith = former.lastComplete ?? before.takenAt;
  const coverage: Coverage = {
    pages: walk.pages.length,
    items: itemCount,
    totalShown,
    isComplete: true,
    comparedWith,
  };
  ports.log.info('check.done', { sourceId: source.id, outcome: check.lastOutcome, ...coverage, told: 0 });
  return {
    sourceId: source.id,
    kind: 'unchanged',
    coverage,
    changes: [],
    cosmeticCount: 0,
    missingCount: 0,
    incident: null,
    recovered: check.recovery?.incident ?? null,
    notes: [],
  };
}
