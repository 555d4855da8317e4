import type { Change, ChangedChange, RestoredChange } from '../../model/change.ts';
import type { DatedChange } from './dated-change.ts';
import { drawInline, fieldName } from './differences.ts';
import { type Content, drawHeading, type HeadingLevel, html, type Markup } from './html.ts';
import { changePath, crawlPath, linkFrom, sourcePath } from './paths.ts';
import type { Site } from './site.ts';
import { drawKind, excerpt, shortTitle, subjectOf } from './words.ts';

/** How a list stands on its page: `level` of its headings, and what it leaves out because the page says it already. */
export interface ListLook {
  readonly level: HeadingLevel;
  readonly withSource: 'with-source' | 'without-source';
}

/** Changes as a list, grouped by the crawl that found them, in the order given. */
export function drawChanges(site: Site, from: string, changes: readonly DatedChange[], look: ListLook): Content {
  if (changes.length === 0) return html`<p class="none">No changes.</p>`;
  const byCrawl = Map.groupBy(changes, ({ changeset }) => `${changeset.at} ${changeset.sourceId}`);
  return [...byCrawl.values()].map((group) => drawCrawl(site, from, group, look));
}

function drawCrawl(site: Site, from: string, group: readonly DatedChange[], look: ListLook): Content {
  const [first] = group;
  if (first === undefined) return null;
  const { source, changeset } = first;
  const crawl = linkFrom(from, crawlPath(source.id, changeset.sequence));
  const where =
    look.withSource === 'with-source'
      ? html`<a href="${linkFrom(from, sourcePath(source.id))}">${source.title}</a> `
      : null;
  return html`<section class="crawl">${drawHeading(look.level, html`${where}<a class="when" href="${crawl}">${site.moments.time(changeset.at)}</a>`)}
<ol class="changes">${group.map(({ change }) => drawLine(from, change))}</ol></section>
`;
}

/** One change in a list: kind, title, and what there is to say in a line. */
export function drawLine(from: string, change: Change): Markup {
  const href = linkFrom(from, changePath(change.id));
  return drawTitleLine(drawKind(change.kind), href, shortTitle(subjectOf(change)), drawGist(change));
}

/** A line of a list of changes: mark, linked title, and what is said of it. */
export function drawTitleLine(mark: Markup, href: string, title: string, gist: Content): Markup {
  return html`<li>${mark} <div><a dir="auto" href="${href}">${title}</a>${gist}</div></li>
`;
}

function drawGist(change: Change): Content {
  switch (change.kind) {
    case 'added':
      return change.after.summary === null
        ? null
        : html`<p class="gist" dir="auto">${excerpt(change.after.summary)}</p>`;
    case 'changed':
    case 'restored':
      return drawFields(change);
    case 'removed':
      return html`<p class="gist">${change.fate}${answerOf(change)}</p>`;
  }
}

/** The fields that differ, and the words of the one that says most. */
function drawFields({ before, after, fields }: ChangedChange | RestoredChange): Content {
  const telling = ['title', 'summary'].find((field) => fields.includes(field)) ?? fields[0];
  if (telling === undefined) return null;
  const names = [telling, ...fields.filter((field) => field !== telling)].slice(0, MOST_NAMES).map(fieldName);
  return html`<p class="gist words" dir="auto"><b>${names.join(', ')}</b> ${drawInline(before, after, telling)}</p>`;
}

const MOST_NAMES = 6;

function answerOf({ proof }: Extract<Change, { readonly kind: 'removed' }>): string {
  return proof.answer?.status == null ? '' : `: its page answered ${proof.answer.status}`;
}
