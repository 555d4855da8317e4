import type { Document, Element } from 'domhandler';
import { displayText } from '../lib/text.ts';
import type { Listing, RawItem } from '../model/item.ts';
import type { FieldRule, HtmlRecipe } from '../model/recipe.ts';
import { findDate } from './date.ts';
import { describeDocument, isMarkup, notOfFormat } from './document-kind.ts';
import type { Page } from './page.ts';
import { createMatcher } from './pattern.ts';
import { readTotal } from './total.ts';
import { createFind, type Find, textOf } from './tree.ts';
import { resolveItemUrl, resolveUrl } from './url.ts';

/** Reads an HTML page by the selectors of its recipe. A row with neither title nor address (an advertisement, a heading) is no item. */
export function parseHtmlListing(page: Page, recipe: HtmlRecipe): Listing {
  if (page.text !== '' && !isMarkup(page)) throw notOfFormat('an HTML page', describeDocument(page));
  const document = page.document();
  const find = createFind();
  const base = baseOf(document, find, page.url);
  const rows = find(recipe.item, document);
  const readers = Object.entries(recipe.fields).map(([name, rule]) => ({
    name,
    read: fieldReader(name, rule, find, base),
  }));
  const items = rows
    .map((row): RawItem => Object.fromEntries(readers.map(({ name, read }) => [name, read(row)])))
    .filter((item) => (item['title'] ?? item['url'] ?? null) !== null);
  return {
    items,
    nextUrl: recipe.next === null ? null : nextUrl(find(recipe.next, document), base, page.url, find),
    children: [],
    isMarkedEmpty: rows.length === 0 && recipe.empty !== null && find(recipe.empty, document).length > 0,
    totalShown: readTotal(document, rows),
    rowCount: rows.length,
  };
}

function baseOf(document: Document, find: Find, url: string): string {
  for (const element of find('base[href]', document)) {
    const base = resolveUrl(element.attribs['href'] ?? '', url);
    if (base !== null) return base;
  }
  return url;
}

type ReadField = (row: Element) => string | null;

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
  return (row) => {
    const matches = rule.select === '.' ? [row] : find(rule.select, row);
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
