import type { RawItem } from '../model/item.ts';
import type { HtmlRecipe } from '../model/recipe.ts';
import type { Verdict } from '../model/verdict.ts';
import { createBaseOf } from '../parse/base.ts';
import { parseListing } from '../parse/listing.ts';
import type { Page } from '../parse/page.ts';
import { keyUrl, resolveItemUrl, resolveUrl } from '../parse/url.ts';
import { findCandidates } from './candidates.ts';
import { createCover } from './cells.ts';
import { type Chrome, findChrome, MARKED } from './chrome.ts';
import { completeRows } from './complete.ts';
import type { Doubts } from './confidence.ts';
import { findDayHeadings } from './day-headings.ts';
import { readItemLists } from './item-lists.ts';
import { type Block, type Outline, outlinePage } from './outline.ts';
import { declaredKind, emptyNotice, hasEmptyMount, proseOutside } from './page-kind.ts';
import { findPager } from './pager.ts';
import { writeRecipe } from './recipe.ts';
import { type Scored, type Setting, scoreCandidates } from './score.ts';
import { createTexts } from './texts.ts';

/** The likeliest records of a page, whether or not they are a list at all. */
export interface Finding {
  readonly setting: Setting;
  readonly base: string; // what links resolve against
  readonly scored: readonly Scored[];
  readonly best: Scored | null;
  readonly days: readonly Block[]; // headings between the rows that tell their dates; empty: none do
}

/** Looks at a page once: its elements, its menus, what repeats, and the best of that made whole. Throws LISTING_UNREADABLE. */
export function findBest(page: Page): Finding {
  const document = page.document();
  const base = createBaseOf(page)(document);
  const outline = outlinePage(document, (href) => staysOn(page.url, base, href));
  const chrome = findChrome(outline);
  const setting: Setting = { outline, chrome, texts: createTexts(), ownLength: lengthOutside(outline, chrome) };
  const scored = scoreCandidates(setting, findCandidates(outline));
  const best = completeRows(setting, scored);
  return { setting, base, scored, best, days: daysAbove(setting, best) };
}

function daysAbove(setting: Setting, best: Scored | null): readonly Block[] {
  return best === null || best.roles.date !== null ? [] : findDayHeadings(setting, best.rows);
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

/** What else the page holds that may speak against the records. */
export function doubtsOf(page: Page, verdict: Verdict, { setting, base, days }: Finding, best: Scored): Doubts {
  const { outline, chrome } = setting;
  const touches = createCover(best.rows);
  return {
    isByDay: days.length > 0,
    prose: proseOutside(outline, (block) => chrome.weightOf(block) >= MARKED || touches(block.index, block.index)),
    declared: declaredKind(page),
    ...heldAgainst(page, setting, base, best),
    seemsOther: SEEMS_OTHER.has(verdict.kind),
    isUndrawn: hasEmptyMount(page),
    saysEmpty:
      emptyNotice(
        outline,
        setting.texts,
        (block) => chrome.weightOf(block) >= MARKED || touches(block.index, block.end),
      ) !== null,
  };
}
const AGREED = 0.6; // of the addresses of a list: with fewer among the records it is another list

/** What the page's own lists, as machines read them, say of the records: named by one of them, or another one is. */
function heldAgainst(
  page: Page,
  { outline }: Setting,
  base: string,
  best: Scored,
): Pick<Doubts, 'isNamed' | 'isOtherNamed'> {
  const lists = readItemLists(page.document(), base);
  if (lists.length === 0) return { isNamed: false, isOtherNamed: false };
  const linked = keysOf(outline, base, () => true);
  const isRecord = createCover(best.rows);
  const held = keysOf(outline, base, (block) => isRecord(block.index, block.index));
  const shareOf = (list: ReadonlySet<string>, keys: ReadonlySet<string>): number =>
    [...list].filter((key) => keys.has(key)).length / list.size;
  const isNamed = lists.some((list) => shareOf(list, held) >= AGREED);
  return { isNamed, isOtherNamed: !isNamed && lists.some((list) => shareOf(list, linked) >= AGREED) };
}

function keysOf({ blocks }: Outline, base: string, isMeant: (block: Block) => boolean): ReadonlySet<string> {
  const urls = blocks.flatMap((block) =>
    block.href !== null && isMeant(block) ? (resolveItemUrl(block.href, base) ?? []) : [],
  );
  return new Set(urls.map(keyUrl));
}

const SEEMS_OTHER: ReadonlySet<Verdict['kind']> = new Set([
  'login',
  'maintenance',
  'missing',
  'error',
  'parked',
  'script-only',
]);

/** A recipe, and what it reads from the page it was made for. */
export interface Reading {
  readonly recipe: HtmlRecipe;
  readonly isExact: boolean; // its item selector selects what was detected, and nothing else
  readonly items: readonly RawItem[];
  readonly next: string | null;
}

/** Writes the recipe of these rows and reads the page with it. null: no selector finds any of them. */
export function readBest(page: Page, { setting, base, ...found }: Finding, best: Scored): Reading | null {
  const { outline, texts } = setting;
  const pager = findPager({ outline, texts, rows: best.rows, base, here: page.url });
  const days = best === found.best ? found.days : daysAbove(setting, best);
  const draft = writeRecipe(setting, best, days, pager?.css ?? null);
  if (draft === null) return null;
  const { items, nextUrl } = parseListing(page, draft.recipe);
  if (items.length === 0) return null;
  return { recipe: draft.recipe, isExact: draft.isExact && items.length === best.rows.length, items, next: nextUrl };
}
