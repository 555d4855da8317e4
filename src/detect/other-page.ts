import type { Detection } from '../model/detection.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Page } from '../parse/page.ts';
import { MARKED } from './chrome.ts';
import { declaredKind, emptyNotice, proseOutside } from './page-kind.ts';
import type { Scored, Setting } from './score.ts';

/** What a page without a listing is, in words, and what to do. */
export function describeOther(
  page: Page,
  verdict: Verdict,
  setting: Setting,
  best: Scored | null,
): Pick<Detection, 'verdict' | 'what'> {
  const told = TOLD.get(verdict.kind);
  if (told !== undefined) return { verdict: 'not-a-listing', what: told };
  const { outline, chrome, texts } = setting;
  const notice = emptyNotice(outline, texts, (block) => chrome.weightOf(block) >= MARKED);
  if (notice !== null)
    return {
      verdict: 'empty',
      what: `a list that has nothing now: it says “${notice}”. Watch it with a recipe made when it holds records.`,
    };
  const prose = proseOutside(outline, (block) => chrome.weightOf(block) >= MARKED);
  const declared = declaredKind(page);
  if (declared === 'product') return { verdict: 'not-a-listing', what: `a product page. ${GO_UP}` };
  if (isDrawn(page, setting)) return { verdict: 'not-a-listing', what: DRAWN };
  if (declared === 'article' || prose > ARTICLE_PROSE)
    return { verdict: 'not-a-listing', what: `an article. ${GO_UP}` };
  const side =
    best === null
      ? ''
      : ` The likeliest group of it has ${best.rows.length} entries (“${best.roles.title?.texts[0]?.slice(0, 60) ?? ''}”).`;
  return {
    verdict: 'not-a-listing',
    what: `a page without a list of records.${side} Where there is one, write a recipe for it.`,
  };
}

const GO_UP = 'Give the address of the page that lists such pages.';
const DRAWN =
  'a page whose list is drawn by scripts: its records are not in the page itself. Look for a feed or the address the scripts read from, or have it drawn first.';
const ARTICLE_PROSE = 900; // characters of running text

const TOLD: ReadonlyMap<Verdict['kind'], string> = new Map([
  [
    'login',
    'a log-in form: the list is not public, or the session has ended. Give an address that can be read without logging in.',
  ],
  ['maintenance', 'a maintenance notice. Try again later.'],
  ['missing', 'an error page: “not found”. Check the address.'],
  ['error', 'an error page of the site. Try again later.'],
  ['parked', 'a parked domain. Check the address.'],
  ['script-only', DRAWN],
]);

const SCRIPTS = /<script\b/gi; // <script src="/app.js">
const SHELL =
  /<[a-z-]+\s[^>]{0,300}(id=["']?(root|app|__next|__nuxt|svelte|gatsby|react-root)\b|ng-app|data-reactroot|v-cloak|data-v-app|facetwp-template|x-data=|wp-block-facet|ng-repeat|data-bind=)|<app-root|loading-?spinner|skeleton|enable javascript|javascript (is )?(required|disabled)/i; // <div id="root">
const LITTLE = 700; // characters of its own that a page shows besides its menus

/** Little to read beside the menus, and scripts that would draw the rest. */
function isDrawn(page: Page, { ownLength }: Setting): boolean {
  const scripts = page.text.match(SCRIPTS)?.length ?? 0;
  return scripts > 0 && (ownLength < LITTLE || SHELL.test(page.text)) && ownLength < LITTLE * 3;
}
