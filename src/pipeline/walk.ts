import { type Capture, NO_VALIDATORS, type Validators } from '../model/capture.ts';
import type { PageMemory, WalkEnding } from '../model/check-state.ts';
import { type ErrorCode, PubwatchError } from '../model/errors.ts';
import type { Ports } from '../model/ports.ts';
import type { Scrutiny } from '../model/reading.ts';
import type { Source } from '../model/source.ts';
import { asReceived, type ReadPage, readListingPage } from './read-page.ts';

const MOST_REREADS = 2; // a list that shifts under three readings in a row will not hold still for a fourth

/** A list from its first page to its last. */
export interface Walk {
  readonly pages: readonly ReadPage[];
  readonly ending: WalkEnding;
  readonly isStable: boolean; // after the last page the first one was as before
}

export interface WalkRequest {
  readonly source: Source;
  readonly remembered: readonly PageMemory[]; // of the snapshot that the items of a 304 are taken from; empty: read everything
  readonly isConditional: boolean; // false: send no validators at all
  readonly look: Scrutiny; // at the first page
}
export type WalkPorts = Pick<Ports, 'fetcher' | 'reader' | 'log' | 'progress'>;

/**
 * Reads the list from its first page to its last, looks at the first again, and reads anew while it shifted, at most twice.
 * Throws FETCH_*, BLOCKED, LISTING_UNREADABLE and LISTING_EMPTY for the first page, LISTING_INCOMPLETE for a later one.
 */
export async function walkListing(request: WalkRequest, ports: WalkPorts, signal: AbortSignal): Promise<Walk> {
  const known = new Map(request.remembered.map((memory) => [memory.url, pageFromMemory(memory)]));
  const walk = { ...request, known, ports, signal };
  let firstPages = new Map<string, ReadPage>();
  for (let rereads = 0; ; rereads++) {
    const chains: Chain[] = [];
    for (const start of request.source.urls) chains.push(await readChain(start, firstPages.get(start) ?? null, walk));
    const pages = chains.flatMap((chain) => chain.pages);
    const ending = chains.find((chain) => chain.ending !== 'last')?.ending ?? 'last';
    const shifted = await lookAgain(chains, walk);
    if (shifted.size === 0) return { pages, ending, isStable: true };
    ports.log.info('walk.shifted', { sourceId: request.source.id, rereads });
    if (rereads === MOST_REREADS) return { pages, ending, isStable: false };
    firstPages = shifted;
  }
}

interface WalkState extends WalkRequest {
  readonly known: Map<string, ReadPage>; // by address as asked: what a 304, or the same bytes, stand for
  readonly ports: WalkPorts;
  readonly signal: AbortSignal;
}
interface Chain {
  readonly pages: readonly [ReadPage, ...ReadPage[]];
  readonly ending: WalkEnding;
}

/** Follows one start address from page to page. */
async function readChain(start: string, given: ReadPage | null, walk: WalkState): Promise<Chain> {
  const first = given ?? (await askPage(start, walk));
  const pages: [ReadPage, ...ReadPage[]] = [first];
  const asked = new Set([addressOf(start), addressOf(first.finalUrl)]);
  const seen = new Set(first.keys);
  const ahead = aheadOf(first);
  report(pages, walk);
  for (let url = ahead.shift(); url !== undefined; url = ahead.shift()) {
    if (asked.has(addressOf(url))) return { pages, ending: 'loop' };
    if (pages.length >= walk.source.pages) return { pages, ending: 'limit' };
    asked.add(addressOf(url));
    const page = await askLaterPage(url, pages.length + 1, walk);
    if (page.keys.every((key) => seen.has(key))) return { pages, ending: page.keys.length === 0 ? 'last' : 'repeat' };
    pages.push(page);
    for (const key of page.keys) seen.add(key);
    ahead.push(...aheadOf(page));
    report(pages, walk);
  }
  return { pages, ending: 'last' };
}

/** Asks the first page of each chain of several pages again. Those that shifted, by start address. */
async function lookAgain(chains: readonly Chain[], walk: WalkState): Promise<Map<string, ReadPage>> {
  const shifted = new Map<string, ReadPage>();
  for (const { pages, ending } of chains) {
    if (pages.length === 1 && ending !== 'repeat') continue;
    const before = pages[0];
    const again = await askLaterPage(before.url, 1, walk);
    if (again.keys.join('\n') !== before.keys.join('\n')) shifted.set(before.url, again);
  }
  return shifted;
}

async function askPage(url: string, walk: WalkState): Promise<ReadPage> {
  const { source, ports, known } = walk;
  const former = known.get(url) ?? null;
  const validators = walk.isConditional && former !== null ? former.validators : NO_VALIDATORS;
  const capture = await ports.fetcher.fetch(
    { url, method: 'GET', validators, redirects: 'follow', policy: source.fetch },
    walk.signal,
  );
  const isThere = former !== null && capture.status === 200 && capture.url === former.finalUrl;
  const asked = {
    recipe: source.recipe,
    look: url === source.urls[0] ? walk.look : ('none' as const),
    mostBytes: source.fetch.maxBodyBytes,
    // A server may pack the same page anew each time.
    formerSha256: isThere ? former.bodySha256 : null,
  };
  const isSame = capture.status === 304 || (isThere && asReceived(capture) === former.asReceived);
  const fresh = former !== null && isSame ? null : await readListingPage(url, capture, asked, ports);
  const page = fresh ?? confirmed(former, capture);
  known.set(url, page);
  return page;
}

/** A fault on a later page is the list's fault: what looks missing may stand on the page that failed. */
async function askLaterPage(url: string, number: number, walk: WalkState): Promise<ReadPage> {
  try {
    return await askPage(url, walk);
  } catch (error) {
    if (!(error instanceof PubwatchError) || !MAKES_INCOMPLETE.has(error.code)) throw error;
    throw new PubwatchError(
      'LISTING_INCOMPLETE',
      `page ${number} could not be read: ${error.message}`,
      { ...error.detail, page: number, cause: error.code },
      error,
    );
  }
}

const MAKES_INCOMPLETE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FETCH_TIMEOUT',
  'FETCH_NETWORK',
  'FETCH_TLS',
  'FETCH_STATUS',
  'FETCH_TOO_LARGE',
  'FETCH_ROBOTS',
  'FETCH_REDIRECT',
  'FETCH_REFUSED_ADDRESS',
  'LISTING_EMPTY',
  'LISTING_UNREADABLE',
]);

/** A page known from an earlier crawl, which this answer says is still there. */
function confirmed(former: ReadPage | null, capture: Capture): ReadPage {
  if (former === null) throw new Error('a page that was never read passed for a former one');
  return { ...former, capture, validators: freshest(capture.validators, former.validators) };
}

/** A 304 may repeat a validator or leave it out (RFC 9110 §15.4.5). */
function freshest(now: Validators, before: Validators): Validators {
  return now.etag === null && now.lastModified === null ? before : now;
}

function aheadOf(page: ReadPage): string[] {
  if (page.nextUrl === null) return [...page.children];
  const here = new URL(page.finalUrl);
  const next = new URL(page.nextUrl);
  if (next.hostname !== here.hostname) {
    throw new PubwatchError(
      'LISTING_INCOMPLETE',
      `the link to the next page leads from ${here.hostname} to another host, ${next.hostname}`,
      { url: page.url },
    );
  }
  return [...page.children, page.nextUrl];
}

function report(pages: readonly ReadPage[], walk: WalkState): void {
  const items = pages.reduce((sum, page) => sum + page.keys.length, 0);
  walk.ports.progress.page(walk.source.id, pages.length, items);
}

function addressOf(url: string): string {
  const address = new URL(url);
  address.hash = '';
  return address.href;
}

function pageFromMemory(memory: PageMemory): ReadPage {
  return {
    ...memory,
    capture: null,
    raw: null,
    children: [],
    isMarkedEmpty: false,
    rowCount: memory.keys.length,
    replacementCount: 0,
    isStandard: true,
  };
}
