import { type Document, type Element, isTag, type ParentNode } from 'domhandler';
import { createBaseOf } from '../parse/base.ts';
import type { Page } from '../parse/page.ts';
import { keyUrl, resolveItemUrl } from '../parse/url.ts';
import { isUnseen, leadingHref } from './outline.ts';

/**
 * Do the records that a recipe read look like all there are? A look at links alone, for a tenth of what detection takes: within what
 * holds the read ones each part has one of them, and no other link stands at the path of one. What the page marks as its frame, often
 * most of its links, is left out. false: it takes detection to say.
 */
export function looksWhole(page: Page, keys: ReadonlySet<string>): boolean {
  const document = page.document();
  const sight = seeLinks(document, createBaseOf(page)(document), keys);
  const read = sight.links.filter((link) => link.isRead);
  if (new Set(read.map((link) => link.key)).size < keys.size) return false;
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined || first.key === last.key) return false;
  return !hasUnreadPart(commonParent(first.at, last.at, sight), sight) && !hasTwin(sight.links);
}

/** Elements by their number in page order, from 0; what holds all of them is -1. */
interface Sight {
  readonly parents: readonly number[]; // the element that each stands in
  readonly links: readonly Link[]; // that lead somewhere, in page order
}
interface Link {
  readonly at: number; // its number
  readonly path: number; // links with one number stand at the same path of tags, cells told apart by column
  readonly key: string;
  readonly isRead: boolean;
}

const PAGE = -1;

function seeLinks(document: Document, base: string, keys: ReadonlySet<string>): Sight {
  const elements: Element[] = [];
  const parents: number[] = [];
  const links: Link[] = [];
  const pathOf = createPaths(elements, parents);
  const look = (node: ParentNode, number: number): void => {
    for (const child of node.children) {
      if (!isTag(child) || isUnseen(child) || isFrame(child)) continue;
      const at = elements.push(child) - 1;
      parents.push(number);
      const key = child.name === 'a' ? keyOfLink(child, base) : null;
      if (key !== null) links.push({ at, path: pathOf(at), key, isRead: keys.has(key) });
      look(child, at);
    }
  };
  look(document, PAGE);
  return { parents, links };
}

function isFrame({ name, attribs }: Element): boolean {
  return FRAME.test(name) || attribs['role'] === 'navigation';
}
const FRAME = /^(?:nav|footer|aside)$/; // nav

/** Tells the paths of elements by number: what holds many of them is looked at once. */
function createPaths(elements: readonly Element[], parents: readonly number[]): (at: number) => number {
  const known: number[] = []; // by element
  const paths = new Map<string, number>();
  const pathOf = (at: number): number => {
    const element = elements[at];
    if (element === undefined) return PAGE;
    const path = known[at];
    if (path !== undefined) return path;
    const { name, parent } = element;
    const column = parent !== null && CELL.test(name) ? parent.children.indexOf(element) : '';
    const step = `${pathOf(parents[at] ?? PAGE)}>${name}${column}`;
    const found = paths.get(step) ?? paths.size;
    paths.set(step, found);
    known[at] = found;
    return found;
  };
  return pathOf;
}
const CELL = /^t[dh]$/; // td

function keyOfLink(element: Element, base: string): string | null {
  const href = leadingHref(element);
  const url = href === null ? null : resolveItemUrl(href, base);
  return url === null ? null : keyUrl(url);
}

/** The innermost element that holds both. */
function commonParent(first: number, last: number, { parents }: Sight): number {
  let [a, b] = [parents[first] ?? PAGE, parents[last] ?? PAGE];
  while (a !== b) {
    if (a > b) a = parents[a] ?? PAGE;
    else b = parents[b] ?? PAGE;
  }
  return a;
}

/** Wherever records stand beside each other below `list`: does one of the parts hold links, and none that was read? */
function hasUnreadPart(list: number, sight: Sight): boolean {
  const marks = markParts(list, sight);
  const { parents } = sight;
  const parts = new Uint32Array(parents.length + 1); // below each parent; the last one is the page
  const read = new Uint32Array(parents.length + 1);
  for (const [at, parent] of parents.entries()) {
    const place = parent === PAGE ? parents.length : parent;
    parts[place] = (parts[place] ?? 0) + Number(marks[at] !== NO_LINK);
    read[place] = (read[place] ?? 0) + Number(marks[at] === READ);
  }
  return read.some((count, place) => count > 1 && count < (parts[place] ?? 0));
}

/** Which elements below `list` hold a link, and whether it was read. */
function markParts(list: number, { parents, links }: Sight): Uint8Array {
  const marks = new Uint8Array(parents.length);
  for (const { at, isRead } of links)
    if (isBelow(list, at, parents)) markUp(marks, at, list, isRead ? READ : UNREAD, parents);
  return marks;
}
const NO_LINK = 0;
const UNREAD = 1;
const READ = 2;

/** Marks an element, and what holds it below `top`, as parts with a link. What is marked so already has its holders marked. */
function markUp(marks: Uint8Array, from: number, top: number, mark: number, parents: readonly number[]): void {
  for (let at = from; at !== top && (marks[at] ?? READ) < mark; at = parents[at] ?? PAGE) marks[at] = mark;
}

function isBelow(list: number, from: number, parents: readonly number[]): boolean {
  let at = parents[from] ?? PAGE;
  while (at > list) at = parents[at] ?? PAGE; // what holds an element has a lower number
  return at === list;
}

/** Does a link that was not read stand just as one that was? */
function hasTwin(links: readonly Link[]): boolean {
  const paths = new Set(links.filter(({ isRead }) => isRead).map(({ path }) => path));
  return links.some(({ path, isRead }) => !isRead && paths.has(path));
}
