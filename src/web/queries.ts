import type { Context } from 'hono';
import { FEED_MEDIA_TYPES, type FeedFormat, feedPath } from '../report/feed.ts';
import { readFilter, writeFilter } from '../report/site/change-filter.ts';
import { drawCompare } from '../report/site/compare-page.ts';
import { DOWNLOAD_MEDIA_TYPES, type Download, writeDownload } from '../report/site/downloads.ts';
import { changesFile, comparePath, SEARCH } from '../report/site/paths.ts';
import type { Publication } from '../report/site/publication.ts';
import { drawSearch, sayFilter } from '../report/site/search-page.ts';
import { drawFilteredFeed } from '../report/site/site-feed.ts';
import { answerDrawn, answerPieces, HTML } from './answers.ts';
import type { ShownSite } from './shown-site.ts';

// What only a server can give: what a query chooses.

/** The form that filters changes, and a part of what it found. */
export function answerSearch(context: Context, { site, search, cache }: ShownSite, publication: Publication): Response {
  const query = queryOf(context);
  const { filter, faults } = readFilter(query);
  const part = readNumber(query.get('part')) ?? 1;
  const draw = (): string =>
    drawSearch(site, publication, { filter, faults, changes: search.find(filter), part }, search.fields());
  const key = JSON.stringify([SEARCH, writeFilter(filter), part, faults]);
  return answerDrawn(context, cache.get(key, draw), HTML);
}

/** Any two snapshots of a source; null: there is no such source. */
export function answerCompare(context: Context, { site, cache }: ShownSite, publication: Publication): Response | null {
  const source = site.sources.find(({ id }) => comparePath(id) === context.req.path.slice(1));
  if (source === undefined) return null;
  const query = queryOf(context);
  const [from, to] = [readNumber(query.get('from')), readNumber(query.get('to'))];
  const draw = (): string => drawCompare(site, publication, source, { from, to, form: 'with-form' });
  return answerDrawn(context, cache.get(JSON.stringify([comparePath(source.id), from, to]), draw), HTML);
}

/** The changes that a query chooses as a file. */
export function answerDownload(context: Context, { search }: ShownSite, format: Download): Response {
  const { filter } = readFilter(queryOf(context));
  const pieces = writeDownload(format, search.find(filter));
  return answerPieces(context, pieces, DOWNLOAD_MEDIA_TYPES[format], changesFile(format));
}

/** The changes that a query chooses as a feed; null: it chooses none in particular. */
export function answerFeed(
  context: Context,
  { site, search, cache }: ShownSite,
  publication: Publication,
  format: FeedFormat,
): Response | null {
  const { filter } = readFilter(queryOf(context));
  const asked = writeFilter(filter);
  if (asked === '') return null;
  const draw = (): string => {
    const choice = { filter, changes: search.find(filter), name: sayFilter(site, filter) };
    return drawFilteredFeed(site, publication, choice, format);
  };
  return answerDrawn(
    context,
    cache.get(JSON.stringify([feedPath(null, format), asked]), draw),
    FEED_MEDIA_TYPES[format],
  );
}

function queryOf({ req }: Context): URLSearchParams {
  return new URL(req.url).searchParams;
}

const NUMBER = /^\d{1,9}$/; // 42

function readNumber(text: string | null): number | null {
  return text !== null && NUMBER.test(text) ? Number(text) : null;
}
