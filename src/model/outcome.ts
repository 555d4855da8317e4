import type { Change } from './change.ts';
import type { Incident } from './incident.ts';

/**
 * baseline: first look, nothing is reported · held: the page does not look right, snapshot untouched · failed: could not be
 * fetched or read · skipped: not due before a server's Retry-After, or a check of it is running.
 */
export type OutcomeKind = 'baseline' | 'unchanged' | 'changed' | 'held' | 'failed' | 'skipped';

/** How much of a listing was seen. */
export interface Coverage {
  readonly pages: number; // pages of the list, each counted once
  readonly items: number;
  readonly totalShown: number | null; // what the site itself says it has
  readonly isComplete: boolean; // every page was read and the list stood still
  readonly comparedWith: string | null; // ISO 8601: the complete crawl before; null: a baseline
}

/** How one check of one source ended. */
export interface Outcome {
  readonly sourceId: string;
  readonly kind: OutcomeKind;
  readonly coverage: Coverage;
  readonly changes: readonly Change[]; // told ones; cosmetic changes are stored, not told
  readonly cosmeticCount: number;
  readonly missingCount: number; // items that are missing and not told yet
  readonly incident: Incident | null;
  readonly recovered: Incident | null; // the incident that this check ended
  readonly notes: readonly string[]; // what a person should know: "the recipe changed: new baseline"
}
