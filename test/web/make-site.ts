import { publish } from '../../src/report/site/publication.ts';
import { listPages } from '../../src/report/site/render.ts';
import { buildSite, buildSource, type Site } from '../../src/report/site/site.ts';
import { createSiteMoments } from '../../src/report/site/site-moments.ts';
import { makeRecords, type StateSize } from '../support/site-state.ts';

/** A site of invented sources with a past, the same at every call. */
export function makeSite(size?: StateSize): Site {
  const moments = createSiteMoments('UTC');
  const sources = makeRecords(size).map((record) => buildSource(record, moments));
  return buildSite(sources, moments);
}

/** One path of every kind of page, and of every kind of change. */
export function pathOfEachKind(site: Site): ReadonlyMap<string, string> {
  const pathByKind = new Map<string, string>();
  for (const { path } of listPages(site, publish())) {
    const kind = path.endsWith('.html') ? kindOf(site, path) : null;
    if (kind !== null && !pathByKind.has(kind)) pathByKind.set(kind, path);
  }
  return pathByKind;
}

const CHANGE = /^changes\/(.+)\.html$/; // changes/source-001.2.00000000.html
const SOURCE = /source-\d+/; // source-001
const PART = /-part-\d+/; // timeline/2026-11-part-2.html
const NUMBERS = /[\da-f]{16}|\d{4}-\d{2}|\d{6}/; // an item, a month, a crawl

function kindOf(site: Site, path: string): string {
  const id = CHANGE.exec(path)?.[1];
  if (id !== undefined) return `${site.changeById.get(id)?.change.kind} change`;
  return path.replace(SOURCE, 'SOURCE').replace(PART, '').replace(NUMBERS, 'ONE');
}
