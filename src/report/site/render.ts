import { FEED_FORMATS, FEED_MEDIA_TYPES, feedPath } from '../feed.ts';
import { drawChangePage } from './change-page.ts';
import { drawCompare } from './compare-page.ts';
import { drawCrawlPage } from './crawl-page.ts';
import { DOWNLOAD_MEDIA_TYPES, DOWNLOADS, writeDownload } from './downloads.ts';
import { CRAWLS_A_PAGE, drawEvidencePage } from './evidence-page.ts';
import { drawGuide } from './guide-page.ts';
import { drawIncidents } from './incidents-page.ts';
import { drawItemPage } from './item-page.ts';
import { drawOverview, SOURCES_A_PAGE } from './overview.ts';
import {
  changePath,
  comparePath,
  crawlPath,
  evidencePath,
  GUIDE,
  ICON,
  INCIDENTS,
  itemPath,
  itemsPath,
  monthPath,
  SEARCH,
  sourceChangesFile,
  sourcePath,
  sourcesPath,
  TIMELINE,
} from './paths.ts';
import { CHANGES_A_PAGE, type Month, partCount } from './periods.ts';
import type { Publication } from './publication.ts';
import { drawSearchOfFiles } from './search-page.ts';
import type { Site, SiteSource } from './site.ts';
import { drawFeed } from './site-feed.ts';
import { drawItemsPage, drawSource, ITEMS_A_PAGE } from './source-page.ts';
import { ICON_SVG } from './style.ts';
import { drawMonth, drawTimeline } from './timeline.ts';

/** One file of the site: where it lies, and how its text is made. Nothing is drawn before it is asked for. */
export interface SitePage {
  readonly path: string; // below the site's folder
  readonly mediaType?: string; // absent: HTML in UTF-8
  draw(): string;
}

/** Every file of the site, for both of its uses: export draws them all, the server those that are asked for. */
export function* listPages(site: Site, publication: Publication): Generator<SitePage> {
  yield { path: ICON, mediaType: 'image/svg+xml', draw: () => ICON_SVG };
  yield* parts(site.sources.length, SOURCES_A_PAGE, sourcesPath, (part) => drawOverview(site, publication, part));
  yield { path: TIMELINE, draw: () => drawTimeline(site, publication) };
  yield { path: SEARCH, draw: () => drawSearchOfFiles(site, publication) };
  yield { path: INCIDENTS, draw: () => drawIncidents(site, publication) };
  yield { path: GUIDE, draw: () => drawGuide(site, publication) };
  yield* feeds(site, publication, null);
  yield* monthPages(site, publication, null, site.months);
  for (const source of site.sources) yield* sourcePages(site, publication, source);
}

function* sourcePages(site: Site, publication: Publication, source: SiteSource): Generator<SitePage> {
  const { id, items, changes, changesets, dated, histories, months } = source;
  yield { path: sourcePath(id), draw: () => drawSource(site, publication, source) };
  yield { path: comparePath(id), draw: () => drawCompare(site, publication, source, WHOLE) };
  for (const format of DOWNLOADS)
    yield {
      path: sourceChangesFile(id, format),
      mediaType: DOWNLOAD_MEDIA_TYPES[format],
      draw: () => [...writeDownload(format, changes)].join(''),
    };
  yield* feeds(site, publication, source);
  yield* parts(
    items.length,
    ITEMS_A_PAGE,
    (part) => itemsPath(id, part),
    (part) => drawItemsPage(site, publication, source, part),
  );
  yield* parts(
    changesets.length,
    CRAWLS_A_PAGE,
    (part) => evidencePath(id, part),
    (part) => drawEvidencePage(site, publication, source, part),
  );
  yield* monthPages(site, publication, source, months);
  for (const changeset of changesets)
    yield* parts(
      changeset.changes.length,
      CHANGES_A_PAGE,
      (part) => crawlPath(id, changeset.sequence, part),
      (part) => drawCrawlPage(site, publication, source, changeset, part),
    );
  for (const one of dated)
    yield { path: changePath(one.change.id), draw: () => drawChangePage(site, publication, one) };
  for (const history of histories)
    yield { path: itemPath(id, history.name), draw: () => drawItemPage(site, publication, source, history) };
}

const WHOLE = { from: null, to: null, form: 'without-form' } as const;

function* feeds(site: Site, publication: Publication, source: SiteSource | null): Generator<SitePage> {
  for (const format of FEED_FORMATS)
    yield {
      path: feedPath(source?.id ?? null, format),
      mediaType: FEED_MEDIA_TYPES[format],
      draw: () => drawFeed(site, publication, source, format),
    };
}

function* monthPages(
  site: Site,
  publication: Publication,
  source: SiteSource | null,
  months: readonly Month[],
): Generator<SitePage> {
  for (const month of months)
    yield* parts(
      month.changes.length,
      CHANGES_A_PAGE,
      (part) => monthPath(source?.id ?? null, month.month, part),
      (part) => drawMonth(site, publication, source, month, part),
    );
}

function* parts(
  length: number,
  size: number,
  pathOf: (part: number) => string,
  draw: (part: number) => string,
): Generator<SitePage> {
  for (let part = 1; part <= partCount(length, size); part++) yield { path: pathOf(part), draw: () => draw(part) };
}
