import { type ChildNode, type Document, type Element, isTag, type ParentNode } from 'domhandler';
import { baseOf } from '../parse/base.ts';
import { keyUrl, resolveItemUrl } from '../parse/url.ts';
import { isUnseen, leadingHref } from './outline.ts';

/**
 * Do the records that a recipe read look like all there are? A look at links alone, for a tenth of what detection takes: within what
 * holds the read ones each part has one of them, and no other link stands at the path of one. false: it takes detection to say.
 */
export function looksWhole(document: Document, url: string, keys: ReadonlySet<string>): boolean {
  const links = linksOf(document, baseOf(document, url), keys);
  const read = links.filter((link) => link.isRead);
  if (new Set(read.map((link) => link.key)).size < keys.size) return false;
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined || first.key === last.key) return false;
  const list = commonParent(first.element, last.element);
  return list !== null && !hasUnreadPart(list, links) && !hasTwin(links);
}

interface Link {
  readonly element: Element;
  readonly path: number; // links with one number stand at the same path of tags, cells told apart by column
  readonly key: string;
  readonly isRead: boolean;
  readonly isAside: boolean; // in what the page marks as its frame
}

interface Frame {
  readonly children: readonly ChildNode[];
  readonly path: number;
  readonly isAside: boolean;
  next: number;
}

/** The links of a page that lead somewhere, in page order. */
function linksOf(document: Document, base: string, keys: ReadonlySet<string>): readonly Link[] {
  const links: Link[] = [];
  const paths = new Map<string, number>();
  const stack: Frame[] = [{ children: document.children, path: -1, isAside: false, next: 0 }];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.children[frame.next];
    frame.next += 1;
    if (node === undefined) stack.pop();
    else if (isTag(node) && !isUnseen(node)) enter(node, frame);
  }
  return links;

  function enter(element: Element, frame: Frame): void {
    const step = `${frame.path}>${element.name}${CELL.test(element.name) ? frame.next : ''}`;
    const path = paths.get(step) ?? paths.size;
    paths.set(step, path);
    const isAside = frame.isAside || ASIDE.test(element.name) || element.attribs['role'] === 'navigation';
    const key = element.name === 'a' ? keyOfLink(element, base) : null;
    if (key !== null) links.push({ element, path, key, isRead: keys.has(key), isAside });
    stack.push({ children: element.children, path, isAside, next: 0 });
  }
}
const CELL = /^t[dh]$/; // td
const ASIDE = /^(?:nav|footer|aside)$/; // nav

function keyOfLink(element: Element, base: string): string | null {
  const href = leadingHref(element);
  const url = href === null ? null : resolveItemUrl(href, base);
  return url === null ? null : keyUrl(url);
}

function commonParent(first: Element, last: Element): ParentNode | null {
  const above = new Set<ParentNode>();
  for (let node = first.parent; node !== null; node = node.parent) above.add(node);
  for (let node = last.parent; node !== null; node = node.parent) if (above.has(node)) return node;
  return null;
}

/** Wherever records stand beside each other: does one of the parts hold links, and none that was read? */
function hasUnreadPart(list: ParentNode, links: readonly Link[]): boolean {
  const partsByParent = new Map<ParentNode, Map<Element, boolean>>();
  for (const { element, isRead, isAside } of links) {
    if ((isAside && !isRead) || partOf(list, element) === null) continue;
    for (const [parent, part] of stepsUp(element, list)) {
      const parts = partsByParent.get(parent) ?? new Map<Element, boolean>();
      partsByParent.set(parent, parts.set(part, isRead || parts.get(part) === true));
    }
  }
  return [...partsByParent.values()].some((parts) => {
    const read = [...parts.values()].filter((isRead) => isRead).length;
    return read > 1 && read < parts.size;
  });
}

/** Each parent from an element up to `top`, with the child that leads to it. */
function* stepsUp(element: Element, top: ParentNode): Generator<readonly [parent: ParentNode, child: Element]> {
  let child = element;
  for (let parent = child.parent; parent !== null; parent = child.parent) {
    yield [parent, child];
    if (parent === top || !isTag(parent)) return;
    child = parent;
  }
}

/** The child of a node that an element stands in; null: it stands elsewhere. */
function partOf(list: ParentNode, element: Element): ChildNode | null {
  let part: Element = element;
  for (let above = part.parent; above !== null; above = above.parent) {
    if (above === list) return part;
    if (!isTag(above)) return null;
    part = above;
  }
  return null;
}

/** Does a link that was not read stand just as one that was? */
function hasTwin(links: readonly Link[]): boolean {
  const paths = new Set(links.filter(({ isRead }) => isRead).map(({ path }) => path));
  return links.some(({ path, isRead, isAside }) => !isRead && !isAside && paths.has(path));
}
