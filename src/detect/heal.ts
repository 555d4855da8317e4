import type { Page } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Recipe } from '../model/recipe.ts';
import { normalizeItems } from '../parse/normalize.ts';
import { parseHtml } from '../parse/tree.ts';
import { findBest, type Reading, readBest } from './find-best.ts';

/** A recipe that may take the place of one that fails. Never applied by itself: a person is asked. */
export interface Proposal {
  readonly recipe: Recipe;
  readonly foundShare: number; // 0..1 of the known keys that it finds on the page
}

/** At least this share of the records known so far must be found again, or the page holds something else now. */
export const LEAST_FOUND = 0.6;
const MOST_TRIED = 4; // groups of records, best first: the known keys tell which is the list, the score need not

/** Detects the list of a page anew and holds it against the keys of the records known so far; null: too few of them are there. */
export function proposeRecipe(page: Page, knownKeys: Iterable<string>): Proposal | null {
  const known = new Set(knownKeys);
  if (known.size === 0) return null;
  const proposals = readingsOf(page).map(({ recipe, items }): Proposal => {
    const keys = new Set(normalizeItems(items, recipe, null).items.map((item) => item.key));
    return { recipe, foundShare: [...known].filter((key) => keys.has(key)).length / known.size };
  });
  const [best] = proposals.toSorted((a, b) => b.foundShare - a.foundShare);
  return best === undefined || best.foundShare < LEAST_FOUND ? null : best;
}

function readingsOf(page: Page): readonly Reading[] {
  try {
    const finding = findBest(page, parseHtml(page.text));
    const groups = finding.best === null ? [] : [finding.best, ...finding.scored.slice(0, MOST_TRIED)];
    return groups.flatMap((group) => readBest(page, finding, group) ?? []);
  } catch (error) {
    if (error instanceof PubwatchError) return []; // markup made to take for ever
    throw error;
  }
}
