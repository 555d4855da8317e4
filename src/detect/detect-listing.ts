import type { Document } from 'domhandler';
import type { Page } from '../model/capture.ts';
import type { Detection, OfferedFeed } from '../model/detection.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RawItem } from '../model/item.ts';
import type { Verdict } from '../model/verdict.ts';
import { parseListing } from '../parse/listing.ts';
import { createFind, parseHtml } from '../parse/tree.ts';
import { resolveUrl } from '../parse/url.ts';
import { findCandidates } from './candidates.ts';
import { type Chrome, findChrome, MARKED } from './chrome.ts';
import { completeRows } from './complete.ts';
import { confidenceOf, LEAST_CONFIDENCE } from './confidence.ts';
import { detectDocument } from './documents.ts';
import { findFeeds } from './offered-feeds.ts';
import { describeOther } from './other-page.ts';
import { type Outline, outlinePage } from './outline.ts';
import { declaredKind, proseOutside, verdictOf } from './page-kind.ts';
import { findPager } from './pager.ts';
import { writeRecipe } from './recipe.ts';
import { type Scored, type Setting, scoreCandidates } from './score.ts';
import { createTexts } from './texts.ts';
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
    return detectHtml(page, verdict, parseHtml(page.text));
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    return { ...NO_LISTING, what: `a page that cannot be read: ${error.message}.` };
  }
}

const NO_LISTING: Detection = {
  verdict: 'not-a-listing',
  what: '',
  recipe: null,
  confidence: 0,
  items: [],
  next: null,
  feeds: [],
  warnings: [],
  trace: [],
};

function detectHtml(page: Page, verdict: Verdict, document: Document): Detection {
  const base = baseOf(document, page.url);
  const setting = lookAt(document, (href) => staysOn(page.url, base, href));
  const feeds = findFeeds(document, base);
  const scored = scoreCandidates(setting, findCandidates(setting.outline));
  const best = completeRows(setting, scored);
  const confidence = best === null ? 0 : judge(page, verdict, setting, best, scored);
  const trace = explain(setting, scored, best, confidence);
  const found = best !== null && confidence >= LEAST_CONFIDENCE ? listingOf(page, setting, best, base) : null;
  if (found !== null) {
    const { items, recipe, next, isExact } = found;
    const sure = isExact && items.length === found.rowCount ? confidence : Math.min(confidence, INEXACT);
    const warnings = warningsFor(recipe, items, found.rowCount, feeds);
    return { verdict: 'listing', what: tell(items), recipe, confidence: sure, items, next, feeds, warnings, trace };
  }
  return { ...NO_LISTING, ...describeOther(page, verdict, setting, best), feeds, warnings: feedHints(feeds), trace };
}

const INEXACT = 0.7; // the recipe reads more, or less, than was detected

function lookAt(document: Document, isWithin: (href: string) => boolean): Setting {
  const outline = outlinePage(document, isWithin);
  const chrome = findChrome(outline);
  return { outline, chrome, texts: createTexts(), ownLength: lengthOutside(outline, chrome) };
}

/** A link to a place of this page: of a comment, a footnote. Addresses that scripts read (`#!/`) are pages. */
function staysOn(here: string, base: string, href: string): boolean {
  const [path, place] = href.split('#', 2);
  if (place === undefined || ROUTE.test(place)) return false;
  return path === '' || resolveUrl(path ?? '', base) === here.split('#', 1)[0];
}
const ROUTE = /^[!/]/; // !/reports/3

/** Characters of the page that do not stand in chrome. */
function lengthOutside(outline: Outline, chrome: Chrome): number {
  const isMarked = (index: number): boolean => {
    const block = outline.blocks[index];
    return block !== undefined && chrome.weightOf(block) >= MARKED;
  };
  const body = outline.blocks.find((block) => block.tag === 'body');
  const outermost = outline.blocks.filter((block) => isMarked(block.index) && !isMarked(block.parent));
  return outermost.reduce((left, block) => left - block.textLength, body?.textLength ?? 0);
}

function baseOf(document: Document, url: string): string {
  const [base] = createFind()('base[href]', document);
  return resolveUrl(base?.attribs['href'] ?? '', url) ?? url;
}

function judge(page: Page, verdict: Verdict, setting: Setting, best: Scored, scored: readonly Scored[]): number {
  const { outline, chrome } = setting;
  const isInside = (index: number): boolean => best.rows.some((row) => index >= row.start.index && index <= row.end);
  const isOutside = ({ rows }: Scored): boolean =>
    rows.every((row) => !best.rows.some((own) => row.start.index <= own.end && own.start.index <= row.end));
  return confidenceOf(best, {
    rival: scored.find(isOutside)?.score ?? 0,
    prose: proseOutside(outline, (block) => chrome.weightOf(block) >= MARKED || isInside(block.index)),
    declared: declaredKind(page),
    seemsOther: SEEMS_OTHER.has(verdict.kind),
  });
}
const SEEMS_OTHER: ReadonlySet<Verdict['kind']> = new Set([
  'login',
  'maintenance',
  'missing',
  'error',
  'parked',
  'script-only',
]);

interface Found {
  readonly recipe: NonNullable<ReturnType<typeof writeRecipe>>['recipe'];
  readonly isExact: boolean;
  readonly items: readonly RawItem[];
  readonly next: string | null;
  readonly rowCount: number; // rows detected
}

/** The recipe of the rows, and what it reads from this very page. null: it reads nothing like them. */
function listingOf(page: Page, setting: Setting, best: Scored, base: string): Found | null {
  const { outline, texts } = setting;
  const pager = findPager({ outline, texts, rows: best.rows, base, here: page.url });
  const draft = writeRecipe(setting, best, pager?.css ?? null);
  if (draft === null) return null;
  const listing = parseListing(page, draft.recipe);
  if (listing.items.length === 0) return null;
  return { ...draft, items: listing.items, next: listing.nextUrl, rowCount: best.rows.length };
}

function tell(items: readonly RawItem[]): string {
  const dated = items.filter((item) => (item['date'] ?? null) !== null).length;
  const dates = dated === 0 ? 'without dates' : dated === items.length ? 'with dates' : `${dated} of them with dates`;
  return `a list of ${items.length} records ${dates}`;
}

function feedHints(feeds: readonly OfferedFeed[]): readonly string[] {
  return feeds.slice(0, 1).map(({ url }) => `the page offers a feed, which can be watched instead: ${url}`);
}
