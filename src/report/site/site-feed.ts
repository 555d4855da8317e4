import { type FeedFormat, feedPath, renderFeed } from '../feed.ts';
import { type ChangeFilter, writeFilter } from './change-filter.ts';
import type { DatedChange } from './dated-change.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';

/** The feed of all sources, or of one. */
export function drawFeed(site: Site, publication: Publication, source: SiteSource | null, format: FeedFormat): string {
  return renderFeed(
    {
      source,
      changesets: changesetsOf(site, source),
      selfUrl: new URL(feedPath(source?.id ?? null, format), publication.address).href,
      baseUrl: publication.baseUrl,
      beganAt: beganAt(site, source),
    },
    format,
  );
}

/** The feed of the changes that a filter lets through, which are given. */
export function drawFilteredFeed(
  site: Site,
  publication: Publication,
  {
    filter,
    changes,
    name,
  }: { readonly filter: ChangeFilter; readonly changes: readonly DatedChange[]; readonly name: string },
  format: FeedFormat,
): string {
  const source = filter.source === null ? null : (site.sourceById.get(filter.source) ?? null);
  const query = writeFilter(filter);
  return renderFeed(
    {
      source,
      changesets: [...new Set(changes.map(({ changeset }) => changeset))],
      selfUrl: new URL(`${feedPath(null, format)}?${query}`, publication.address).href,
      baseUrl: publication.baseUrl,
      beganAt: beganAt(site, source),
      choice: { name, query, changeIds: new Set(changes.map(({ change }) => change.id)) },
    },
    format,
  );
}

function changesetsOf(site: Site, source: SiteSource | null) {
  return source === null ? site.sources.flatMap(({ changesets }) => changesets) : source.changesets;
}

const NEVER = '1970-01-01T00:00:00.000Z';

function beganAt(site: Site, source: SiteSource | null): string {
  const taken = (source === null ? site.sources : [source]).flatMap(({ snapshot }) => snapshot?.takenAt ?? []);
  return taken.filter((at) => !Number.isNaN(Date.parse(at))).reduce((newest, at) => (at > newest ? at : newest), NEVER);
}
