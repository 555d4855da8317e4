import { letGo, sha256 } from '../lib/bytes.ts';
import { unpackBody } from '../lib/content-coding.ts';
import { PubwatchError } from '../model/errors.ts';
import type { PageReader } from '../model/ports.ts';
import type { PageReading, ReadRequest } from '../model/reading.ts';
import { isLarge, readsAsStandard } from '../parse/html.ts';
import { parseListing } from '../parse/listing.ts';
import { keyOf } from '../parse/normalize.ts';
import { type Page, readPage } from '../parse/page.ts';
import { isCutOff, readVerdict } from '../parse/verdict.ts';

/** Reads pages on this thread. */
export const directReader: PageReader = { read: readCapture };

/** Reads one response as a page of the list; as PageReader says. */
export async function readCapture(request: ReadRequest): Promise<PageReading | null> {
  const { capture, recipe } = request;
  const opened = await open(request);
  if (opened === null) return null;
  const { page, bodySha256 } = opened;
  if (capture.status !== 200) throw explain(capture, page);
  const listing = parseOrExplain(request, page);
  if (listing.items.length === 0 && listing.children.length === 0 && !listing.isMarkedEmpty)
    throw explain(capture, page);
  if (isCutOff(page))
    throw new PubwatchError('LISTING_INCOMPLETE', 'the page ends in the middle', { url: capture.url });
  const keys = listing.items.map(keyOf);
  const isJudged = request.look !== 'none' && recipe.format === 'html' && !isLarge(page);
  return {
    bodySha256,
    keys,
    raw: listing.items,
    nextUrl: listing.nextUrl,
    children: listing.children,
    totalShown: listing.totalShown,
    isMarkedEmpty: listing.isMarkedEmpty,
    rowCount: listing.rowCount,
    replacementCount: page.replacementCount,
    ...(isJudged ? { unread: await countUnread(page, keys, request) } : {}),
    isStandard: !isJudged || request.look !== 'whole' || readsAsStandard(page, recipe),
  };
}

/** The text of a page; null: it is the former one. The bytes are let go: as garbage they would lie there beside those of many pages. */
async function open({ capture, mostBytes, formerSha256 }: ReadRequest): Promise<Opened | null> {
  const body = await unpackBody(capture, mostBytes);
  const bodySha256 = sha256(body);
  const { url, headers } = capture;
  const page = bodySha256 === formerSha256 ? null : readPage({ url, headers, body });
  if (body !== capture.wireBody) letGo(body);
  return page && { page, bodySha256 };
}

interface Opened {
  readonly page: Page;
  readonly bodySha256: string;
}

/** Do recipe and detection agree? Detection is loaded here: a crawl that finds nothing new does without it. */
async function countUnread(page: Page, keys: readonly string[], { look }: ReadRequest): Promise<number | null> {
  const { countUnread: count } = await import('../detect/cross-check.ts');
  return count(page, new Set(keys), look === 'whole');
}

/** A challenge served in place of a feed is a challenge, not a broken feed. */
function parseOrExplain({ capture, recipe }: ReadRequest, page: Page) {
  try {
    return parseListing(page, recipe);
  } catch (error) {
    if (error instanceof PubwatchError && readVerdict(capture, page).kind !== 'page') throw explain(capture, page);
    throw error;
  }
}

/** What a page without records is, as the error that says so. */
function explain(capture: ReadRequest['capture'], page: Page): PubwatchError {
  const verdict = readVerdict(capture, page);
  const detail = { url: capture.url, status: capture.status };
  if (verdict.kind === 'blocked') {
    return new PubwatchError('BLOCKED', `${verdict.message} (status ${capture.status})`, detail);
  }
  if (capture.status !== 200) {
    return new PubwatchError(
      'FETCH_STATUS',
      `the server answered ${capture.status} for ${capture.url}, expected 200`,
      detail,
    );
  }
  if (page.text === '') {
    return new PubwatchError('LISTING_EMPTY', 'the server answered with an empty page, expected a list', detail);
  }
  const looksLike = verdict.kind === 'page' ? '' : `; ${verdict.message}`;
  return new PubwatchError('LISTING_UNREADABLE', `found no records, expected a list${looksLike}`, detail);
}
