import type { AddedChange, Change, RemovedChange } from '../../model/change.ts';
import { sayRemoval, sayReturn } from '../wording.ts';
import type { DatedChange } from './dated-change.ts';
import { drawDifferences } from './differences.ts';
import { drawEvidence } from './evidence-page.ts';
import { type Content, html } from './html.ts';
import { drawRecord } from './item-page.ts';
import { drawPage } from './layout.ts';
import { changePath, crawlPath, itemPath, linkFrom, sourcePath } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site } from './site.ts';
import { drawAddress, drawKind, shortTitle, subjectOf } from './words.ts';

/** One change: what it was, word by word, what that rests on, and how to check it. */
export function drawChangePage(site: Site, publication: Publication, dated: DatedChange): string {
  const { source, changeset, change } = dated;
  const path = changePath(change.id);
  const title = shortTitle(subjectOf(change));
  const history = site.sourceById.get(source.id)?.historyByKey.get(change.key);
  return drawPage(site, publication, {
    sheets: ['details'],
    path,
    title: `${change.kind}: ${title}`,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a> / <a href="${linkFrom(path, crawlPath(source.id, changeset.sequence))}">${site.moments.time(changeset.at)}</a>`,
    heading: [drawKind(change.kind), ' ', title],
    lead: drawAddress(subjectOf(change).url),
    body: [
      drawBody(site, path, dated),
      html`<section aria-labelledby="when"><h2 id="when">When</h2>
<p>${sayWhen(site, dated)}</p></section>
`,
      drawEvidence(change.id, changeset, source.commitFolders),
      html`<p class="more">${history === undefined ? null : html`<a href="${linkFrom(path, itemPath(source.id, history.name))}">The whole history of this item</a> `}<a href="${linkFrom(path, crawlPath(source.id, changeset.sequence))}">All that this crawl changed</a></p>
`,
    ],
  });
}

function drawBody(site: Site, path: string, { change, changeset }: DatedChange): Content {
  const say = site.moments.long;
  switch (change.kind) {
    case 'added':
      return [drawRecord(change.after), drawRelated(site, path, change)];
    case 'changed':
      return [drawDifferences(change, 2), html`<p class="small">${sayMatch(change)}</p>`];
    case 'restored':
      return [
        html`<p>${sayReturn(change, say, changeset.at)}</p>`,
        drawDifferences(change, 2),
        drawRecord(change.after),
      ];
    case 'removed':
      return [
        sayRemoval(change, say).map((line) => html`<p>${line}</p>`),
        drawRecord(change.before),
        drawRelated(site, path, change),
      ];
  }
}

const MATCHED: Readonly<Record<Extract<Change, { readonly kind: 'changed' }>['match'], string>> = {
  key: 'Known as the same item by its address.',
  url: 'Known as the same item by its address.',
  'url-and-title': 'Known as the same item by address and title together.',
  title: 'Taken for the same item because its title is the same.',
  similar: 'Taken for the same item because title, address and text are alike.',
};

function sayMatch({ match, isCosmetic }: Extract<Change, { readonly kind: 'changed' }>): string {
  return `${MATCHED[match]}${isCosmetic ? ' The change is cosmetic (quotes, dashes, case or spaces alone): stored, and told to nobody.' : ''}`;
}

function drawRelated(site: Site, from: string, { relatedId }: AddedChange | RemovedChange): Content {
  if (relatedId === null) return null;
  const related = site.changeById.get(relatedId);
  const name = related === undefined ? relatedId : `${related.change.kind}: ${shortTitle(subjectOf(related.change))}`;
  const link = related === undefined ? name : html`<a href="${linkFrom(from, changePath(relatedId))}">${name}</a>`;
  return html`<p>Possibly related, not sure enough to call it one change: ${link}</p>`;
}

function sayWhen(site: Site, { change, changeset }: DatedChange): string {
  const say = site.moments.long;
  const { comparedWith } = changeset.coverage;
  const found = `Found by the crawl of ${say(changeset.at)}`;
  if (comparedWith === null || change.kind === 'removed') return `${found}.`;
  return `${found}, compared with the complete check of ${say(comparedWith)}: it happened between the two.`;
}
