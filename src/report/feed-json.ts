import type { FeedEntry, ToldFeed } from './feed-told.ts';
import { changeToJson } from './json.ts';

/** JSON Feed 1.1 (jsonfeed.org/version/1.1). `_pubwatch` holds the change as in `crawl --json`, for programs. */
export function renderJsonFeed(feed: ToldFeed): string {
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.homeUrl,
    feed_url: feed.selfUrl,
    description: feed.description,
    language: 'en',
    authors: [{ name: 'pubwatch' }],
    items: feed.entries.map(toItem),
  };
  return `${JSON.stringify(document, wellFormed, 1)}\n`;
}

function toItem(entry: FeedEntry) {
  const { sourceTitle: name, sourceUrl } = entry;
  return {
    id: entry.id,
    url: entry.permalink ?? entry.link,
    ...(entry.permalink === null || entry.permalink === entry.link ? {} : { external_url: entry.link }),
    title: entry.title,
    content_html: entry.html,
    date_published: entry.at,
    date_modified: entry.at,
    authors: [sourceUrl === null ? { name } : { name, url: sourceUrl }],
    tags: [entry.change.kind],
    _pubwatch: { source: entry.sourceId, at: entry.at, change: changeToJson(entry.change) },
  };
}

/** Half a surrogate pair is no text, and many JSON readers refuse the whole document for it. */
function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
