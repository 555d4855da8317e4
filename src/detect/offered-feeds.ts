import type { Document } from 'domhandler';
import { displayText } from '../lib/text.ts';
import type { OfferedFeed } from '../model/detection.ts';
import { createFind } from '../parse/tree.ts';
import { resolveUrl } from '../parse/url.ts';

/** Feeds a page offers in its head, those of comments left out. */
export function findFeeds(document: Document, base: string): readonly OfferedFeed[] {
  const found = new Map<string, OfferedFeed>();
  for (const link of createFind()('link[href][type]', document)) {
    const { rel = '', type = '', href = '', title = '' } = link.attribs;
    const url = ALTERNATE.test(rel) && FEED_TYPE.test(type) ? resolveUrl(href, base) : null;
    if (url === null || COMMENTS.test(`${url} ${title}`)) continue;
    if (!found.has(url)) found.set(url, { url, title: displayText(title) });
  }
  return [...found.values()];
}
const ALTERNATE = /(^|\s)(alternate|feed)(\s|$)/i; // alternate
const FEED_TYPE = /^application\/((rss|atom|rdf)\+xml|feed\+json|json)\s*(;|$)/i; // application/rss+xml
const COMMENTS = /comments?\/feed|comments? feed|\/comments\b|oembed|wp-json|kommentare/i; // https://example.org/comments/feed/
