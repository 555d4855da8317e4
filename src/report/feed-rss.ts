import { escapeXml } from '../lib/escape.ts';
import type { FeedEntry, ToldFeed } from './feed-told.ts';

/** RSS 2.0 (rssboard.org/rss-specification, and its Best Practices Profile). */
export function renderRss(feed: ToldFeed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>',
    `<title>${escapeXml(withoutTags(feed.title))}</title>`,
    `<link>${escapeXml(feed.homeUrl)}</link>`,
    `<description>${escapeXml(withoutTags(feed.description))}</description>`,
    '<language>en</language>',
    `<lastBuildDate>${sayTime(feed.updatedAt)}</lastBuildDate>`,
    '<generator>pubwatch</generator>',
    `<atom:link rel="self" type="application/rss+xml" href="${escapeXml(feed.selfUrl)}"/>`,
    ...feed.entries.map(writeItem),
    '</channel></rss>',
    '',
  ].join('\n');
}

function writeItem(entry: FeedEntry): string {
  return [
    '<item>',
    `<guid isPermaLink="false">${entry.id}</guid>`,
    `<title>${escapeXml(withoutTags(entry.title))}</title>`,
    `<link>${escapeXml(entry.link)}</link>`,
    `<pubDate>${sayTime(entry.at)}</pubDate>`,
    `<dc:creator>${escapeXml(entry.sourceTitle)}</dc:creator>`,
    `<category>${entry.change.kind}</category>`,
    `<description>${escapeXml(entry.html)}</description>`,
    '</item>',
  ].join('');
}

const TAG_START = /<(?=[a-z/!?])/gi; // the < of <b>

/** RSS does not say whether a title is text or markup, and readers differ: a look-alike is right in both. */
function withoutTags(title: string): string {
  return title.replace(TAG_START, '\u2039');
}

/** RFC 822 with four digits of the year: Tue, 24 Nov 2026 11:17:40 GMT. */
function sayTime(iso: string): string {
  return new Date(iso).toUTCString();
}
