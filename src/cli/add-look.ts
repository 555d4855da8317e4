import { detectListing } from '../detect/detect-listing.ts';
import { titleOf } from '../detect/page-title.ts';
import { isAllowed, parseRobots } from '../fetch/robots-rules.ts';
import { unpack } from '../lib/content-coding.ts';
import { NO_VALIDATORS, type Unpacked } from '../model/capture.ts';
import type { Config } from '../model/config.ts';
import type { Detection } from '../model/detection.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Fetcher, HostStore } from '../model/ports.ts';
import type { Recipe } from '../model/recipe.ts';
import { parseListing } from '../parse/listing.ts';
import { normalizeItems } from '../parse/normalize.ts';
import { readPage } from '../parse/page.ts';
import { readVerdict } from '../parse/verdict.ts';
import { readOnlyHosts, wireFetcher } from '../wire.ts';
import { wireStore } from '../wire-state.ts';
import { compareFeed } from './add-feed.ts';
import { chooseLog } from './choose-log.ts';
import type { CommandContext } from './io.ts';

/** A list that was found, and what was learnt of it on the way. */
export interface Found {
  readonly url: string; // final: what will be watched
  readonly pageTitle: string | null;
  readonly detection: Detection;
  readonly recipe: Recipe; // without its `next` where that leads nowhere new
  readonly items: readonly Item[];
  readonly totalShown: number | null;
  readonly proof: NextProof | null; // null: no further page is offered
  readonly pauseMs: number; // between two requests, robots.txt included
  readonly warnings: readonly string[];
}
/** What the next page held. */
export interface NextProof {
  readonly url: string;
  readonly items: number;
  readonly fresh: number; // of them, not on the first page
}

/** What an address holds. `listing` is null where `detection` says that it is none. */
export interface Looked {
  readonly url: string;
  readonly detection: Detection;
  readonly listing: Found | null;
}

/** Reads the page, looks for its list, and follows the pager one page to prove it. Throws FETCH_* where the page cannot be read. */
export async function lookAt(
  url: string,
  config: Config,
  { io, options, out, signal }: CommandContext,
): Promise<Looked> {
  const hosts = readOnlyHosts((await wireStore({ ...options, env: io.env })).hosts);
  const log = await chooseLog({ io, options, out }, config.secrets);
  const fetcher = await wireFetcher(config.settings.contact, hosts, { env: io.env, log });
  try {
    const capture = await get(url, config, fetcher, signal);
    const page = readPage(capture);
    const detection = detectListing(page, readVerdict(capture, page));
    if (options.verbose) for (const line of detection.trace) out.diagnostic(line);
    const { recipe } = detection;
    if (recipe === null) return { url: capture.url, detection, listing: null };
    const { items } = normalizeItems(detection.items, recipe, null);
    const proof = await prove(detection, recipe, items, config, fetcher, signal);
    const [feed] = recipe.format === 'html' ? detection.feeds : [];
    const ofFeed =
      feed === undefined ? [] : await compareFeed(feed.url, items, (address) => get(address, config, fetcher, signal));
    const robots = await robotsOf(capture.url, hosts, config);
    const listing: Found = {
      url: capture.url,
      pageTitle: titleOf(page),
      detection,
      recipe: proof.isGood || !('next' in recipe) ? recipe : { ...recipe, next: null },
      items,
      totalShown: parseListing(page, recipe).totalShown,
      proof: proof.isGood ? proof.next : null,
      pauseMs: robots.pauseMs,
      warnings: [
        ...(capture.url === url ? [] : [`the address redirects: ${capture.url} is what will be watched`]),
        ...(config.settings.contact === '' ? [NO_CONTACT] : []),
        ...detection.warnings,
        ...ofFeed,
        ...proof.warnings,
        ...robots.warningsFor(items),
      ],
    };
    return { url: capture.url, detection, listing };
  } finally {
    await fetcher.close();
  }
}

const NO_CONTACT =
  'config/pubwatch.yaml has no `contact` yet: a crawl needs one, so that a site owner can reach you (--contact sets it)';

async function get(url: string, { fetch }: Config, fetcher: Fetcher, signal: AbortSignal): Promise<Unpacked> {
  const capture = await fetcher.fetch(
    { url, method: 'GET', validators: NO_VALIDATORS, redirects: 'follow', policy: fetch },
    signal,
  );
  return unpack(capture, fetch.maxBodyBytes);
}

interface Proving {
  readonly next: NextProof | null;
  readonly isGood: boolean; // false: the link leads nowhere new, and is left out
  readonly warnings: readonly string[];
}

/** Follows the next link once, with the recipe: it must bring records that the first page does not have. */
async function prove(
  { next }: Detection,
  recipe: Recipe,
  items: readonly Item[],
  config: Config,
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<Proving> {
  if (next === null) return { next: null, isGood: true, warnings: [] };
  try {
    const capture = await get(next, config, fetcher, signal);
    const listing = capture.status < 400 ? parseListing(readPage(capture), recipe) : null;
    if (listing === null) throw new PubwatchError('FETCH_STATUS', `the server answered ${capture.status}`);
    const known = new Set(items.map(({ key }) => key));
    const there = normalizeItems(listing.items, recipe, null).items;
    const fresh = there.filter(({ key }) => !known.has(key)).length;
    const told = { url: next, items: there.length, fresh };
    if (fresh > 0) return { next: told, isGood: true, warnings: [] };
    const why =
      there.length === 0 ? 'the recipe finds nothing on it' : `it repeats the ${there.length} records of the first`;
    return { next: told, isGood: false, warnings: [`the next page (${next}) is left out: ${why}`] };
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code === 'ABORTED') throw error;
    const warning = `the next page (${next}) could not be read as proof: ${error.message}`;
    return { next: null, isGood: true, warnings: [warning] };
  }
}

const PRODUCT_TOKEN = 'pubwatch'; // as robots.txt files name us

/** What the site's robots.txt, read on the way, says of the pace and of the records' own pages. */
async function robotsOf(url: string, hosts: HostStore, { fetch }: Config) {
  const text = (await hosts.read(new URL(url).origin))?.robots?.text ?? '';
  const rules = parseRobots(text, PRODUCT_TOKEN);
  const { origin } = new URL(url);
  return {
    pauseMs: Math.max(fetch.hostDelayMs, rules.crawlDelayMs ?? 0),
    warningsFor: (items: readonly Item[]): readonly string[] => {
      const own = items.flatMap((item) => (item.url?.startsWith(`${origin}/`) === true ? [item.url] : []));
      const barred = own.filter((address) => !isAllowed(rules, address)).length;
      if (barred === 0) return [];
      return [
        `robots.txt does not let pubwatch ask for ${barred} of ${own.length} records' own pages: what becomes of a removed one stays unasked`,
      ];
    },
  };
}
