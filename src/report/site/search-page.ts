import { FEED_FORMATS, type FeedFormat, feedPath } from '../feed.ts';
import { KINDS_AS_TOLD } from '../wording.ts';
import { type ChangeFilter, type ReadFilter, writeFilter } from './change-filter.ts';
import { drawChanges } from './change-list.ts';
import type { DatedChange } from './dated-change.ts';
import { fieldName } from './differences.ts';
import { DOWNLOADS } from './downloads.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { changesFile, linkFrom, OVERVIEW, SEARCH, sourceChangesFile, sourcePath } from './paths.ts';
import { CHANGES_A_PAGE, partCount, partOf } from './periods.ts';
import type { Publication } from './publication.ts';
import type { Site } from './site.ts';
import { drawMonthTable } from './timeline.ts';
import { sayCount } from './words.ts';

/** What was asked and what was found. */
export interface Found extends ReadFilter {
  readonly changes: readonly DatedChange[]; // newest first
  readonly part: number; // of the list, from 1
}

const FORMAT_NAMES: Readonly<Record<FeedFormat | (typeof DOWNLOADS)[number], string>> = {
  csv: 'CSV',
  json: 'JSON',
  atom: 'Atom',
  rss: 'RSS',
  jsonfeed: 'JSON Feed',
};

/** The form that filters all changes, what it found, and the same for programs: where a server answers. */
export function drawSearch(
  site: Site,
  publication: Publication,
  { filter, faults, changes, part }: Found,
  fields: readonly string[],
): string {
  const query = writeFilter(filter);
  const parts = partCount(changes.length, CHANGES_A_PAGE);
  const pathOf = (number: number): string => `${SEARCH}?${query}${query === '' ? '' : '&'}part=${number}`;
  const isWhole = query === '';
  return drawPage(site, publication, {
    sheets: ['lists', 'forms'],
    path: SEARCH,
    title: isWhole ? 'Search' : `Search: ${sayFilter(site, filter)}`,
    kicker: html`<a href="${linkFrom(SEARCH, OVERVIEW)}">Overview</a>`,
    heading: 'Search the changes',
    body: [
      drawForm(site, filter, fields),
      faults.length === 0
        ? null
        : html`<div class="faults" role="alert"><ul>${faults.map((fault) => html`<li>${fault}</li>`)}</ul></div>`,
      html`<section aria-labelledby="found"><h2 id="found">${isWhole ? 'All changes' : sayCount(changes.length, 'change')}</h2>
<p class="asked">${isWhole ? `${sayCount(changes.length, 'change')}, newest first.` : [sayFilter(site, filter), '. ', html`<a href="${SEARCH}">Clear</a>`]}</p>
${drawSame(query)}
${drawChanges(site, SEARCH, partOf(changes, part, CHANGES_A_PAGE), { level: 3, withSource: 'with-source' })}${drawPager(SEARCH, pathOf, part, parts)}</section>
`,
    ],
  });
}

/** The same page among plain files, where nothing can answer a form: what can be found without one. */
export function drawSearchOfFiles(site: Site, publication: Publication): string {
  return drawPage(site, publication, {
    sheets: ['lists'],
    path: SEARCH,
    title: 'Search',
    kicker: html`<a href="${linkFrom(SEARCH, OVERVIEW)}">Overview</a>`,
    heading: 'Find a change',
    lead: 'These are plain files, and a form needs a server: pubwatch serve shows the same pages with a search by kind, source, field, date and words.',
    body: [
      html`<section aria-labelledby="sources"><h2 id="sources">By source, and to download</h2>
<table class="stacked"><thead><tr><th scope="col">Source</th><th scope="col" class="number">Changes</th><th scope="col">Changes as a file</th><th scope="col">Feed</th></tr></thead><tbody>
${site.sources.map(
  ({ id, title, changes }) =>
    html`<tr><th scope="row"><a dir="auto" href="${linkFrom(SEARCH, sourcePath(id))}">${title}</a></th><td class="number" data-name="Changes">${changes.length}</td><td data-name="Changes as a file">${links(DOWNLOADS.map((format) => [sourceChangesFile(id, format), format]))}</td><td data-name="Feed">${links(FEED_FORMATS.map((format) => [feedPath(id, format), format]))}</td></tr>
`,
)}</tbody></table>
<p>All sources in one feed: ${links(FEED_FORMATS.map((format) => [feedPath(null, format), format]))}</p></section>
`,
      drawMonthTable(SEARCH, null, site.months),
    ],
  });
}

function links(files: readonly (readonly [path: string, format: keyof typeof FORMAT_NAMES])[]): Content {
  return files.map(([path, format]) => [html`<a href="${path}">${FORMAT_NAMES[format]}</a>`, ' ']);
}

/** The links that give the same changes to programs. */
function drawSame(query: string): Markup {
  const asked = query === '' ? '' : `?${query}`;
  const files = DOWNLOADS.map((format) => [`${changesFile(format)}${asked}`, format] as const);
  const feeds = FEED_FORMATS.map((format) => [`${feedPath(null, format)}${asked}`, format] as const);
  return html`<p class="same">The same as a file: ${links(files)}as a feed: ${links(feeds)}</p>`;
}

function drawForm(site: Site, filter: ChangeFilter, fields: readonly string[]): Markup {
  const sources = site.sources.map(({ id, title }) => [id, title] as const);
  return html`<form class="filter" method="get" action="${SEARCH}" role="search" aria-label="Changes">
<fieldset><legend>Kind</legend>${KINDS_AS_TOLD.map((kind) => html`<label><input type="checkbox" name="kind" value="${kind}"${filter.kinds.includes(kind) ? html` checked` : null}> ${kind}</label> `)}</fieldset>
${drawSelect('source', 'Source', 'all sources', sources, filter.source)}
${drawSelect(
  'field',
  'Changed field',
  'any',
  fields.map((field) => [field, fieldName(field)] as const),
  filter.field,
)}
<div><label for="from">From</label><input type="date" id="from" name="from" value="${filter.from ?? ''}"></div>
<div><label for="to">To</label><input type="date" id="to" name="to" value="${filter.to ?? ''}"></div>
<div class="words"><label for="q">Words in the record</label><input type="search" id="q" name="q" value="${filter.text}" autocomplete="off"></div>
<div><button type="submit">Search</button></div>
</form>
`;
}

const LONGEST_OPTION = 80; // characters

function drawSelect(
  name: string,
  label: string,
  any: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string | null,
): Markup {
  return html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}"><option value="">${any}</option>${options.map(
    ([value, text]) =>
      html`<option value="${value}"${value === chosen ? html` selected` : null}>${text.slice(0, LONGEST_OPTION)}</option>`,
  )}</select></div>`;
}

/** A filter in words: `removed; dhs-ice; “detention”; from 2026-11-01`. */
export function sayFilter(site: Site, filter: ChangeFilter): string {
  const { kinds, source, field, from, to, text } = filter;
  const said = [
    kinds.join(' or '),
    source === null ? '' : (site.sourceById.get(source)?.title ?? source),
    field === null ? '' : `${fieldName(field)} changed`,
    text === '' ? '' : `“${text}”`,
    from === null ? '' : `from ${from}`,
    to === null ? '' : `to ${to}`,
  ].filter((part) => part !== '');
  return said.length === 0 ? 'all' : said.join('; ');
}
