import { escapeXml } from '../lib/escape.ts';
import type { FeedEntry, ToldFeed } from './feed-told.ts';

/** Atom 1.0 (RFC 4287). Titles are text, contents escaped HTML. */
export function renderAtom(feed: ToldFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
    `<id>${feed.id}</id>`,
    `<title>${escapeXml(feed.title)}</title>`,
    `<subtitle>${escapeXml(feed.description)}</subtitle>`,
    `<updated>${feed.updatedAt}</updated>`,
    '<author><name>pubwatch</name></author>',
    '<generator>pubwatch</generator>',
    `<link rel="self" type="application/atom+xml" href="${escapeXml(feed.selfUrl)}"/>`,
    `<link rel="alternate" href="${escapeXml(feed.homeUrl)}"/>`,
    ...feed.entries.map(writeEntry),
    '</feed>',
    '',
  ].join('\n');
}

/** The author is the source: what readers show beside the title. */
function writeEntry(entry: FeedEntry): string {
  const uri = entry.sourceUrl === null ? '' : `<uri>${escapeXml(entry.sourceUrl)}</uri>`;
  return [
    '<entry>',
    `<id>${entry.id}</id>`,
    `<title>${escapeXml(entry.title)}</title>`,
    `<updated>${entry.at}</updated>`,
    `<published>${entry.at}</published>`,
    `<author><name>${escapeXml(entry.sourceTitle)}</name>${uri}</author>`,
    `<category term="${entry.change.kind}"/>`,
    `<link rel="alternate" href="${escapeXml(entry.link)}"/>`,
    ...(entry.permalink === null ? [] : [`<link rel="related" href="${escapeXml(entry.permalink)}"/>`]),
    `<content type="html">${escapeXml(entry.html)}</content>`,
    '</entry>',
  ].join('');
}
