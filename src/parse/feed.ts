import { displayText } from '../lib/text.ts';
import type { Listing, RawItem } from '../model/item.ts';
import { describeDocument, notOfFormat } from './document-kind.ts';
import { parseJsonFeed } from './json-feed.ts';
import type { Page } from './page.ts';
import { stripMarkup } from './tree.ts';
import { resolveItemUrl, resolveUrl } from './url.ts';
import { readXml, type XmlElement } from './xml.ts';

const WANTED = 'a feed (RSS, Atom, RDF or JSON Feed)';
const JSON_START = /^\s*\{/; // {"version": "https://jsonfeed.org/version/1.1"

/**
 * Reads a feed: RSS 2.0, RSS 1.0 (RDF), Atom (RFC 4287) or JSON Feed, told apart by the document itself, well-formed or not. It is
 * the latest N entries that are read: archive pages (RFC 5005) are not followed. Throws LISTING_UNREADABLE for anything else.
 */
export function parseFeed(page: Page): Listing {
  if (JSON_START.test(page.text)) return listingOf(parseJsonFeed(page, WANTED));
  const root = readXml(page.text);
  const read = root === null ? undefined : READERS.get(root.local.toLowerCase());
  if (root === null || read === undefined) throw notOfFormat(WANTED, describeDocument(page));
  return listingOf(read(root, baseOf(root, page.url)));
}

function listingOf(items: readonly RawItem[]): Listing {
  return {
    items: items.filter((item) => (item['title'] ?? item['url'] ?? null) !== null),
    nextUrl: null,
    children: [],
    isMarkedEmpty: false,
    totalShown: null,
    rowCount: items.length,
  };
}

type ReadFeed = (root: XmlElement, base: string) => RawItem[];
const READERS: ReadonlyMap<string, ReadFeed> = new Map<string, ReadFeed>([
  ['rss', (root, base) => rssItems(root.children.filter(({ local }) => local === 'channel').concat(root), base)],
  ['rdf', (root, base) => rssItems([root, ...root.children.filter(({ local }) => local === 'channel')], base)],
  ['feed', (root, base) => childrenOf(root, 'entry').map((entry) => atomItem(entry, baseOf(entry, base)))],
]);

function rssItems(holders: readonly XmlElement[], base: string): RawItem[] {
  return holders.flatMap((holder) => childrenOf(holder, 'item').map((item) => rssItem(item, baseOf(item, base))));
}

function rssItem(item: XmlElement, base: string): RawItem {
  const summary = plain(item, 'description') ?? plain(item, 'summary') ?? named(item, 'content:encoded');
  const date = plain(item, 'pubDate') ?? named(item, 'dc:date') ?? plain(item, 'published') ?? plain(item, 'date');
  return {
    title: shown(stripped(plain(item, 'title') ?? named(item, 'dc:title'))),
    url: rssUrl(item, base),
    date: shown(date),
    summary: shown(stripped(summary)),
  };
}

/** The link; else a guid that is one (the default of `isPermaLink`); else what RDF or an Atom link says. */
function rssUrl(item: XmlElement, base: string): string | null {
  const guid = item.children.find(({ name }) => name === 'guid');
  const links = item.children.filter(
    ({ name, local }) => name === 'link' || (local === 'link' && name !== 'media:link'),
  );
  const addresses = [
    ...links.map((link) => (link.text.trim() === '' ? null : link.text)),
    ...links.map(({ attributes }) => (isAlternate(attributes) ? attributes.get('href') : null)),
    guid?.attributes.get('isPermaLink') === 'false' ? null : guid?.text,
    item.attributes.get('rdf:about'),
  ];
  return firstUrl(addresses, base, guid);
}

const ABSOLUTE = /^\s*https?:\/\//i; // https://example.org/1

function firstUrl(addresses: readonly (string | null | undefined)[], base: string, id?: XmlElement): string | null {
  for (const address of addresses) {
    // An identifier is an address only where it is a whole one: "tag:example.org,2024:1" or "4711" is none.
    if (address === null || address === undefined || (address === id?.text && !ABSOLUTE.test(address))) continue;
    const url = resolveItemUrl(displayText(address), base);
    if (url !== null) return url;
  }
  return null;
}

function atomItem(entry: XmlElement, base: string): RawItem {
  const links = childrenOf(entry, 'link').map(({ attributes }) => attributes);
  const id = childrenOf(entry, 'id')[0];
  const date = ATOM_DATES.map((name) => childrenOf(entry, name)[0]).find((found) => found !== undefined);
  return {
    title: atomText(childrenOf(entry, 'title')[0]),
    url: firstUrl([...links.filter(isAlternate).map((link) => link.get('href')), id?.text], base, id),
    date: shown(date?.text ?? null),
    summary: atomText(childrenOf(entry, 'summary')[0]) ?? atomText(childrenOf(entry, 'content')[0]),
  };
}

const ATOM_DATES = ['published', 'issued', 'updated', 'modified', 'created'] as const; // of Atom 1.0 and 0.3, best first

function isAlternate(link: ReadonlyMap<string, string>): boolean {
  return (link.get('rel') ?? 'alternate') === 'alternate';
}

/** RFC 4287 §3.1: plain text, escaped HTML, or XHTML in place; `src` points to content that is elsewhere. */
function atomText(element: XmlElement | undefined): string | null {
  if (element === undefined || element.attributes.has('src')) return null;
  const type = element.attributes.get('type') ?? 'text';
  if (XHTML.test(type)) return shown(stripMarkup(element.inner.replace(CDATA_MARKS, '')));
  return shown(type === 'text' || type === 'text/plain' ? element.text : stripMarkup(element.text));
}
const XHTML = /^(?:xhtml|application\/xhtml\+xml)$/i; // xhtml
const CDATA_MARKS = /<!\[CDATA\[|\]\]>/g; // <![CDATA[

/** Children by local name, in the same namespace prefix as their parent: `title`, not `media:title`. */
function childrenOf(parent: XmlElement, local: string): XmlElement[] {
  const prefix = parent.name.slice(0, parent.name.length - parent.local.length);
  const own = parent.children.filter(({ name }) => name === prefix + local);
  return own.length > 0 ? own : parent.children.filter(({ name }) => name === local);
}

/** The first child of this name that holds something. */
function named(item: XmlElement, name: string): string | null {
  return item.children.find((child) => child.name === name && child.text.trim() !== '')?.text ?? null;
}

function plain(item: XmlElement, local: string): string | null {
  return childrenOf(item, local).find((child) => child.text.trim() !== '')?.text ?? null;
}

function stripped(text: string | null): string | null {
  return text === null ? null : stripMarkup(text);
}

function shown(text: string | null): string | null {
  const display = displayText(text ?? '');
  return display === '' ? null : display;
}

function baseOf(element: XmlElement, base: string): string {
  const own = element.attributes.get('xml:base');
  return own === undefined ? base : (resolveUrl(own, base) ?? base);
}
