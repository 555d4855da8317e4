import type { Capture } from '../model/capture.ts';
import type { CheckState } from '../model/check-state.ts';
import type { PubwatchError } from '../model/errors.ts';
import type { RecipeProposal } from '../model/incident.ts';
import type { SourceState } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import type { Walk } from './walk.ts';

const MAY_BE_REDESIGNED = new Set(['LISTING_UNREADABLE', 'LISTING_EMPTY', 'LISTING_COLLAPSED']);

/** Could this failure be one of reading, which another recipe would mend? */
export function mayPropose(source: Source, error: PubwatchError): boolean {
  return MAY_BE_REDESIGNED.has(error.code) && source.recipe.format === 'html';
}

/**
 * Where a recipe finds nothing, or much less than before: another recipe that reads the known records from that page, to be shown to
 * a person. null: none.
 */
export async function proposeFor(source: Source, state: SourceState, capture: Capture): Promise<RecipeProposal | null> {
  if (source.recipe.format !== 'html' || state.snapshot === null) return null;
  const items = state.snapshot.items.map((one) => one.item);
  const remembered = state.check.pages.find((page) => page.url === source.urls[0]);
  const { proposeRecipe } = await import('../detect/heal.ts');
  const { readPage } = await import('../parse/page.ts');
  return proposeRecipe(readPage(capture), source.recipe, {
    items,
    pageCount: remembered?.keys.length ?? items.length,
  });
}

/**
 * Do recipe and detection still agree? A cheap look at the first page, only where its bytes are new. Returns the records that
 * detection sees and the recipe does not read; undefined: as before.
 */
export async function crossCheck(source: Source, walk: Walk, former: CheckState): Promise<number | undefined> {
  const [first] = walk.pages;
  if (source.recipe.format !== 'html' || first === undefined || first.page === null) return former.unread;
  if (first.capture?.status !== 200) return former.unread;
  const { countUnread } = await import('../detect/cross-check.ts');
  return countUnread(first.page, new Set(first.keys), isNowAndThen(former)) ?? undefined;
}

const NOW_AND_THEN = 50; // checks: rare enough to cost nothing

/** Is it the turn of what is too dear for each check? */
function isNowAndThen({ checks }: CheckState): boolean {
  return checks % NOW_AND_THEN === NOW_AND_THEN - 1;
}

/** Now and then the quick reader of plain markup is held against parse5. Returns what a person is told: nothing, while both agree. */
export async function holdToStandard(
  { id, recipe }: Source,
  walk: Walk,
  former: CheckState,
): Promise<readonly string[]> {
  const page = walk.pages[0]?.page ?? null;
  if (recipe.format !== 'html' || page === null || !isNowAndThen(former)) return [];
  const { readsAsStandard } = await import('../parse/html.ts');
  if (readsAsStandard(page, recipe)) return [];
  return [
    `the page holds other records by the HTML standard, a fault of pubwatch; please report it with the page of ${id}`,
  ];
}

/** What a person is told where more of the list is not read than the time before. */
export function sayUnread({ id }: Source, unread: number | undefined, former: CheckState): readonly string[] {
  if (unread === undefined || unread <= (former.unread ?? 0)) return [];
  const records = unread === 1 ? '1 record' : `${unread} records`;
  return [`the page seems to hold ${records} that the recipe does not read; compare: pubwatch preview ${id}`];
}
