import { displayText } from '../lib/text.ts';
import { resolveUrl } from '../parse/url.ts';
import { createCover, type Row } from './cells.ts';
import type { Block, Outline } from './outline.ts';
import { pageNumber } from './page-number.ts';
import { type PagerPlace, selectNextNumber, selectPagerLink } from './pager-selector.ts';
import {
  ARROW,
  CAMEL,
  CURRENT,
  NEXT_CLASS,
  NEXT_LABEL,
  NEXT_REL,
  NEXT_TEXT_END,
  NOT_NEXT,
  OLDER,
  plain,
} from './pager-words.ts';

/** The link to the next page, as a selector and an address. */
export interface Pager {
  readonly css: string;
  readonly url: string;
  readonly why: string;
}

interface Where extends PagerPlace {
  readonly rows: readonly Row[];
  readonly base: string; // what links resolve against
  readonly here: string; // the page's own address
}

/** Finds the link to the next page: by rel, by what it is called (in many languages), by its picture, else by the numbers of the pages. */
export function findPager(where: Where): Pager | null {
  const isRecord = createCover(where.rows);
  const links = where.outline.blocks.filter(
    (block) => block.href !== null && !isRecord(block.index, block.index) && isPagerLink(where, block),
  );
  for (const { why, test } of SIGNS) {
    const found = links.find((link) => test(where, link));
    const url = found === undefined ? null : resolveUrl(found.href ?? '', where.base);
    if (found === undefined || url === null) continue;
    const css = selectPagerLink(where, found);
    if (css !== null) return { css, url, why };
  }
  return byNumber(where, links);
}

/** Short, of this site, and not this page. */
function isPagerLink({ base, here }: Where, block: Block): boolean {
  if (block.href === null || block.textLength > MOST_TEXT) return false;
  const url = resolveUrl(block.href, base);
  return url !== null && url.split('#')[0] !== here.split('#')[0] && new URL(url).host === new URL(here).host;
}
const MOST_TEXT = 60; // characters of "Next page: results 11 to 20"

interface Sign {
  readonly why: string;
  readonly test: (where: Where, link: Block) => boolean;
}

const SHORT_TEXT = 18; // characters: "Next steps in river law" is a title

const SIGNS: readonly Sign[] = [
  { why: 'rel=next', test: (_, link) => NEXT_REL.test(link.element.attribs['rel'] ?? '') },
  {
    why: 'its label',
    test: (_, link) => labelsOf(link).some((label) => NEXT_LABEL.test(label) && !NOT_NEXT.test(label)),
  },
  {
    why: 'its text',
    test: (where, link) => {
      const text = plain(where.texts.of(link));
      return NEXT_LABEL.test(text) && (text.length <= SHORT_TEXT || isOfPages(where, link));
    },
  },
  {
    why: 'its class',
    test: ({ outline, texts }, link) =>
      hasNextClass(outline, link) && !NOT_NEXT.test(`${labelsOf(link).join(' ')} ${texts.of(link)}`),
  },
  {
    why: 'its text (older)',
    test: (where, link) =>
      OLDER.test(plain(where.texts.of(link))) && isAfterRows(where, link) && isOfPages(where, link),
  },
  { why: 'its arrow', test: (where, link) => ARROW.test(where.texts.of(link)) && isOfPages(where, link) },
  {
    why: 'its text (more)',
    test: (where, link) =>
      NEXT_TEXT_END.test(plain(where.texts.of(link))) && isAfterRows(where, link) && isOfPages(where, link),
  },
];

function labelsOf(link: Block): readonly string[] {
  const { title } = link.element.attribs;
  return [link.element.attribs['aria-label'], title].flatMap((label) =>
    label === undefined ? [] : [displayText(label)],
  );
}

function hasNextClass(outline: Outline, link: Block): boolean {
  const parent = outline.parentOf(link);
  return [link, parent].some(
    (block) =>
      block !== null &&
      (block === link || block.tag === 'li' || block.tag === 'span') &&
      block.classes.some((name) => NEXT_CLASS.test(name.replace(CAMEL, '$1-$2'))),
  );
}

function isAfterRows({ rows }: Where, link: Block): boolean {
  return link.index > (rows.at(-1)?.end ?? 0);
}

/** Does the address differ from the page's own by a number only, or say "page"? "More" and arrows stand on many links. */
function isOfPages({ base, here }: Where, link: Block): boolean {
  const url = resolveUrl(link.href ?? '', base);
  return url !== null && pageNumber(url, here) !== null;
}

/** Links that differ from the page's address in one number: the least that is more than this page's. */
function byNumber(where: Where, links: readonly Block[]): Pager | null {
  const numbered = links.flatMap((link) => {
    const text = Number(where.texts.of(link));
    if (!Number.isInteger(text) || text < 2) return [];
    const url = resolveUrl(link.href ?? '', where.base);
    return url === null || pageNumber(url, where.here) === null ? [] : [{ link, url, text }];
  });
  const current = currentNumber(
    where,
    numbered.map(({ link }) => link),
  );
  const next = numbered.find(({ text }) => text === current + 1);
  if (next === undefined) return null;
  const css = selectNextNumber(where, next.link);
  return css === null ? null : { css, url: next.url, why: 'the numbers of the pages' };
}

/** The number of this page: the one that is marked or has no link between the others; else 1. */
function currentNumber({ outline, texts }: Where, links: readonly Block[]): number {
  const [first] = links;
  const list = first === undefined ? null : outline.parentOf(first);
  const around =
    list === null
      ? null
      : list.tag === 'li' || list.tag === 'span' || list.tag === 'td'
        ? outline.parentOf(list)
        : list;
  if (around === null) return 1;
  for (let index = around.index + 1; index <= around.end; index++) {
    const block = outline.blocks[index];
    if (block === undefined) break;
    const isCurrent =
      block.element.attribs['aria-current'] !== undefined || block.classes.some((name) => CURRENT.test(name));
    const text = Number(texts.of(block));
    if ((isCurrent || (block.tag !== 'a' && block.linkLength === 0)) && Number.isInteger(text) && text > 0) return text;
  }
  return 1;
}
