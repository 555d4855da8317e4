import { sayDuration } from '../moments.ts';
import { compareText } from './dated-change.ts';
import { type Content, html } from './html.ts';
import { drawPage } from './layout.ts';
import type { Stretch } from './past-incidents.ts';
import { INCIDENTS, linkFrom, OVERVIEW, sourcePath } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { groupDigits, sayCount } from './words.ts';

const MOST_SHOWN = 300; // of each kind; a page stays below 300 kB

/** What cannot be seen at present and why, and what could not be seen in the past. */
export function drawIncidents(site: Site, publication: Publication): string {
  const open = site.sources.filter(({ check }) => check.incident !== null);
  const faults = site.sources.filter(({ fault }) => fault !== null);
  const past = site.sources
    .flatMap((source) => source.stretches.map((stretch) => ({ source, stretch })))
    .sort((one, other) => compareText(other.stretch.ended, one.stretch.ended));
  return drawPage(site, publication, {
    sheets: ['lists'],
    path: INCIDENTS,
    title: 'Incidents',
    kicker: html`<a href="${linkFrom(INCIDENTS, OVERVIEW)}">Overview</a>`,
    heading: 'Incidents',
    lead: 'When a page does not look right it is held: nothing is reported from it, and the last good snapshot is kept.',
    body: [
      html`<section aria-labelledby="open"><h2 id="open">Open</h2>
${open.length + faults.length === 0 ? html`<p class="none">None: every source can be seen.</p>` : null}${faults.slice(0, MOST_SHOWN).map(({ id, title, fault }) => html`<article class="incident"><h3><a href="${linkFrom(INCIDENTS, sourcePath(id))}">${title}</a></h3><p>${fault}</p></article>`)}${open.slice(0, MOST_SHOWN).map((source) => drawOpen(site, source))}</section>
<section aria-labelledby="past"><h2 id="past">Past</h2>
${past.length === 0 ? html`<p class="none">None on record.</p>` : drawPast(site, past.slice(0, MOST_SHOWN))}${past.length > MOST_SHOWN ? html`<p class="small">The ${groupDigits(past.length - MOST_SHOWN)} older ones stand on the pages of their sources.</p>` : null}</section>
`,
    ],
  });
}

function drawOpen(site: Site, { id, title, check }: SiteSource): Content {
  if (check.incident === null) return null;
  const { code, message, began, failures } = check.incident;
  const until = check.lastAttempt ?? began;
  return html`<article class="incident"><h3><a href="${linkFrom(INCIDENTS, sourcePath(id))}">${title}</a></h3>
<p><code>${code}</code> ${message}</p>
<p class="small">Since ${site.moments.time(began)}, ${sayCount(failures, 'check')} in ${sayDuration(began, until)}. Last complete check: ${check.lastComplete === null ? 'never' : site.moments.time(check.lastComplete)}.</p></article>
`;
}

interface PastIncident {
  readonly source: SiteSource;
  readonly stretch: Stretch;
}

function drawPast(site: Site, past: readonly PastIncident[]): Content {
  return html`<table class="stacked"><thead><tr><th scope="col">Source</th><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Checks</th><th scope="col">What was wrong</th></tr></thead><tbody>
${past.map(
  ({ source, stretch }) =>
    html`<tr><th scope="row"><a dir="auto" href="${linkFrom(INCIDENTS, sourcePath(source.id))}">${source.title}</a></th>${drawStretchCells(site, stretch)}</tr>
`,
)}</tbody></table>
`;
}

function drawStretchCells(site: Site, { began, ended, codes, failures, message }: Stretch): Content {
  return html`<td data-name="From">${site.moments.time(began)}</td><td data-name="To">${site.moments.time(ended)}, after ${sayDuration(began, ended)}</td><td class="number" data-name="Checks">${failures}</td><td data-name="What was wrong">${codes.map((code) => [html`<code>${code}</code>`, ' '])}${message}</td>`;
}

/** The past incidents of one source, newest first. */
export function drawSourceIncidents(site: Site, { stretches }: SiteSource): Content {
  if (stretches.length === 0) return null;
  return html`<section aria-labelledby="incidents"><h2 id="incidents">Past incidents</h2>
<table class="stacked"><thead><tr><th scope="col">From</th><th scope="col">To</th><th scope="col" class="number">Checks</th><th scope="col">What was wrong</th></tr></thead><tbody>
${stretches.slice(0, MOST_OF_SOURCE).map(
  (stretch) => html`<tr>${drawStretchCells(site, stretch)}</tr>
`,
)}</tbody></table></section>
`;
}

const MOST_OF_SOURCE = 100;
