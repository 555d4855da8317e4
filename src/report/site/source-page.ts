import { feedPath } from '../feed.ts';
import { drawChanges } from './change-list.ts';
import { DOWNLOADS } from './downloads.ts';
import { drawHealth, drawStrip, drawStripKey, lastDayOf } from './health.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawSourceIncidents } from './incidents-page.ts';
import { drawPage, drawPager } from './layout.ts';
import { drawLength } from './length-chart.ts';
import {
  comparePath,
  evidencePath,
  itemPath,
  itemsPath,
  linkFrom,
  OVERVIEW,
  sourceChangesFile,
  sourcePath,
} from './paths.ts';
import { partCount, partOf } from './periods.ts';
import type { Publication } from './publication.ts';
import type { ListedItem, Site, SiteSource } from './site.ts';
import { drawMonthTable } from './timeline.ts';
import { drawWeeks } from './weeks-chart.ts';
import { drawAddress, excerpt, sayCount, shortTitle } from './words.ts';

const LATEST = 40; // changes shown above the months
const NEWEST = 10; // items shown on the source's own page
export const ITEMS_A_PAGE = 100; // of 2.5 kB at most each: a page stays below 300 kB

/** One source: how it is, its charts, what changed last, what it lists today. */
export function drawSource(site: Site, publication: Publication, source: SiteSource): string {
  const path = sourcePath(source.id);
  const lastDay = lastDayOf(site);
  return drawPage(site, publication, {
    sheets: ['lists', 'charts', 'details'],
    path,
    title: source.title,
    feedOf: source.id,
    kicker: html`<a href="${linkFrom(path, OVERVIEW)}">Overview</a> / source <code>${source.id}</code>`,
    heading: source.title,
    lead: drawAddress(source.url),
    body: [
      drawFacts(site, source, path, lastDay),
      drawWeeks(site, source.changes, lastDay, 'Changes per week'),
      drawLength(site, source),
      html`<section aria-labelledby="latest"><h2 id="latest">Latest changes</h2>
${drawChanges(site, path, source.changes.slice(0, LATEST), { level: 3, withSource: 'without-source' })}
<p class="more"><a href="${linkFrom(path, comparePath(source.id))}">Compare two snapshots</a> ${DOWNLOADS.map((format) => [html`<a href="${linkFrom(path, sourceChangesFile(source.id, format))}">Changes as ${format.toUpperCase()}</a>`, ' '])}<a href="${linkFrom(path, feedPath(source.id, 'atom'))}">Feed</a></p></section>
`,
      drawMonthTable(path, source.id, source.months),
      drawSourceIncidents(site, source),
      html`<section aria-labelledby="items"><h2 id="items">Listed today</h2>
${drawItems(site, path, source, source.items.slice(0, NEWEST))}
<p class="more"><a href="${linkFrom(path, itemsPath(source.id, 1))}">All ${sayCount(source.items.length, 'item')}</a></p></section>
`,
    ],
  });
}

function drawFacts(site: Site, source: SiteSource, path: string, lastDay: string): Markup {
  const { check, snapshot, isWatched } = source;
  const moment = (iso: string | null): Content => (iso === null ? 'never' : site.moments.time(iso));
  return html`<dl class="facts">
<div><dt>State</dt><dd>${drawHealth(site, source)}${check.incident === null ? null : html`<br>${check.incident.message}`}${isWatched ? null : ' (no longer watched)'}</dd></div>
<div><dt>Last complete check</dt><dd>${moment(check.lastComplete)}</dd></div>
<div><dt>Last attempt</dt><dd>${moment(check.lastAttempt)}</dd></div>
<div><dt>Listed today</dt><dd>${sayCount(source.items.length, 'item')}</dd></div>
<div><dt>Snapshot</dt><dd>${snapshot === null ? 'none' : html`number ${snapshot.sequence}, ${site.moments.day(snapshot.takenAt)}`}</dd></div>
<div><dt>Evidence</dt><dd><a href="${linkFrom(path, evidencePath(source.id, 1))}">files and how to check them</a></dd></div>
<div class="wide"><dt>Last sixty days</dt><dd>${drawStrip(site, source, lastDay)}${drawStripKey()}</dd></div>
</dl>
`;
}

/** A part of the items a source lists today, newest first. */
export function drawItemsPage(site: Site, publication: Publication, source: SiteSource, part: number): string {
  const path = itemsPath(source.id, part);
  const parts = partCount(source.items.length, ITEMS_A_PAGE);
  return drawPage(site, publication, {
    sheets: ['lists', 'charts', 'details'],
    path,
    title: `Listed today${parts === 1 ? '' : `, part ${part}`}: ${source.title}`,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a>`,
    heading: 'Listed today',
    lead: [
      sayCount(source.items.length, 'item'),
      source.snapshot === null
        ? null
        : html`, as of ${site.moments.time(source.check.lastComplete ?? source.snapshot.takenAt)}. `,
      'Newest first.',
    ],
    body: [
      drawItems(site, path, source, partOf(source.items, part, ITEMS_A_PAGE)),
      drawPager(path, (number) => itemsPath(source.id, number), part, parts),
    ],
  });
}

function drawItems(site: Site, from: string, source: SiteSource, items: readonly ListedItem[]): Content {
  if (items.length === 0) return html`<p class="none">Nothing is listed.</p>`;
  return html`<ol class="items">${items.map(({ item, firstSeen, isMissing }) => {
    const history = source.historyByKey.get(item.key);
    const title = shortTitle(item);
    const linked =
      history === undefined
        ? title
        : html`<a href="${linkFrom(from, itemPath(source.id, history.name))}" dir="auto">${title}</a>`;
    const dated = item.date === null ? null : html`<time datetime="${item.date}">${item.date}</time>`;
    const changes =
      history === undefined || history.steps.length === 0
        ? null
        : `, ${sayCount(history.steps.length, 'change')} on record`;
    return html`<li><div class="date">${dated}</div><div>${linked}${isMissing ? html` <span class="kind removed">missing</span>` : null}
<p class="gist" dir="auto">${item.summary === null ? null : excerpt(item.summary)}</p><p class="small">first seen ${site.moments.day(firstSeen)}${changes}</p></div></li>
`;
  })}</ol>
`;
}
