import { type ChildNode, type Document, type Element, isText, type ParentNode } from 'domhandler';
import { displayText } from '../lib/text.ts';
import type { Listing, RawItem } from '../model/item.ts';
import type { FieldRule, HtmlRecipe } from '../model/recipe.ts';
import { createBaseOf } from './base.ts';
import { findDate } from './date.ts';
import { describeDocument, isMarkup, notOfFormat } from './document-kind.ts';
import { findHeadings, type HeadingOf, headingSelectors } from './headings.ts';
import type { Page } from './page.ts';
import { createMatcher } from './pattern.ts';
import { parsePlainInSteps } from './plain-html.ts';
import { readTotal } from './total.ts';
import { createFind, type Find, parseByStandard, textOf } from './tree.ts';
import { resolveItemUrl, resolveUrl } from './url.ts';

/** Reads an HTML page by the selectors of its recipe. A row with neither title nor address (an advertisement, a heading) is no item. */
export function parseHtmlListing(page: Page, recipe: HtmlRecipe): Listing {
  if (page.text !== '' && !isMarkup(page)) throw notOfFormat('an HTML page', describeDocument(page));
  return (isLarge(page) ? readLarge(page, recipe) : null) ?? readWhole(page, recipe);
}

const LARGE = 4_000_000; // characters; from here on the tree of a page is not kept whole
// Characters read before rows are taken off: the tree of more outlives the engine's first look at what is still in use, and is copied.
const STEP = 500_000;
export function isLarge(page: Page): boolean {
  return page.text.length > LARGE;
}

function readWhole(page: Page, recipe: HtmlRecipe): Listing {
  const document = page.document();
  const find = createFind();
  const rows = find(recipe.item, document);
  const base = createBaseOf(page)(document);
  const read = rowReader(recipe, base, find);
  const headingOf = findHeadings(document, find, rows, headingSelectors(recipe));
  const items = rows.map((row) => read(row, headingOf));
  return listingOf(page, recipe, { document, base, find }, rows, items);
}

/** Does the tree that parse5 makes of a page hold the same records as the one they were read from? */
export function readsAsStandard(page: Page, recipe: HtmlRecipe): boolean {
  const standard = { ...page, document: () => parseByStandard(page.text) };
  return JSON.stringify(readWhole(standard, recipe)) === JSON.stringify(readWhole(page, recipe));
}

/** The tree of a page, and how it is read. */
interface Tree {
  readonly document: Document;
  readonly base: string; // what its links resolve against
  readonly find: Find;
}

function listingOf(
  page: Page,
  recipe: HtmlRecipe,
  { document, base, find }: Tree,
  rows: readonly Element[],
  items: readonly RawItem[],
): Listing {
  return {
    items: items.filter((item) => (item['title'] ?? item['url'] ?? null) !== null),
    nextUrl: recipe.next === null ? null : nextUrl(find(recipe.next, document), base, page.url, find),
    children: [],
    isMarkedEmpty: rows.length === 0 && recipe.empty !== null && find(recipe.empty, document).length > 0,
    totalShown: readTotal(document, rows),
    rowCount: rows.length,
  };
}

type ReadRow = (row: Element, headingOf: HeadingOf) => RawItem;

function rowReader(recipe: HtmlRecipe, base: string, findAnew: Find): ReadRow {
  const found = new Map<string, readonly Element[]>(); // in one row: title and address mostly stand in one element
  const find: Find = (selector, row) => {
    const known = found.get(selector) ?? findAnew(selector, row);
    found.set(selector, known);
    return known;
  };
  const readers = Object.entries(recipe.fields).map(([name, rule]) => ({
    name,
    read: fieldReader(name, rule, find, base),
  }));
  return (row, headingOf) => {
    found.clear();
    return Object.fromEntries(readers.map(({ name, read }) => [name, read(row, headingOf)]));
  };
}

// Whether such an element is a row is known when it is closed: nothing that follows it matters.
const LOOKS_BACK = /^(?:[^:]|:(?:first-child|first-of-type|nth-child|nth-of-type)\b)*$/; // ul > li:nth-child(2n)
const LOOKS_UP = /^[^:+~]*$/; // ul.list > li: what stands beside an element does not matter either

/**
 * A large page in steps: rows are read when they are closed, then emptied, and taken off the tree where no selector counts them. null
 * where that could read other records than the whole tree holds: markup that is not plain, rows within rows, selectors that look ahead,
 * a base address after the first row.
 */
function readLarge(page: Page, recipe: HtmlRecipe): Listing | null {
  const headings = headingSelectors(recipe);
  if (![recipe.item, ...headings].every((selector) => LOOKS_BACK.test(selector))) return null;
  const kept = [...headings, ...(recipe.next === null ? [] : [recipe.next])]; // looked for again when later rows are read
  const isCounting = (selector: string | null): boolean => !LOOKS_UP.test(selector ?? '');
  const areCounted = headings.length > 0 || [recipe.item, recipe.next, recipe.empty].some(isCounting);
  const find = createFind();
  const baseOf = createBaseOf(page);
  const items: RawItem[] = [];
  const rows = new Set<Element>();
  let base: string | null = null;
  let read: ReadRow | null = null;
  const document = parsePlainInSteps(page.text, areCounted ? LARGE : STEP, (tree, path) => {
    const all = find(recipe.item, tree);
    const around = new Set<ParentNode>(all);
    base ??= baseOf(tree);
    read ??= rowReader(recipe, base, find);
    const headingOf = findHeadings(
      tree,
      find,
      all.filter((row) => !path.has(row)),
      headings,
    );
    const spent = new Set<ChildNode>();
    for (const row of all) {
      if (path.has(row) || rows.has(row)) continue;
      if (isWithin(row, around)) return false;
      items.push(ownStrings(read(row, headingOf)));
      rows.add(row);
      if (kept.some((selector) => find(selector, row).length > 0)) continue;
      row.children = [];
      spent.add(row);
    }
    if (!areCounted) takeOff(spent);
    return base === baseOf(tree);
  });
  if (document === null) return null;
  return listingOf(page, recipe, { document, base: base ?? baseOf(document), find }, [...rows], items);
}

/** With the blanks between them: of a hundred thousand rows they would be looked through at each step. */
function takeOff(nodes: ReadonlySet<ChildNode>): void {
  const parents = new Set([...nodes].flatMap(({ parent }) => parent ?? []));
  for (const parent of parents)
    parent.children = parent.children.filter(
      (child) => !nodes.has(child) && !(isText(child) && child.data.trim() === ''),
    );
}

function isWithin(row: Element, rows: ReadonlySet<ParentNode>): boolean {
  for (let node = row.parent; node !== null; node = node.parent) if (rows.has(node)) return true;
  return false;
}

/** The same texts, which do not hold on to the page they were cut from. */
function ownStrings(item: RawItem): RawItem {
  return Object.fromEntries(Object.entries(item).map(([name, text]) => [name, text === null ? null : copyOf(text)]));
}

/** What is put together anew is no slice of another text. */
function copyOf(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join('');
}

type ReadField = (row: Element, headingOf: HeadingOf) => string | null;

/** Reads one field of a row: the first match, in document order, that has a value. */
function fieldReader(name: string, rule: FieldRule, find: Find, base: string): ReadField {
  const match = rule.pattern === null ? null : createMatcher(rule.pattern);
  const isAddress = name === 'url' || (rule.attr !== null && ADDRESS.test(rule.attr));
  const readValue = (element: Element): string | null => {
    const raw = isAddress && rule.attr === null ? linkOf(element) : rawValue(element, rule.attr);
    const text = raw === null || match === null ? raw : match(displayText(raw));
    if (text === null) return null;
    if (isAddress) return resolveItemUrl(text.trim(), base);
    const shown = displayText(text);
    return shown === '' ? null : shown;
  };
  const matchesOf = (row: Element, headingOf: HeadingOf): readonly Element[] => {
    if (rule.above === true) return [headingOf(rule.select, row)].filter((heading) => heading !== null);
    return rule.select === '.' ? [row] : find(rule.select, row);
  };
  return (row, headingOf) => {
    const matches = matchesOf(row, headingOf);
    return firstValue(matches, readValue, rule.type === 'date' || name === 'date');
  };
}
const ADDRESS = /^(?:href|src|data-(?:href|url|src))$/i; // href

function rawValue(element: Element, attr: string | null): string | null {
  return attr === null ? textOf(element) : (element.attribs[attr.toLowerCase()] ?? null);
}

const ADDRESS_TEXT = /^\s*(?:https?:)?\/\S/i; // https://example.org/a.pdf

/** An address without `attr` is the link that was selected, else a text that is one. */
function linkOf(element: Element): string | null {
  const { href } = element.attribs;
  if (href !== undefined) return href;
  const text = textOf(element);
  return ADDRESS_TEXT.test(text) ? text : null;
}

/** The first value there is; of dates, the first that can be read as one, if any can. */
function firstValue(
  matches: readonly Element[],
  readValue: (match: Element) => string | null,
  isDate: boolean,
): string | null {
  let first: string | null = null;
  for (const match of matches) {
    const value = readValue(match);
    if (value === null) continue;
    if (!isDate || findDate(value) !== null) return value;
    first ??= value;
  }
  return first;
}

/** Where the next page is: the first match whose link leads to another page than this one. */
function nextUrl(matches: readonly Element[], base: string, here: string, find: Find): string | null {
  for (const match of matches) {
    if (match.attribs['aria-disabled'] === 'true') continue;
    const link = match.attribs['href'] === undefined ? find('a[href]', match)[0] : match;
    const url = resolveUrl(link?.attribs['href'] ?? '', base);
    if (url !== null && withoutHash(url) !== withoutHash(here)) return withoutHash(url);
  }
  return null;
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0] ?? url;
}
