import { foldText } from '../lib/text.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RecipeProposal } from '../model/incident.ts';
import type { Item } from '../model/item.ts';
import type { HtmlRecipe } from '../model/recipe.ts';
import { parseListing } from '../parse/listing.ts';
import { normalizeItems } from '../parse/normalize.ts';
import type { Page } from '../parse/page.ts';
import { findBest, readBest } from './find-best.ts';

/** What is known of the list from the last good crawl. */
export interface Known {
  readonly items: readonly Pick<Item, 'key' | 'title'>[]; // of the whole list
  readonly pageCount: number; // how many of them the page held
}

/** At least this share of the records known so far must be found again, or the page holds something else now. */
export const LEAST_FOUND = 0.6;
const CLEARLY_MORE = 1.2; // times what the failing recipe finds: a list that shrank is no redesign
const MOST_TRIED = 4; // groups of records, best first: the known keys tell which is the list, the score need not

/**
 * Another way to read a page that `failing` cannot: one of its own alternates, else what detection finds, held against the records
 * known so far by key or by a title that is theirs alone. null: too few of them are there, or the recipe finds as many itself.
 */
export function proposeRecipe(page: Page, failing: HtmlRecipe, known: Known): RecipeProposal | null {
  if (known.items.length === 0 || known.pageCount === 0) return null;
  const isKnown = recognize(known.items);
  const judge = (recipe: HtmlRecipe): RecipeProposal => {
    const items = readItems(page, recipe);
    const knownCount = new Set(items.flatMap((item) => isKnown(item) ?? [])).size;
    return { recipe, itemCount: items.length, knownCount, expectedCount: known.pageCount };
  };
  const least = judge(failing).knownCount * CLEARLY_MORE;
  const isGood = (proposal: RecipeProposal): boolean =>
    proposal.knownCount > least && proposal.knownCount >= LEAST_FOUND * expected(page, proposal);
  const own = laddersOf(failing).map(judge).find(isGood);
  if (own !== undefined) return own;
  const detected = detectedRecipes(page, failing).map(judge).filter(isGood);
  return detected.toSorted((a, b) => b.knownCount - a.knownCount)[0] ?? null;
}

/** A site that now shows fewer records a page, and a next page, cannot show all that its page held before. */
function expected(page: Page, { recipe, itemCount, expectedCount }: RecipeProposal): number {
  if (recipe.next === null || itemCount >= expectedCount) return expectedCount;
  return nextOf(page, recipe) === null ? expectedCount : itemCount;
}

/** Tells the key of a known record from an item of a page; a redesign may give old titles new addresses. */
function recognize(items: Known['items']): (item: Item) => string | null {
  const keys = new Set(items.map((item) => item.key));
  const keyByTitle = new Map<string, string | null>();
  for (const { key, title } of items.filter((item) => item.title !== '')) {
    const folded = foldText(title);
    keyByTitle.set(folded, keyByTitle.has(folded) ? null : key);
  }
  return ({ key, title }) => (keys.has(key) ? key : (keyByTitle.get(foldText(title)) ?? null));
}

/** The recipe's own alternates, each as a recipe of its own that keeps the others. */
function laddersOf(recipe: HtmlRecipe): readonly HtmlRecipe[] {
  return recipe.alternates.map(({ item, fields }, at) => ({
    ...recipe,
    item,
    fields,
    alternates: recipe.alternates.filter((_, other) => other !== at),
  }));
}

function readItems(page: Page, recipe: HtmlRecipe): readonly Item[] {
  return normalizeItems(
    guarded(() => parseListing(page, recipe).items, []),
    recipe,
    null,
  ).items;
}

function nextOf(page: Page, recipe: HtmlRecipe): string | null {
  return guarded(() => parseListing(page, recipe).nextUrl, null);
}

function detectedRecipes(page: Page, failing: HtmlRecipe): readonly HtmlRecipe[] {
  return guarded(() => {
    const finding = findBest(page);
    const groups = finding.best === null ? [] : [finding.best, ...finding.scored.slice(0, MOST_TRIED)];
    return groups.flatMap((group) => {
      const recipe = readBest(page, finding, group)?.recipe;
      return recipe === undefined ? [] : [{ ...recipe, empty: failing.empty }];
    });
  }, []);
}

/** Markup made to take for ever holds nothing. */
function guarded<T>(work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof PubwatchError) return otherwise;
    throw error;
  }
}
