import { cutText, displayText } from '../../lib/text.ts';
import type { Item } from '../../model/item.ts';
import { sayDuration } from '../moments.ts';
import { drawDifferences } from './differences.ts';
import { drawWithin } from './fit-page.ts';
import { type Content, html, type Markup } from './html.ts';
import type { ItemHistory, ItemStep } from './item-histories.ts';
import { drawPage } from './layout.ts';
import { changePath, itemPath, linkFrom, sourcePath } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { drawAddress, drawKind, sayCount, shortTitle } from './words.ts';

const LONGEST_HISTORY = 200_000; // characters of markup; what is older stands on pages of its own
const LONGEST_VALUE = 4_000; // characters of a field as shown

/** The whole history of one item: every title, address, date and gap, newest first. */
export function drawItemPage(site: Site, publication: Publication, source: SiteSource, history: ItemHistory): string {
  const path = itemPath(source.id, history.name);
  const title = shortTitle(history.latest);
  const newestFirst = [...history.steps].reverse();
  const { drawn, left } = drawWithin(LONGEST_HISTORY, newestFirst, (step) => drawStep(site, path, step));
  return drawPage(site, publication, {
    sheets: ['details'],
    path,
    title,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a> / one item`,
    heading: title,
    lead: drawAddress(history.latest.url),
    body: [
      html`<section aria-labelledby="record"><h2 id="record">${history.isListed ? 'As listed today' : 'As it was last listed'}</h2>
${drawRecord(history.latest)}</section>
`,
      html`<section aria-labelledby="history"><h2 id="history">History</h2>
<p>${sayCount(history.steps.length, 'change')} on record, newest first.${left === 0 ? null : ` The ${left} oldest are not shown here.`}</p>
<ol class="history">${drawn}${left === 0 ? drawBeginning(site, history) : null}</ol></section>
`,
    ],
  });
}

function drawStep(site: Site, from: string, { at, change }: Pick<ItemStep, 'at' | 'change'>): Markup {
  return html`<li><h3>${drawKind(change.kind)} <a href="${linkFrom(from, changePath(change.id))}">${site.moments.time(at)}</a></h3>
${drawStepBody(site, { at, change })}</li>
`;
}

function drawStepBody(site: Site, { at, change }: Pick<ItemStep, 'at' | 'change'>): Content {
  switch (change.kind) {
    case 'added':
      return null;
    case 'changed':
      return [
        change.isCosmetic ? html`<p class="small">Cosmetic: quotes, dashes, case or spaces alone.</p>` : null,
        drawDifferences(change, 4),
      ];
    case 'restored':
      return [
        html`<p class="gap">Not listed for ${sayDuration(change.lastSeen, at)}: last seen ${site.moments.time(change.lastSeen)}, reported removed ${site.moments.time(change.removedAt)}, seen again ${site.moments.time(at)}.</p>`,
        drawDifferences(change, 4),
      ];
    case 'removed':
      return html`<p>No longer listed (${change.fate}); last seen ${site.moments.time(change.proof.lastSeen)}, first missing ${site.moments.time(change.proof.missingSince)}.</p>`;
  }
}

function drawBeginning(site: Site, { firstSeen, steps }: ItemHistory): Content {
  if (steps[0]?.change.kind === 'added') return null;
  return html`<li><h3>${firstSeen === null ? 'Before the record begins' : html`First seen ${site.moments.time(firstSeen)}`}</h3><p>Listed when this source, or this reading of it, was first looked at.</p></li>`;
}

/** All fields of a record. */
export function drawRecord(item: Item): Markup {
  const fields: readonly (readonly [string, Content])[] = [
    ['title', text(item.title)],
    ['address', drawAddress(item.url)],
    ['date', item.date === null ? null : text(item.date)],
    ['summary', item.summary === null ? null : text(item.summary)],
    ...Object.entries(item.extra).map(([name, value]) => [cutText(displayText(name), 60), text(value)] as const),
  ];
  return html`<dl class="record">${fields.map(([name, value]) => (value === null ? null : html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`))}</dl>
`;
}

function text(value: string): string {
  return cutText(displayText(value), LONGEST_VALUE);
}
