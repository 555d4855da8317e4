import { renderAtom } from './feed-atom.ts';
import { renderJsonFeed } from './feed-json.ts';
import { renderRss } from './feed-rss.ts';
import { type Feed, tellFeed } from './feed-told.ts';

export const FEED_FORMATS = ['atom', 'rss', 'jsonfeed'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** Past changes as a feed: Atom (RFC 4287), RSS 2.0 or JSON Feed 1.1, newest first. An entry keeps its id and words for ever. */
export function renderFeed(feed: Feed, format: FeedFormat): string {
  const told = tellFeed(feed);
  switch (format) {
    case 'atom':
      return renderAtom(told);
    case 'rss':
      return renderRss(told);
    case 'jsonfeed':
      return renderJsonFeed(told);
  }
}

/** The media type to serve a feed with. */
export const FEED_MEDIA_TYPES: Readonly<Record<FeedFormat, string>> = {
  atom: 'application/atom+xml; charset=utf-8', // RFC 4287 section 7
  rss: 'application/rss+xml; charset=utf-8',
  jsonfeed: 'application/feed+json; charset=utf-8', // jsonfeed.org/version/1.1
};

const SUFFIX: Readonly<Record<FeedFormat, string>> = { atom: 'atom', rss: 'rss', jsonfeed: 'json' };

/** Where a feed lies below the base address: `feed.atom` of all sources, `feeds/dhs-ice.atom` of one. */
export function feedPath(sourceId: string | null, format: FeedFormat): string {
  return sourceId === null ? `feed.${SUFFIX[format]}` : `feeds/${encodeURIComponent(sourceId)}.${SUFFIX[format]}`;
}
