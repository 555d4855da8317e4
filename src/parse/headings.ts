import { type ChildNode, type Document, type Element, isTag, type ParentNode } from 'domhandler';
import type { HtmlRecipe } from '../model/recipe.ts';
import type { Find } from './tree.ts';

/** Tells the element above a row that a heading's selector means; null: none stands there. */
export type HeadingOf = (selector: string, row: Element) => Element | null;

/** The selectors by which a recipe reads what stands above records. */
export function headingSelectors({ fields }: Pick<HtmlRecipe, 'fields'>): readonly string[] {
  return Object.values(fields).flatMap((rule) => (rule.above === true ? [rule.select] : []));
}

/**
 * Finds the heading of each row: the nearest match before it in the page. What holds a row, or stands in another one, heads nothing;
 * but a table cell also belongs to its own row, and to those it spans.
 */
export function findHeadings(
  document: Document,
  find: Find,
  rows: readonly Element[],
  selectors: readonly string[],
): HeadingOf {
  if (selectors.length === 0) return () => null;
  const holders = holdersOf(rows);
  const headings = new Map(
    selectors.map((selector) => {
      const matches = new Set(find(selector, document).filter((match) => !holders.has(match)));
      return [selector, headRows(document, new Set(rows), matches)];
    }),
  );
  return (selector, row) => headings.get(selector)?.get(row) ?? null;
}

function holdersOf(rows: readonly Element[]): ReadonlySet<ParentNode> {
  const holders = new Set<ParentNode>();
  for (const row of rows)
    for (let above = row.parent; above !== null && !holders.has(above); above = above.parent) holders.add(above);
  return holders;
}

/** One walk in page order. A row is headed when it ends: by then its own cells have been seen. */
function headRows(document: Document, rows: ReadonlySet<Element>, matches: ReadonlySet<Element>) {
  const headed = new Map<Element, Element>();
  const open: Element[] = []; // rows, the innermost last
  let last: Found | null = null;
  const ahead: (Element | typeof END)[] = childrenOf(document);
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (next === END) {
      const row = open.pop();
      if (row !== undefined && last !== null && reaches(last, row)) headed.set(row, last.heading);
      continue;
    }
    if (rows.has(next)) {
      open.push(next);
      ahead.push(END);
    }
    const row = open.at(-1) ?? null;
    if (matches.has(next) && (row === null || CELL.test(next.name))) last = { heading: next, row };
    pushAll(ahead, childrenOf(next));
  }
  return headed;
}
const END = 'end of row';
const CELL = /^t[dh]$/; // td

interface Found {
  readonly heading: Element;
  readonly row: Element | null; // in which it stands
}

/** Last first, as they are taken from the end. */
function childrenOf(parent: ParentNode): Element[] {
  return parent.children.filter(isTag).toReversed();
}

/** One by one: as arguments of one call, a hundred thousand are too many. */
function pushAll<Entry>(onto: Entry[], entries: readonly Entry[]): void {
  for (const entry of entries) onto.push(entry);
}

/** Between rows a heading reaches to the next one; a cell reaches the rows that it spans. */
function reaches({ heading, row: own }: Found, row: Element): boolean {
  if (own === null || own === row) return true;
  let line: ChildNode | null = own;
  for (let left = Number(heading.attribs['rowspan'] ?? '1') - 1; left > 0 && line !== null; left--) {
    line = nextElement(line);
    if (line === row) return true;
  }
  return false;
}

function nextElement(node: ChildNode): ChildNode | null {
  let next = node.next;
  while (next !== null && !isTag(next)) next = next.next;
  return next;
}
