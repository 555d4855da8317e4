import type { Changeset } from '../../model/commit.ts';
import { drawLine } from './change-list.ts';
import { type Content, html } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { capturesFile, crawlPath, linkFrom, recordFile, sourcePath } from './paths.ts';
import { CHANGES_A_PAGE, partCount, partOf } from './periods.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { sayCount } from './words.ts';

/** What one crawl changed: this snapshot beside the one before it. */
export function drawCrawlPage(
  site: Site,
  publication: Publication,
  source: SiteSource,
  changeset: Changeset,
  part: number,
): string {
  const { sequence, at, changes, coverage } = changeset;
  const path = crawlPath(source.id, sequence, part);
  const parts = partCount(changes.length, CHANGES_A_PAGE);
  return drawPage(site, publication, {
    sheets: ['lists'],
    path,
    title: `Crawl ${sequence}${parts === 1 ? '' : `, part ${part}`}: ${source.title}`,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a> / snapshot ${sequence}`,
    heading: ['Crawl of ', site.moments.time(at)],
    lead: `${sayCount(changes.length, 'change')}. ${sayCount(coverage.pages, 'page')} read, ${sayCount(coverage.items, 'item')}${coverage.isComplete ? '' : '; the list kept shifting, so nothing is said of absences'}.`,
    body: [
      coverage.comparedWith === null
        ? null
        : html`<p>Compared with the complete check of ${site.moments.time(coverage.comparedWith)}.</p>`,
      html`<ol class="changes">${partOf(changes, part, CHANGES_A_PAGE).map((change) => drawLine(path, change))}</ol>`,
      drawPager(path, (number) => crawlPath(source.id, sequence, number), part, parts),
      html`<h2>Evidence</h2>
<p><code>${capturesFile(source.commitFolders, sequence)}</code>, <code>${recordFile(source.commitFolders, sequence)}</code></p>
<pre tabindex="0"><code>pubwatch verify ${source.id}</code></pre>
`,
      drawNeighbours(path, source, changeset),
    ],
  });
}

function drawNeighbours(from: string, { id, changesets }: SiteSource, { sequence }: Changeset): Content {
  const index = changesets.findIndex((one) => one.sequence === sequence);
  const before = changesets[index - 1];
  const after = changesets[index + 1];
  const link = (one: Changeset | undefined, name: string): Content =>
    one === undefined ? null : html`<a href="${linkFrom(from, crawlPath(id, one.sequence))}">${name}</a> `;
  return html`<p class="more">${link(before, 'The crawl before with changes')}${link(after, 'The next with changes')}</p>
`;
}
