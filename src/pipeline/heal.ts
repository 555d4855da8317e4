import { unpack } from '../lib/content-coding.ts';
import type { Capture } from '../model/capture.ts';
import type { CheckState } from '../model/check-state.ts';
import type { PubwatchError } from '../model/errors.ts';
import type { RecipeProposal } from '../model/incident.ts';
import type { SourceState } from '../model/ports.ts';
import type { Scrutiny } from '../model/reading.ts';
import type { Source } from '../model/source.ts';
import { MOST_HELD_BYTES } from './record.ts';
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
  return proposeRecipe(readPage(await unpack(capture, MOST_HELD_BYTES)), source.recipe, {
    items,
    pageCount: remembered?.keys.length ?? items.length,
  });
}

const NOW_AND_THEN = 50; // checks: rare enough to cost nothing

/** How hard to look whether recipe and detection still agree. What is too dear for each check has its turn. */
export function lookOf({ checks }: CheckState): Scrutiny {
  return checks % NOW_AND_THEN === NOW_AND_THEN - 1 ? 'whole' : 'glance';
}

/** The records that detection sees on the first page and the recipe does not read, where its bytes are new; else as before. */
export function unreadOf(walk: Walk, former: CheckState): number | undefined {
  const unread = walk.pages[0]?.unread;
  return unread === undefined ? former.unread : (unread ?? undefined);
}

/** What a person is told where the quick reader of plain markup and parse5 differ: nothing, while both agree. */
export function sayDoubts({ id }: Source, walk: Walk): readonly string[] {
  if (walk.pages[0]?.isStandard !== false) return [];
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
