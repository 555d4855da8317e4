import { displayText } from '../lib/text.ts';
import { textOf } from '../parse/tree.ts';
import type { Block, Outline } from './outline.ts';
import { CAMEL, CURRENT, NEXT_CLASS, NEXT_LABEL, NEXT_REL, plain } from './pager-words.ts';
import { ANY, answers, costOf, type Part, printParts } from './part.ts';
import type { Texts } from './texts.ts';
import { TOKEN_COST, tokenQuality } from './tokens.ts';

/** Where a pager's links are looked for. */
export interface PagerPlace {
  readonly outline: Outline;
  readonly texts: Texts;
}

/** A selector of this link that selects no other one first. */
export function selectPagerLink(where: PagerPlace, link: Block): string | null {
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
    byClasses(where, link, () => true)
  );
}
const QUOTABLE = /^[^"\\\n\d]{1,60}$/; // Next page

function isFirst({ outline }: PagerPlace, link: Block, test: (block: Block) => boolean): boolean {
  return outline.blocks.find(test) === link;
}

/** By a class of the link or of what it stands in, that is called after the next page; any other may also be the previous page's. */
function byClasses(where: PagerPlace, link: Block, isTelling: (name: string) => boolean): string | null {
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

/** The words themselves: `a:contains("Next")`, where nothing else tells the link. The engine compares them as they are written. */
function byText(where: PagerPlace, link: Block): string | null {
  const shown = where.texts.of(link);
  const text = plain(shown) === '' ? shown : plain(shown);
  const words = text.split(' ').toSorted((a, b) => b.length - a.length);
  const written = textOf(link.element);
  const isHere = (part: string): boolean =>
    QUOTABLE.test(part) &&
    written.includes(part) &&
    isFirst(where, link, (block) => block.tag === 'a' && where.texts.of(block).includes(part));
  const found = [text, ...words.slice(0, 1)].find(isHere);
  return found === undefined ? null : `a:contains("${found}")`;
}

function namesOf(block: Block): readonly string[] {
  return block.classes.filter((name) => TOKEN_COST[tokenQuality(name)] < TOKEN_COST.styling);
}

/** The link after the current page's mark: it moves on from page to page, as a selector by number could not. */
export function selectNextNumber({ outline, texts }: PagerPlace, link: Block): string | null {
  const parent = outline.parentOf(link);
  const isWrapped = parent !== null && WRAPPER.test(parent.tag) && parent.textLength === link.textLength;
  const item = isWrapped ? parent : link;
  const list = outline.parentOf(item);
  const siblings = list === null ? [] : outline.childrenOf(list);
  const before = siblings[siblings.indexOf(item) - 1];
  if (list === null || before === undefined || texts.of(before) === '') return null;
  const mark = markOf(outline, list, item, before);
  return mark === null ? null : `${mark} + ${item === link ? 'a' : `${item.tag} a`}`;
}
const WRAPPER = /^(li|span)$/; // li

/** What tells the mark of this page from the links beside it: its class, its state, a class inside it, or that it is no link. */
function markOf(outline: Outline, list: Block, item: Block, before: Block): string | null {
  const isCurrent = (name: string): boolean => CURRENT.test(name);
  const own = before.classes.find(isCurrent);
  if (own !== undefined) return `.${own}`;
  if (before.element.attribs['aria-current'] !== undefined) return '[aria-current]';
  const inner = outline.childrenOf(before)[0]?.classes.find(isCurrent);
  if (inner !== undefined) return `${before.tag}:has(.${inner})`;
  if (before.linkLength > 0) return null;
  const context = list.classes.find((name) => tokenQuality(name) === 'meaningful');
  const mark = before.tag === item.tag ? `${before.tag}:not(:has(a))` : before.tag;
  return `${context === undefined ? list.tag : `.${context}`} > ${mark}`;
}
