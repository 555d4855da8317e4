import { sha256 } from '../lib/bytes.ts';
import type { Capture, Validators } from '../model/capture.ts';
import type { PageEvidence } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RawItem } from '../model/item.ts';
import type { Fetcher } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { isLarge } from '../parse/html.ts';
import { parseListing } from '../parse/listing.ts';
import { keyOf } from '../parse/normalize.ts';
import type { Page } from '../parse/page.ts';
import { readPage } from '../parse/page.ts';
import { isCutOff, readVerdict } from '../parse/verdict.ts';

/** One page of the list as read in this crawl, or known from an earlier one. */
export interface ReadPage {
  readonly url: string; // as asked
  readonly finalUrl: string;
  readonly capture: Capture | null; // null: known from an earlier crawl, not asked yet in this one
  readonly page: Page | null; // of the first start address, where it was read anew: the cross-check need not parse it again
  readonly validators: Validators;
  readonly bodySha256: string;
  readonly keys: readonly string[];
  readonly raw: readonly RawItem[] | null; // null: its items are those of the accepted snapshot, by key
  readonly nextUrl: string | null;
  readonly children: readonly string[];
  readonly totalShown: number | null;
  readonly isMarkedEmpty: boolean;
  readonly rowCount: number;
  readonly replacementCount: number;
  readonly evidence?: PageEvidence; // what shows its items where this crawl's own bytes do not; absent: not known
}

const NO_BYTES = new Uint8Array();

interface Reading {
  readonly source: Source;
}

/**
 * Reads one response as a page of the list. It counts only on positive identity: records are found, or the recipe's `empty`
 * marker is there. Throws BLOCKED, FETCH_STATUS, LISTING_EMPTY, LISTING_UNREADABLE.
 */
export function readListingPage(
  url: string,
  capture: Capture,
  reading: Reading,
  fetcher: Pick<Fetcher, 'refuse'>,
): ReadPage {
  const page = readPage(capture);
  if (capture.status !== 200) throw explain(capture, page, fetcher);
  const listing = parseOrExplain(capture, page, reading, fetcher);
  if (listing.items.length === 0 && listing.children.length === 0 && !listing.isMarkedEmpty)
    throw explain(capture, page, fetcher);
  if (isCutOff(page))
    throw new PubwatchError('LISTING_INCOMPLETE', 'the page ends in the middle', { url: capture.url });
  return {
    url,
    page: url === reading.source.urls[0] && !isLarge(page) ? page : null, // one tree a source is kept, not one a page
    finalUrl: capture.url,
    capture: { ...capture, body: NO_BYTES }, // evidence is what came over the wire
    validators: capture.validators,
    bodySha256: sha256(capture.body),
    keys: listing.items.map(keyOf),
    raw: listing.items,
    nextUrl: listing.nextUrl,
    children: listing.children,
    totalShown: listing.totalShown,
    isMarkedEmpty: listing.isMarkedEmpty,
    rowCount: listing.rowCount,
    replacementCount: page.replacementCount,
  };
}

/** A challenge served in place of a feed is a challenge, not a broken feed. */
function parseOrExplain(capture: Capture, page: Page, reading: Reading, fetcher: Pick<Fetcher, 'refuse'>) {
  try {
    return parseListing(page, reading.source.recipe);
  } catch (error) {
    if (error instanceof PubwatchError && readVerdict(capture, page).kind !== 'page')
      throw explain(capture, page, fetcher);
    throw error;
  }
}

/** What a page without records is, as the error that says so. */
function explain(capture: Capture, page: Page, fetcher: Pick<Fetcher, 'refuse'>): PubwatchError {
  const verdict = readVerdict(capture, page);
  const detail = { url: capture.url, status: capture.status };
  if (verdict.kind === 'blocked') {
    fetcher.refuse(capture.url);
    return new PubwatchError('BLOCKED', `${verdict.message} (status ${capture.status})`, detail);
  }
  if (capture.status !== 200) {
    return new PubwatchError(
      'FETCH_STATUS',
      `the server answered ${capture.status} for ${capture.url}, expected 200`,
      detail,
    );
  }
  if (capture.body.length === 0) {
    return new PubwatchError('LISTING_EMPTY', 'the server answered with an empty page, expected a list', detail);
  }
  const looksLike = verdict.kind === 'page' ? '' : `; ${verdict.message}`;
  return new PubwatchError('LISTING_UNREADABLE', `found no records, expected a list${looksLike}`, detail);
}
