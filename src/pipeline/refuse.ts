import type { CheckState } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { guardItems } from '../snapshot/guard.ts';
import type { Found } from './gather.ts';
import type { Walk } from './walk.ts';

/** A list that never stood still is no baseline: what slipped through would be told as new tomorrow. */
export function refuseMovingBaseline(walk: Walk, before: Snapshot | null): void {
  if (walk.isStable || before !== null) return;
  throw new PubwatchError(
    'LISTING_UNSTABLE',
    'the list shifted each of three times it was read; a first look needs one that stands still',
  );
}

/** Throws LISTING_* where what was found is not to be believed: cut short, shrunk, garbled. */
export function refuseBrokenList(
  source: Source,
  before: Snapshot | null,
  found: Found,
  missingCount: number,
  check: CheckState,
  walk: Walk,
  today: Date,
): void {
  if (walk.ending === 'limit' && !source.window) {
    throw new PubwatchError(
      'LISTING_INCOMPLETE',
      `the list goes on after ${source.pages} pages, the most that \`pages\` allows; raise it, or say \`window: true\` for a "latest N" list`,
    );
  }
  if (walk.ending !== 'last' && walk.ending !== 'limit' && missingCount > 0 && check.ending !== walk.ending) {
    const how =
      walk.ending === 'repeat' ? 'repeats pages that were read already' : 'leads back to a page that was read already';
    throw new PubwatchError('LISTING_INCOMPLETE', `the pager ${how}, and ${missingCount} known items were not met`);
  }
  const finding = guardItems(
    {
      items: found.items,
      before: before?.items.filter((one) => one.missing === null).map((one) => one.item) ?? null,
      rowCount: found.rowCount,
      recentCounts: check.recentCounts,
      totalShown: check.isTotalTrusted ? found.totalShown : null,
      missingCount,
      isMarkedEmpty: found.isMarkedEmpty,
      today: today.toISOString().slice(0, 10),
    },
    source.guard,
  );
  if (finding !== null) throw new PubwatchError(finding.code, finding.message);
}
