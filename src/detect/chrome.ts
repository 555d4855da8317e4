import { type Block, holds, type Outline } from './outline.ts';

/** How much each block belongs to what surrounds a page (menus, footers, side boxes), 0..1, by index; and where its main part is. */
export interface Chrome {
  readonly weightOf: (block: Block) => number;
  readonly main: Block | null; // what the page itself marks as its main part
  readonly heading: Block | null; // the first h1 that is not chrome
}

/** Marks what surrounds the page's matter, by element, role and name. What holds most of the page, or its heading, is never marked. */
export function findChrome(outline: Outline): Chrome {
  const { blocks } = outline;
  const total = blocks.find((block) => block.tag === 'body')?.textLength ?? 0;
  const main = findMain(outline, total);
  const headings = blocks.filter((block) => block.tag === 'h1' && block.textLength > 0);
  const weights: number[] = [];
  for (const block of blocks) {
    const inherited = weights[block.parent] ?? 0;
    weights.push(Math.max(inherited, isCore(block) ? 0 : weightByName(block)));
  }
  const weightOf = (block: Block): number => weights[block.index] ?? 0;
  return { weightOf, main, heading: headings.find((heading) => weightOf(heading) < MARKED) ?? null };

  function isCore(block: Block): boolean {
    if (block.textLength > total * MOST_OF_PAGE) return true;
    if (main !== null && holds(block, main)) return true;
    return !ALWAYS.test(block.tag) && block.textLength > total * HEADED && headings.some((h1) => holds(block, h1));
  }
}

/** From this weight on a block is called chrome. */
export const MARKED = 0.5;

const MOST_OF_PAGE = 0.6; // of its text; a wrapper that is named after a part ("content-sidebar-wrap")
const HEADED = 0.15; // of its text: a box with the h1 and that much is no mere header
const ALWAYS = /^(nav|footer|aside)$/; // nav
const STRONG_ROLE = /^(navigation|banner|contentinfo|complementary|search|menu|menubar|tablist|dialog)$/; // navigation
// Words of class names and ids, between hyphens or capitals.
const STRONG_WORD =
  /(^|[-_ ])(nav(igation|bar|s)?|menus?|mega-?menu|sub-?menu|drop-?down|breadcrumbs?|footer|foot|pager|pagination|paginator|sidebar|side-?bar|aside|sidenav|topbar|toolbar|cookies?|share|sharing|social|skip-?links?|masthead|banner|tag-?cloud|login|subscribe|newsletter|comments?|comment-?list|respond|responses|replies|widgets?|offcanvas|tabs|sitemap|lang(uage)?s?)([-_ ]|$)/i; // main-nav
const WEAK_WORD =
  /(^|[-_ ])(related|similar|recommended|popular|trending|most-?(read|viewed)|also|recent-(posts|comments)|facets?|filters?|refine|carousel|slider|slick|swiper|owl|ticker|marquee|promo|sponsors?|ads?|advert|quick-?links|author-bio|rightcol|right-?column|leftcol|secondary|utility|header)([-_ ]|$)/i; // related-posts

function weightByName(block: Block): number {
  const { attribs } = block.element;
  if (block.tag === 'nav' || block.tag === 'footer') return 1;
  if (block.tag === 'aside') return 0.9;
  if (STRONG_ROLE.test(attribs['role'] ?? '')) return 1;
  if (attribs['itemprop'] === 'comment') return 0.9;
  if (block.tag === 'body' || block.tag === 'html' || block.tag === 'main') return 0;
  const names = namesOf(block);
  if (STRONG_WORD.test(names)) return 0.8;
  if (WEAK_WORD.test(names)) return 0.6;
  return block.tag === 'header' && block.linkLength > block.textLength * 0.5 ? 0.6 : 0;
}

/** Class names and id with capitals as word limits: mainNav reads main-Nav. */
function namesOf(block: Block): string {
  const id = block.element.attribs['id'] ?? '';
  return `${id} ${block.classes.join(' ')}`.slice(0, 300).replace(CAMEL, '$1-$2');
}
const CAMEL = /([a-z])([A-Z])/g; // mainNav

const MAIN_NAME =
  /^(main|content|main-?content|page-?content|content-?main|primary|site-?content|region-content|middle|centre|center-?col(umn)?)$/i; // main-content

function findMain(outline: Outline, total: number): Block | null {
  const marked = outline.blocks.filter((block) => block.tag === 'main' || block.element.attribs['role'] === 'main');
  const named = outline.blocks.filter((block) => MAIN_NAME.test(block.element.attribs['id'] ?? ''));
  for (const choice of [marked, named]) {
    const largest = choice.toSorted((a, b) => b.textLength - a.textLength)[0];
    if (largest !== undefined && largest.textLength > total * LEAST_MAIN) return largest;
  }
  return null;
}
const LEAST_MAIN = 0.05; // of the page's text: menus of hundreds of links are the rest
