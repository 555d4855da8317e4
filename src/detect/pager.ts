import { displayText } from '../lib/text.ts';
import { textOf } from '../parse/tree.ts';
import { resolveUrl } from '../parse/url.ts';
import { createCover, type Row } from './cells.ts';
import { type Block, holds, type Outline } from './outline.ts';
import { ANY, answers, costOf, type Part, printParts } from './part.ts';
import type { Texts } from './texts.ts';
import { TOKEN_COST, tokenQuality } from './tokens.ts';

/** The link to the next page, as a selector and an address. */
export interface Pager {
  readonly css: string;
  readonly url: string;
  readonly why: string;
}

interface Where {
  readonly outline: Outline;
  readonly texts: Texts;
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
    const css = selectLink(where, found);
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

const NEXT_REL = /(^|\s)next(\s|$)/i; // rel="nofollow next"
const NEXT_LABEL =
  /^(go to )?(the )?next( ?page| \d+| results?)?\b|^nächste|^weiter\b|^(page )?suivante?|^siguiente|^próxim[ao]|^seguinte|^(pagina )?successiv[ao]|^volgende|^nästa|^neste\b|^næste|^seuraava|^następn|^další|^következő|^następna|^sonraki|^επόμενη|^следующ|^далее|^вперед|^наступн|^التالي|^הבא|^次(へ|の|ページ)?|^下一?[页頁]|^다음|^ถัดไป|^(trang )?tiếp|^selanjutnya|^berikutnya|^अगला/i; // Next page
const OLDER =
  /^(show |view |see |load )?(older|earlier)( posts| entries| articles| news| items)?\b|^more( results| posts| news| articles)?\s*[›»→>]*$|^(load|show|view|see) more( results| posts| news| articles| items)?$|^previous (posts|entries)|^ältere|^(articles|messages) plus anciens|^entradas (más )?(antiguas|anteriores)|^articoli (più vecchi|precedenti)|^oudere|^предыдущие записи|^ранее|^もっと見る/i; // Older posts
const ARROW = /^[›»→>▶❯⟩]+$|^(&gt;)+$/; // »
const NEXT_TEXT_END = /^(continue|next part|more)\b.{0,20}$/i; // next part
const NEXT_CLASS = /(^|[-_ ])(next|nextpostslink|pager-?next|pagination-?next|next-?page|older)([-_ ]|$)/i; // pager__item--next
const CAMEL = /([a-z])([A-Z])/g; // UnselectedNext
const NOT_NEXT =
  /last|first|prev(?!ious (posts|entries))|letzte|dernier|última?o?$|ultima|zurück|précédent|anterior(?!es)|предыдущая/i; // Last page

const SIGNS: readonly Sign[] = [
  { why: 'rel=next', test: (_, link) => NEXT_REL.test(link.element.attribs['rel'] ?? '') },
  {
    why: 'its label',
    test: (_, link) => labelsOf(link).some((label) => NEXT_LABEL.test(label) && !NOT_NEXT.test(label)),
  },
  { why: 'its text', test: ({ texts }, link) => NEXT_LABEL.test(plain(texts.of(link))) },
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

const DECORATION = /^[\s‹«←<>›»→|·-]+|[\s‹«←<>›»→|·-]+$/g; // Next »

function plain(text: string): string {
  return text.replace(DECORATION, '');
}

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

const NUMBER = /\d+/g; // 2
const PAGE_PART = /^(?:[/?&._-]?(?:page|pages|p|pg|paged|seite|pagina|offset|start|from|skip|index)?[=/_-]?)$/i; // /page/

/** The number in which an address differs from the page's own; null where it differs otherwise. */
export function pageNumber(url: string, here: string): number | null {
  const [a, b] = [trimmed(url), trimmed(here)];
  const skeleton = b.replace(NUMBER, '0');
  for (const match of a.matchAll(NUMBER)) {
    const before = a.slice(0, match.index);
    const after = a.slice(match.index + match[0].length);
    if (match[0].length <= 6 && `${before}0${after}`.replace(NUMBER, '0') === skeleton && b.startsWith(before))
      return Number(match[0]);
    if (match[0].length <= 6 && isGrown(b, before, after)) return Number(match[0]);
  }
  return null;
}

/** Does the address without its number part, `?page=` or `/page/`, be the page's own (the first page has none)? */
function isGrown(here: string, before: string, after: string): boolean {
  for (let cut = before.length; cut >= 0 && before.length - cut <= MOST_NAME; cut--) {
    const part = before.slice(cut);
    if (!PAGE_PART.test(part) && !PARAMETER.test(part)) continue;
    const rest = `${before.slice(0, cut)}${after}`;
    if (sameWithoutMarks(rest, here)) return true;
  }
  return false;
}
const MOST_NAME = 30; // characters of a parameter's name
const PARAMETER = /^[?&][\w[\]%.-]{1,28}=$/; // ?currentPage=
const MARKS = /[?&/]+$|\/(?=\?)|(?<=\?)&/g; // /list/?

function sameWithoutMarks(a: string, b: string): boolean {
  return a.replace(MARKS, '') === b.replace(MARKS, '');
}

function trimmed(url: string): string {
  return (url.split('#')[0] ?? url).replace(SCHEME, '').replace(INDEX, '');
}
const SCHEME = /^https?:\/\/(www\.)?/; // https://www.
const INDEX = /index(?=(-\d+)?\.html?$)|\.html?$/g; // index.html

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
  const css = nextNumberSelector(where, next.link);
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
const CURRENT = /(^|[-_])(current|active|selected)$/i; // usa-current

/** The link after the current page's mark: it moves on from page to page, as a selector by number could not. */
function nextNumberSelector({ outline, texts }: Where, link: Block): string | null {
  const parent = outline.parentOf(link);
  const item =
    parent !== null && (parent.tag === 'li' || parent.tag === 'span') && parent.textLength === link.textLength
      ? parent
      : link;
  const list = outline.parentOf(item);
  if (list === null) return null;
  const siblings = outline.childrenOf(list);
  const before = siblings[siblings.indexOf(item) - 1];
  if (before === undefined || texts.of(before) === '') return null;
  const mark = before.classes.find((name) => CURRENT.test(name));
  const tail = item === link ? 'a' : `${item.tag} a`;
  if (mark !== undefined) return `.${mark} + ${tail}`;
  if (before.element.attribs['aria-current'] !== undefined) return `[aria-current] + ${tail}`;
  if (before.href === null && before.linkLength === 0 && before.tag !== 'a') {
    const context = list.classes.find((name) => tokenQuality(name) === 'meaningful');
    const head = context === undefined ? `${list.tag} > ` : `.${context} > `;
    return before.tag === item.tag ? `${head}${before.tag}:not(:has(a)) + ${tail}` : `${head}${before.tag} + ${tail}`;
  }
  const marked = outline.childrenOf(before)[0];
  const inner = marked?.classes.find((name) => CURRENT.test(name));
  return inner === undefined ? null : `${before.tag}:has(.${inner}) + ${tail}`;
}

/** A selector of this link that selects no other one first. */
function selectLink(where: Where, link: Block): string | null {
  const { attribs } = link.element;
  if (
    NEXT_REL.test(attribs['rel'] ?? '') &&
    isFirst(where, link, (block) => NEXT_REL.test(block.element.attribs['rel'] ?? '') && block.tag === 'a')
  )
    return attribs['rel'] === 'next' ? 'a[rel=next]' : 'a[rel~=next]';
  for (const name of ['aria-label', 'title']) {
    const value = attribs[name];
    if (
      value !== undefined &&
      NEXT_LABEL.test(displayText(value)) &&
      QUOTABLE.test(value) &&
      isFirst(where, link, (block) => block.tag === 'a' && block.element.attribs[name] === value)
    )
      return `a[${name}="${value}"]`;
  }
  return (
    byClasses(where, link, (name) => NEXT_CLASS.test(name.replace(CAMEL, '$1-$2'))) ??
    byText(where, link) ??
    byClasses(where, link, () => true) ??
    byPlace(where, link)
  );
}
const QUOTABLE = /^[^"\\\n\d]{2,60}$/; // Next page

function isFirst({ outline }: Where, link: Block, test: (block: Block) => boolean): boolean {
  return outline.blocks.find(test) === link;
}

/** By a class of the link or of what it stands in, that is called after the next page; any other may also be the previous page's. */
function byClasses(where: Where, link: Block, isTelling: (name: string) => boolean): string | null {
  const chain: Block[] = [link];
  for (
    let above = where.outline.parentOf(link);
    above !== null && chain.length < 4;
    above = where.outline.parentOf(above)
  )
    chain.push(above);
  const own = namesOf(link)
    .filter(isTelling)
    .map((token): readonly Part[] => [{ ...ANY, tag: 'a', token, cost: 1 }]);
  const below = chain.slice(1).flatMap((above, level) =>
    namesOf(above)
      .filter(isTelling)
      .map((token): readonly Part[] => [
        { ...ANY, tag: above.tag, token, cost: 1.5 + level },
        { ...ANY, tag: 'a', cost: 1 },
      ]),
  );
  const plans = [...own, ...below].toSorted((a, b) => costOf(a) - costOf(b));
  const only = plans.find((parts) => {
    const matched = where.outline.blocks.filter((block) => answers(where.outline, parts, block, null));
    return matched.length <= 2 && matched.every((block) => block.href === link.href);
  });
  return only === undefined ? null : printParts(only);
}

/** The last link of a small box that has a name: `.paging a:last-of-type`. */
function byPlace(where: Where, link: Block): string | null {
  const { outline } = where;
  const parent = outline.parentOf(link);
  if (parent === null) return null;
  const links = outline.childrenOf(parent).filter((block) => block.tag === 'a');
  const isLastOf = links.at(-1) === link;
  for (let box: Block | null = parent, depth = 0; box !== null && depth < 4; box = outline.parentOf(box), depth++) {
    const name = nameOf(box);
    if (name === null) continue;
    const within = outline.blocks.filter(
      (block) => block.tag === 'a' && boxesNamed(outline, name).some((named) => holds(named, block)),
    );
    if (within.length === 1) return `${name} a`;
    if (within.at(-1) === link && isLastOf)
      return parent === box ? `${name} a:last-of-type` : parent.tag === 'li' ? `${name} li:last-child a` : null;
  }
  return null;
}

function boxesNamed(outline: Outline, name: string): readonly Block[] {
  const part = name.startsWith('#') ? { ...ANY, id: name.slice(1) } : { ...ANY, token: name.slice(1) };
  return outline.blocks.filter((block) => answers(outline, [part], block, null));
}

/** The words themselves: `a:contains("Next")`, where nothing else tells the link. The engine compares them as they are written. */
function byText(where: Where, link: Block): string | null {
  const text = plain(where.texts.of(link));
  const words = text.split(' ').toSorted((a, b) => b.length - a.length);
  const written = textOf(link.element);
  const isHere = (part: string): boolean =>
    QUOTABLE.test(part) &&
    written.includes(part) &&
    isFirst(where, link, (block) => block.tag === 'a' && where.texts.of(block).includes(part));
  const found = [text, ...words.slice(0, 1)].find(isHere);
  return found === undefined ? null : `a:contains("${found}")`;
}

function nameOf(box: Block): string | null {
  const id = box.element.attribs['id'] ?? '';
  if (tokenQuality(id) === 'meaningful') return `#${id}`;
  const token = namesOf(box)[0];
  return token === undefined ? null : `.${token}`;
}

function namesOf(block: Block): readonly string[] {
  return block.classes.filter((name) => TOKEN_COST[tokenQuality(name)] < TOKEN_COST.styling);
}
