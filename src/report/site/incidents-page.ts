import type { Incident } from '../../model/incident.ts';
import { sayDuration } from '../moments.ts';
import { type Content, html } from './html.ts';
import { drawPage } from './layout.ts';
import { INCIDENTS, linkFrom, OVERVIEW, sourcePath } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { sayCount } from './words.ts';

const MOST_SHOWN = 300; // of each kind; a page stays below 300 kB

/** What cannot be seen at present and why, and what was well again last. */
export function drawIncidents(site: Site, publication: Publication): string {
  const open = site.sources.flatMap((source) =>
    source.check.incident === null ? [] : [{ source, incident: source.check.incident, endedAt: null }],
  );
  const faults = site.sources.filter(({ fault }) => fault !== null);
  const ended = site.sources.flatMap((source) => {
    const { recovery } = source.check;
    return recovery === null ? [] : [{ source, incident: recovery.incident, endedAt: recovery.at }];
  });
  return drawPage(site, publication, {
    sheets: ['lists'],
    path: INCIDENTS,
    title: 'Incidents',
    kicker: html`<a href="${linkFrom(INCIDENTS, OVERVIEW)}">Overview</a>`,
    heading: 'Incidents',
    lead: 'When a page does not look right it is held: nothing is reported from it, and the last good snapshot is kept.',
    body: [
      html`<section aria-labelledby="open"><h2 id="open">Open</h2>
${open.length + faults.length === 0 ? html`<p class="none">None: every source can be seen.</p>` : null}${faults.map(({ id, title, fault }) => html`<article class="incident"><h3><a href="${linkFrom(INCIDENTS, sourcePath(id))}">${title}</a></h3><p>${fault}</p></article>`)}${open.slice(0, MOST_SHOWN).map((one) => drawIncident(site, one))}</section>
`,
      ended.length === 0
        ? null
        : html`<section aria-labelledby="ended"><h2 id="ended">Just ended</h2>
${ended.slice(0, MOST_SHOWN).map((one) => drawIncident(site, one))}</section>
`,
    ],
  });
}

interface ShownIncident {
  readonly source: SiteSource;
  readonly incident: Incident;
  readonly endedAt: string | null;
}

function drawIncident(site: Site, { source, incident, endedAt }: ShownIncident): Content {
  const { code, message, began, failures } = incident;
  const until = endedAt ?? source.check.lastAttempt ?? began;
  return html`<article class="incident"><h3><a href="${linkFrom(INCIDENTS, sourcePath(source.id))}">${source.title}</a></h3>
<p><code>${code}</code> ${message}</p>
<p class="small">Since ${site.moments.time(began)}, ${sayCount(failures, 'check')} in ${sayDuration(began, until)}${endedAt === null ? null : html`; well again ${site.moments.time(endedAt)}`}. Last complete check: ${source.check.lastComplete === null ? 'never' : site.moments.time(source.check.lastComplete)}.</p></article>
`;
}
