import type { Publication } from '../report/site/publication.ts';
import { listPages, type SitePage } from '../report/site/render.ts';
import { createSearch, type Search } from '../report/site/search.ts';
import type { Site } from '../report/site/site.ts';
import { createPageCache, type PageCache } from './page-cache.ts';
import type { SiteReader } from './read-site.ts';

/** A site with what is made of it once: its pages by their paths, its search, and what was drawn of it. */
export interface ShownSite {
  readonly site: Site;
  readonly pageByPath: ReadonlyMap<string, SitePage>;
  readonly search: Search;
  readonly cache: PageCache;
}

const MOST_KEPT = 20_000_000; // characters of drawn pages

/** Reads the site and keeps what is made of it until it is another. */
export function createShownSite(reader: SiteReader, publication: Publication): () => Promise<ShownSite> {
  let shown: ShownSite | null = null;
  return async () => {
    const site = await reader.read();
    if (shown?.site === site) return shown;
    const pageByPath = new Map([...listPages(site, publication)].map((page) => [page.path, page]));
    shown = { site, pageByPath, search: createSearch(site), cache: createPageCache(MOST_KEPT) };
    return shown;
  };
}
