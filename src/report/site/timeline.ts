import { feedPath } from '../feed.ts';
import { KINDS_AS_TOLD } from '../wording.ts';
import { drawChanges } from './change-list.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { linkFrom, monthPath, OVERVIEW, SEARCH, sourcePath, TIMELINE } from './paths.ts';
import { CHANGES_A_PAGE, type Month, monthName, partCount, partFromOldest } from './periods.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { groupDigits, sayCount } from './words.ts';

const LATEST = 50; // changes shown above the months

/** All changes of all sources: the latest, and the months. */
export function drawTimeline(site: Site, publication: Publication): string {
  return drawPage(site, publication, {
    sheets: ['lists'],
    path: TIMELINE,
    title: 'Timeline',
    kicker: html`<a href="${linkFrom(TIMELINE, OVERVIEW)}">Overview</a>`,
    heading: 'Timeline',
    lead: `${sayCount(site.changes.length, 'change')}, newest first.`,
    body: [
      html`<section aria-labelledby="latest"><h2 id="latest">Latest</h2>
${drawChanges(site, TIMELINE, site.changes.slice(0, LATEST), { level: 3, withSource: 'with-source' })}
<p class="more"><a href="${linkFrom(TIMELINE, SEARCH)}">Search all changes</a> <a href="${linkFrom(TIMELINE, feedPath(null, 'atom'))}">Feed</a></p></section>
`,
      drawMonthTable(TIMELINE, null, site.months),
    ],
  });
}

/** The months of a list of changes with their counts; each leads to its newest part. */
export function drawMonthTable(from: string, sourceId: string | null, months: readonly Month[]): Content {
  if (months.length === 0) return null;
  return html`<section aria-labelledby="months"><h2 id="months">By month</h2>
<table class="months"><thead><tr><th scope="col">Month</th>${KINDS_AS_TOLD.map((kind) => html`<th scope="col" class="number">${kind}</th>`)}</tr></thead><tbody>
${months.map((month) => drawMonthRow(from, sourceId, month))}</tbody></table></section>
`;
}

function drawMonthRow(from: string, sourceId: string | null, { month, changes }: Month): Markup {
  const newest = monthPath(sourceId, month, partCount(changes.length, CHANGES_A_PAGE));
  const counts = KINDS_AS_TOLD.map((kind) => changes.filter(({ change }) => change.kind === kind).length);
  return html`<tr><th scope="row"><a href="${linkFrom(from, newest)}">${monthName(month)}</a></th>${counts.map((count) => html`<td class="number">${groupDigits(count)}</td>`)}</tr>
`;
}

/** One part of one month, of a source or of all (null). */
export function drawMonth(
  site: Site,
  publication: Publication,
  source: SiteSource | null,
  { month, changes }: Month,
  part: number,
): string {
  const id = source?.id ?? null;
  const path = monthPath(id, month, part);
  const parts = partCount(changes.length, CHANGES_A_PAGE);
  const up =
    source === null ? { path: TIMELINE, name: 'Timeline' } : { path: sourcePath(source.id), name: source.title };
  const shown = partFromOldest(changes, part, CHANGES_A_PAGE);
  return drawPage(site, publication, {
    sheets: ['lists'],
    path,
    title: `${monthName(month)}${parts === 1 ? '' : `, part ${part}`}${source === null ? '' : `: ${source.title}`}`,
    kicker: html`<a href="${linkFrom(path, up.path)}">${up.name}</a>`,
    heading: monthName(month),
    lead: `${sayCount(changes.length, 'change')}${parts === 1 ? '' : `; part ${part} of ${parts}, the last part is the newest`}.`,
    body: [
      drawChanges(site, path, shown, { level: 2, withSource: source === null ? 'with-source' : 'without-source' }),
      drawPager(path, (number) => monthPath(id, month, number), part, parts),
    ],
  });
}
