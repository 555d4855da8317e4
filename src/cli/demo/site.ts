import { createServer, type ServerResponse } from 'node:http';
import { escapeHtml } from '../../lib/escape.ts';
import { listenOnLoopback } from './loopback.ts';

interface Publication {
  readonly slug: string;
  readonly title: string;
  readonly summary: string;
}
const PER_PAGE = 4;

const FIRST: readonly Publication[] = [
  {
    slug: 'wells-survey',
    title: 'Survey of Public Wells, Third Round',
    summary: 'Samples of 212 wells, with the method and all readings.',
  },
  {
    slug: 'ferry-accounts',
    title: 'Accounts of the River Ferries',
    summary: 'Income and cost of the five crossings, by month.',
  },
  {
    slug: 'bridge-report',
    title: 'Inspection of Bridges, Report to Council',
    summary: 'Of 48 bridges 41 are sound; seven need work this year.',
  },
  {
    slug: 'night-shelter',
    title: 'Night Shelter Capacity Plan',
    summary: 'The plan foresees 120 beds by the first of December.',
  },
  {
    slug: 'complaints',
    title: 'Complaints about Detention, Yearly Digest',
    summary: 'What was complained of, what was found, what was done.',
  },
  { slug: 'orchard-grants', title: 'Grants for Old Orchards', summary: 'Who may apply, until when, and for how much.' },
  {
    slug: 'tram-line-4',
    title: 'Tram Line 4: Answers to the Hearing',
    summary: 'Replies to 930 letters about the new line.',
  },
  {
    slug: 'archive-rules',
    title: 'Rules for Readers of the Archive',
    summary: 'Opening times, copies, and closed shelves.',
  },
  { slug: 'flood-marks', title: 'Flood Marks since 1784', summary: 'A list of stones with heights and dates.' },
];

/** A day later: one publication is new, one has another title, one another summary, one is gone. */
const SECOND: readonly Publication[] = [
  {
    slug: 'water-price',
    title: 'Price of Water: Proposal for the Coming Year',
    summary: 'The board proposes 2.31 a cubic metre, after 2.18.',
  },
  ...FIRST.flatMap((publication) => {
    if (publication.slug === 'complaints') return [];
    if (publication.slug === 'bridge-report')
      return [{ ...publication, title: 'Inspection of Bridges, Corrected Report to Council' }];
    if (publication.slug === 'night-shelter')
      return [{ ...publication, summary: 'The plan foresees 80 beds by the first of December.' }];
    return [publication];
  }),
];

/** A small publications site on loopback: a list of several pages, and a page for each publication. */
export async function createDemoSite() {
  let shown = FIRST;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://demo.invalid');
    if (pathname === '/publications')
      return send(response, 200, listPage(shown, Number(searchParams.get('page') ?? 1)));
    const publication = shown.find(({ slug }) => pathname === `/publications/${slug}`);
    if (publication === undefined)
      return send(response, 404, '<!doctype html><title>Not found</title><p>There is no such page.</p>');
    return send(response, 200, itemPage(publication));
  });
  const { origin, close } = await listenOnLoopback(server);
  return {
    url: `${origin}/publications`,
    passDay: (): void => {
      shown = SECOND;
    },
    close,
  };
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

function listPage(publications: readonly Publication[], page: number): string {
  const rows = publications
    .slice((page - 1) * PER_PAGE, page * PER_PAGE)
    .map(
      ({ slug, title, summary }) =>
        `<li class="publication"><h3><a href="/publications/${slug}">${escapeHtml(title)}</a></h3><p>${escapeHtml(summary)}</p></li>`,
    );
  const next =
    page * PER_PAGE < publications.length ? `<a rel="next" href="/publications?page=${page + 1}">Next page</a>` : '';
  return `<!doctype html><html lang="en"><title>Publications</title><h1>Publications of the Town</h1><ul>${rows.join('\n')}</ul><nav>${next}</nav></html>`;
}

function itemPage({ title, summary }: Publication): string {
  return `<!doctype html><html lang="en"><title>${escapeHtml(title)}</title><h1>${escapeHtml(title)}</h1><p>${escapeHtml(summary)}</p></html>`;
}
