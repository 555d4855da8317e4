import { drawTitleLine } from './change-list.ts';
import { compareSnapshots, type Moment, type NetChange, snapshotsOf } from './compare-snapshots.ts';
import { drawDifferences } from './differences.ts';
import { drawWithin } from './fit-page.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage } from './layout.ts';
import { comparePath, itemPath, linkFrom, sourcePath } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { drawKind, excerpt, groupDigits, shortTitle } from './words.ts';

/** Which two snapshots, and whether a form to choose others stands on the page: it needs a server. */
export interface Comparison {
  readonly from: number | null; // null: the oldest on record
  readonly to: number | null; // null: the newest
  readonly form: 'with-form' | 'without-form';
}

/** Two snapshots of a source, and what differs between them. */
export function drawCompare(site: Site, publication: Publication, source: SiteSource, asked: Comparison): string {
  const path = comparePath(source.id);
  const moments = snapshotsOf(source);
  const [from, to] = chooseTwo(moments, asked);
  const changes = from === undefined || to === undefined ? [] : compareSnapshots(source, from.sequence, to.sequence);
  return drawPage(site, publication, {
    sheets: ['lists', 'details', 'forms'],
    path,
    title: `Compare snapshots: ${source.title}`,
    feedOf: source.id,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a>`,
    heading: 'Two snapshots compared',
    lead: from === undefined || to === undefined ? 'Nothing has changed yet.' : sayPair(site, from, to, changes),
    body: [
      asked.form === 'with-form'
        ? drawForm(site, path, moments, from, to)
        : html`<p class="small">These are plain files: the oldest snapshot on record beside the newest. pubwatch serve compares any two.</p>`,
      KINDS.map((kind) => drawGroup(path, source, kind, changes)),
      html`<p class="small">Told from the recorded changes: what a new baseline took in without reporting is not among them, and what was edited and then put back is none.</p>`,
    ],
  });
}

/** The two that were asked for, in their order in time; what is no snapshot stands for the oldest and the newest. */
function chooseTwo(moments: readonly Moment[], { from, to }: Comparison): readonly (Moment | undefined)[] {
  const find = (number: number | null): Moment | undefined => moments.find(({ sequence }) => sequence === number);
  const two = [find(from) ?? moments[0], find(to) ?? moments.at(-1)];
  return two.sort((one, other) => (one?.sequence ?? 0) - (other?.sequence ?? 0));
}

function sayPair(site: Site, from: Moment, to: Moment, changes: readonly NetChange[]): Content {
  const count = (kind: NetChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  return [
    html`From ${site.moments.time(from.at)} (number ${from.sequence}) to ${site.moments.time(to.at)} (number ${to.sequence}): `,
    `${count('added')} added, ${count('changed')} changed, ${count('removed')} removed.`,
  ];
}

const MOST_CHOICES = 400; // of the newest snapshots

function drawForm(
  site: Site,
  path: string,
  moments: readonly Moment[],
  from: Moment | undefined,
  to: Moment | undefined,
): Content {
  if (moments.length === 0) return null;
  const choices = [...moments].reverse().slice(0, MOST_CHOICES);
  const select = (name: string, label: string, chosen: Moment | undefined): Markup =>
    html`<div><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(({ sequence, at }) => html`<option value="${sequence}"${sequence === chosen?.sequence ? html` selected` : null}>${site.moments.plain(at)}, number ${sequence}</option>`)}</select></div>`;
  return html`<form class="filter" method="get" action="${linkFrom(path, path)}" aria-label="Snapshots">
${select('from', 'From', from)}${select('to', 'To', to)}<div><button type="submit">Compare</button></div>
</form>
`;
}

const KINDS = ['added', 'changed', 'removed'] as const;
const NAMES = { added: 'Added', changed: 'Changed', removed: 'Removed' } as const;
const GROUP_LENGTH = 75_000; // characters of markup; three groups stay below 300 kB

function drawGroup(
  path: string,
  source: SiteSource,
  kind: (typeof KINDS)[number],
  changes: readonly NetChange[],
): Content {
  const group = changes.filter((change) => change.kind === kind);
  if (group.length === 0) return null;
  const { drawn, left } = drawWithin(GROUP_LENGTH, group, (change) => drawNet(path, source, change));
  return html`<section aria-labelledby="${kind}"><h2 id="${kind}">${NAMES[kind]} (${group.length})</h2>
<ol class="changes">${drawn}</ol>${left === 0 ? null : html`<p class="small">${groupDigits(left)} more are not shown here; the page of the source leads to each.</p>`}</section>
`;
}

function drawNet(path: string, source: SiteSource, { kind, before, after, fields, history }: NetChange): Markup {
  const item = after ?? before ?? history.latest;
  const words =
    before !== null && after !== null
      ? drawDifferences({ before, after, fields }, 3)
      : item.summary === null
        ? null
        : html`<p class="gist" dir="auto">${excerpt(item.summary)}</p>`;
  return drawTitleLine(drawKind(kind), linkFrom(path, itemPath(source.id, history.name)), shortTitle(item), words);
}
