import { drawChanges } from './change-list.ts';
import { drawHealth, drawStrip, lastDayOf } from './health.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { linkFrom, OVERVIEW, sourcePath, sourcesPath, TIMELINE } from './paths.ts';
import { partCount, partOf } from './periods.ts';
import type { Publication } from './publication.ts';
import { hasTrouble, type Site, type SiteSource } from './site.ts';
import { drawWeeks } from './weeks-chart.ts';
import { groupDigits, sayCount } from './words.ts';

export const SOURCES_A_PAGE = 100;
const LATEST = 25; // changes on the front page

/** The front page: how every source is, what changed last, and how much in a year. */
export function drawOverview(site: Site, publication: Publication, part: number): string {
  const path = sourcesPath(part);
  const parts = partCount(site.sources.length, SOURCES_A_PAGE);
  const troubled = site.sources.filter(hasTrouble).length;
  const lastDay = lastDayOf(site);
  const isFront = part === 1;
  const sources = html`<section aria-labelledby="sources"><h2 id="sources">Sources</h2>
${drawTable(site, path, partOf(site.sources, part, SOURCES_A_PAGE), lastDay)}${drawPager(path, sourcesPath, part, parts)}</section>
`;
  return drawPage(site, publication, {
    sheets: ['lists', 'charts'],
    path,
    title: isFront ? site.title : `Sources, part ${part}`,
    heading: isFront ? 'What was published, changed, and withdrawn' : `Sources, part ${part}`,
    lead: [
      `${sayCount(site.sources.length, 'source')} watched, ${sayCount(site.changes.length, 'change')} on record. `,
      troubled === 0
        ? 'All can be seen.'
        : html`<strong>${sayCount(troubled, 'source')} cannot be seen at present.</strong>`,
    ],
    body: isFront ? [drawWeeks(site, site.changes, lastDay, 'Changes per week'), drawLatest(site), sources] : sources,
  });
}

function drawLatest(site: Site): Markup {
  return html`<section aria-labelledby="latest"><h2 id="latest">Latest changes</h2>
${drawChanges(site, OVERVIEW, site.changes.slice(0, LATEST), { level: 3, withSource: 'with-source' })}
<p class="more"><a href="${linkFrom(OVERVIEW, TIMELINE)}">The whole timeline</a></p></section>
`;
}

function drawTable(site: Site, from: string, sources: readonly SiteSource[], lastDay: string): Content {
  if (sources.length === 0) return html`<p class="none">No source is watched yet.</p>`;
  return html`<table class="sources stacked"><thead><tr><th scope="col">Source</th><th scope="col">State</th><th scope="col" class="number">Items</th><th scope="col" class="number">Changes</th><th scope="col">Last complete check</th><th scope="col">Sixty days</th></tr></thead><tbody>
${sources.map((source) => drawRow(site, from, source, lastDay))}</tbody></table>
`;
}

function drawRow(site: Site, from: string, source: SiteSource, lastDay: string): Markup {
  const { id, title, check, items, changes, isWatched } = source;
  return html`<tr><th scope="row"><a dir="auto" href="${linkFrom(from, sourcePath(id))}">${title}</a>${isWatched ? null : ' (no longer watched)'}</th><td data-name="State">${drawHealth(site, source)}</td><td class="number" data-name="Items">${groupDigits(items.length)}</td><td class="number" data-name="Changes">${groupDigits(changes.length)}</td><td data-name="Last complete check">${check.lastComplete === null ? 'never' : site.moments.time(check.lastComplete)}</td><td data-name="Sixty days">${drawStrip(site, source, lastDay)}</td></tr>
`;
}
