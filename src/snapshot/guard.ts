import type { IncidentCode } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { GuardLimits } from '../model/source.ts';
import { findGarbled } from './garbled.ts';

/** What a complete crawl found, and what it is held against. */
export interface GuardInput {
  readonly items: readonly Item[]; // unique
  readonly before: readonly Item[] | null; // of the accepted snapshot, without those marked missing; null: a first look
  readonly rowCount: number; // rows the recipe matched, readable or not
  readonly recentCounts: readonly number[]; // items of the last good crawls, newest first
  readonly totalShown: number | null; // the site's own "N results", where it agreed with what was read before
  readonly missingCount: number; // items that are gone after matching
  readonly isMarkedEmpty: boolean; // the page says that it has no records
  readonly today: string; // YYYY-MM-DD
}
export interface GuardFinding {
  readonly code: Extract<
    IncidentCode,
    'LISTING_EMPTY' | 'LISTING_COLLAPSED' | 'LISTING_UNREADABLE' | 'LISTING_INCOMPLETE'
  >;
  readonly message: string; // what was expected, what was found
}

/**
 * Says why a list does not look right, or null. One item may always go, however short the list: of three items one is a third,
 * and a list that loses it would be held for ever. `maxDropRatio` 1 lets any share go.
 */
export function guardItems(found: GuardInput, limits: GuardLimits): GuardFinding | null {
  return (
    findTooFew(found, limits) ??
    (found.before === null ? null : findUnreadable(found, found.before)) ??
    findIncomplete(found) ??
    (found.before === null ? null : findCollapse(found, found.before, limits))
  );
}

function findTooFew({ items, isMarkedEmpty }: GuardInput, { minItems }: GuardLimits): GuardFinding | null {
  if (items.length === 0 && !(isMarkedEmpty && minItems === 0)) {
    const says = isMarkedEmpty ? '; the page says that it has none' : '';
    return { code: 'LISTING_EMPTY', message: `found 0 items, expected at least ${Math.max(1, minItems)}${says}` };
  }
  if (items.length >= minItems) return null;
  return {
    code: 'LISTING_COLLAPSED',
    message: `found ${items.length} items, expected at least ${minItems} (guard.minItems)`,
  };
}

function findIncomplete({ items, rowCount, totalShown }: GuardInput): GuardFinding | null {
  // Rows that were merged into one item are counted by the site, too.
  if (totalShown === null || Math.max(items.length, rowCount) >= totalShown) return null;
  return {
    code: 'LISTING_INCOMPLETE',
    message: `found ${items.length} items, but the site itself counts ${totalShown}`,
  };
}

const MEDIAN_OF = 5; // of the last good crawls

function findCollapse(found: GuardInput, before: readonly Item[], { maxDropRatio }: GuardLimits): GuardFinding | null {
  const { items, rowCount, recentCounts } = found;
  // The lower of both: after a new baseline the counts of longer lists prove nothing.
  const usual = Math.min(before.length, median(recentCounts.slice(0, MEDIAN_OF)) ?? before.length);
  const least = usual - allowedLoss(usual, maxDropRatio);
  const share = `${Math.round(maxDropRatio * 100)} %`;
  if (items.length < least) {
    if (rowCount >= least) {
      const message = `the page shows ${rowCount} rows, but only ${items.length} could be read as items, expected at least ${least}`;
      return { code: 'LISTING_UNREADABLE', message };
    }
    const message = `found ${items.length} items, expected at least ${least} (there were ${usual}; guard.maxDrop lets ${share} go)`;
    return { code: 'LISTING_COLLAPSED', message };
  }
  const allowed = allowedLoss(before.length, maxDropRatio);
  if (found.missingCount <= allowed) return null;
  const goneCount = countGone(found, before);
  if (goneCount <= allowed) return null;
  const message = `${goneCount} of ${before.length} known items are gone at once, expected at most ${allowed} (guard.maxDrop lets ${share} go)`;
  return { code: 'LISTING_COLLAPSED', message };
}

/** Items missing since earlier crawls are not gone at once. */
function countGone({ items, missingCount }: GuardInput, before: readonly Item[]): number {
  const keys = new Set(items.map((item) => item.key));
  return Math.min(missingCount, before.filter((item) => !keys.has(item.key)).length);
}

const ROUNDING = 1e-9; // 0.3 * 10 is 3

function allowedLoss(count: number, maxDropRatio: number): number {
  return Math.max(1, Math.floor(count * maxDropRatio + ROUNDING));
}

function median(counts: readonly number[]): number | null {
  const sorted = counts.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

const LARGE_SHARE = 0.3; // more of a list than that does not lose a field in one edit
const LEAST_FAULTS = 3; // fewer are an edit, unless they are the whole list
const USUAL_SHARE = 0.5; // a field that half of the items had is one the list shows
const LEAST_TO_JUDGE = 5; // items; a shorter list may lose a field to an edit

function findUnreadable(found: GuardInput, before: readonly Item[]): GuardFinding | null {
  const { items, today } = found;
  const latest = `${Number(today.slice(0, 4)) + YEARS_AHEAD}${today.slice(4)}`;
  const faults: readonly (readonly [what: string, isFaulty: (item: Item) => boolean])[] = [
    ['have no title', (item) => item.title === ''],
    ['have no address', (item) => item.url === null],
    [`are dated after ${latest}`, (item) => item.date !== null && item.date > latest],
  ];
  for (const [what, isFaulty] of faults) {
    const [now, then] = [items.filter(isFaulty).length, before.filter(isFaulty).length];
    if (!isJump(now, items.length, then, before.length)) continue;
    const message = `${now} of ${items.length} items ${what}, expected about as many as before: ${then} of ${before.length}`;
    return { code: 'LISTING_UNREADABLE', message };
  }
  const lost = findLostField(items, before) ?? findGarbled(items, before);
  return lost === null ? null : { code: 'LISTING_UNREADABLE', message: lost };
}

const YEARS_AHEAD = 2; // rules are published with the date they take effect; later ones are misread

function isJump(now: number, of: number, then: number, ofThen: number): boolean {
  if (of === 0 || ofThen === 0 || now / of - then / ofThen <= LARGE_SHARE) return false;
  return now - then >= LEAST_FAULTS || now === of;
}

/** A field that most items had and none has: the page was redesigned under the recipe. */
function findLostField(items: readonly Item[], before: readonly Item[]): string | null {
  if (items.length < LEAST_TO_JUDGE || before.length < LEAST_TO_JUDGE) return null;
  for (const field of ['date', 'summary'] as const) {
    const then = before.filter((item) => item[field] !== null).length;
    if (then < before.length * USUAL_SHARE || items.some((item) => item[field] !== null)) continue;
    return `none of ${items.length} items has a ${field}, expected about as many as before: ${then} of ${before.length}`;
  }
  return null;
}
