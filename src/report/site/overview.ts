import { drawChanges } from './change-list.ts';
import { drawHealth, drawStrip, lastDayOf } from './health.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { INCIDENTS, linkFrom, OVERVIEW, sourcePath, sourcesPath, TIMELINE } from './paths.ts';
import { dayPlus, partCount, partOf } from './periods.ts';
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
    lead: isFront
      ? [
          `${sayCount(site.sources.length, 'source')} watched. `,
          troubled === 0
            ? 'All can be seen.'
            : html`<a href="${linkFrom(path, INCIDENTS)}"><strong>${sayCount(troubled, 'source')} cannot be seen at present.</strong></a>`,
        ]
      : null,
    body: isFront
      ? [
          drawNumbers(site, lastDay),
          drawWeeks(site, site.changes, lastDay, 'Changes per week'),
          drawLatest(site),
          sources,
        ]
      : sources,
  });
}

const DAYS_OF_WEEK = 7;

/** What a reader asks first: how much, how much of it lately, and when was looked last. */
function drawNumbers(site: Site, lastDay: string): Content {
  if (lastDay === '') return null;
  const since = dayPlus(lastDay, 1 - DAYS_OF_WEEK);
  const recent = site.changes.filter(({ changeset }) => site.moments.dayOf(changeset.at) >= since);
  const newest = site.sources.flatMap(({ check }) => check.lastComplete ?? []).reduce((a, b) => (b > a ? b : a), '');
  const items = site.sources.reduce((sum, source) => sum + source.items.length, 0);
  return html`<dl class="numbers">
<div><dt>changes in seven days</dt><dd>${groupDigits(recent.length)}</dd></div>
<div><dt>of them removed</dt><dd>${groupDigits(recent.filter(({ change }) => change.kind === 'removed').length)}</dd></div>
<div><dt>changes on record</dt><dd>${groupDigits(site.changes.length)}</dd></div>
<div><dt>items listed today</dt><dd>${groupDigits(items)}</dd></div>
<div><dt>last complete check</dt><dd class="moment">${newest === '' ? 'never' : site.moments.time(newest)}</dd></div>
</dl>
`;
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
