import type { Detection, OfferedFeed } from '../model/detection.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RawItem } from '../model/item.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Page } from '../parse/page.ts';
import { confidenceOf, costsOf, LEAST_CONFIDENCE } from './confidence.ts';
import { detectDocument } from './documents.ts';
import { doubtsInWords, SURE } from './doubt-words.ts';
import { doubtsOf, findBest, readBest } from './find-best.ts';
import { NO_LISTING } from './no-listing.ts';
import { findFeeds } from './offered-feeds.ts';
import { describeOther } from './other-page.ts';
import { verdictOf } from './page-kind.ts';
import { explain } from './trace.ts';
import { warningsFor } from './warnings.ts';

/**
 * Finds the list of a page by itself, and writes the recipe that reads it; or says what the page is instead. Deterministic.
 * `verdict` is what the answer looked like with its status and headers, where they are known. Markup made to take for ever is not
 * a listing.
 */
export function detectListing(page: Page, verdict: Verdict = verdictOf(page)): Detection {
  const other = detectDocument(page, verdict);
  if (other !== null) return other;
  try {
    return detectHtml(page, verdict);
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    return { ...NO_LISTING, what: `a page that cannot be read: ${error.message}.` };
  }
}

const INEXACT = 0.6; // at most, where the recipe reads more, or less, than was detected

function detectHtml(page: Page, verdict: Verdict): Detection {
  const finding = findBest(page);
  const { setting, base, scored, best } = finding;
  const feeds = findFeeds(page.document(), base);
  const doubts = best === null ? null : doubtsOf(page, verdict, finding, best);
  const sure = best === null || doubts === null ? 0 : confidenceOf(best, doubts);
  const trace = explain(setting, scored, best, sure);
  const reading = best === null || sure < LEAST_CONFIDENCE ? null : readBest(page, finding, best);
  if (best === null || reading === null)
    return { ...NO_LISTING, ...describeOther(page, verdict, setting, best), feeds, warnings: feedHints(feeds), trace };
  const { recipe, items, next, isExact } = reading;
  const confidence = isExact ? sure : Math.min(sure, INEXACT);
  const against = confidence >= SURE || doubts === null ? [] : doubtsInWords(costsOf(best, doubts));
  return {
    verdict: 'listing',
    what: tell(items),
    recipe,
    confidence,
    items,
    next,
    feeds,
    warnings: [...unsure(confidence, against), ...warningsFor(recipe, items, best.rows.length, feeds)],
    trace,
  };
}

function unsure(confidence: number, against: readonly string[]): readonly string[] {
  if (confidence >= SURE) return [];
  const why = against.length === 0 ? '' : `: ${against.join('; ')}`;
  return [`not sure that these are the records (confidence ${confidence})${why}`];
}

function tell(items: readonly RawItem[]): string {
  const dated = items.filter((item) => (item['date'] ?? null) !== null).length;
  const dates = dated === 0 ? 'without dates' : dated === items.length ? 'with dates' : `${dated} of them with dates`;
  return `a list of ${items.length} records ${dates}`;
}

function feedHints(feeds: readonly OfferedFeed[]): readonly string[] {
  return feeds.slice(0, 1).map(({ url }) => `the page offers a feed, which can be watched instead: ${url}`);
}
