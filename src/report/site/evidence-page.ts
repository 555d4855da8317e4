import type { Changeset, CommitFolders } from '../../model/commit.ts';
import { type Content, html, type Markup } from './html.ts';
import { drawPage, drawPager } from './layout.ts';
import { capturesFile, crawlPath, evidencePath, linkFrom, recordFile, sourcePath } from './paths.ts';
import { partCount, partOf } from './periods.ts';
import type { Publication } from './publication.ts';
import type { Site, SiteSource } from './site.ts';
import { sayCount } from './words.ts';

/** The files one change rests on, and the commands that check them: shown with the change. */
export function drawEvidence(
  changeId: string,
  { sourceId, sequence, restsOn = [] }: Changeset,
  folders: CommitFolders,
): Markup {
  const earlier = restsOn.filter((one) => one !== sequence).slice(-MOST_EARLIER);
  return html`<section aria-labelledby="evidence"><h2 id="evidence">Evidence</h2>
<dl class="record"><div><dt>pages as received</dt><dd><code>${capturesFile(folders, sequence)}</code></dd></div>
${
  earlier.length === 0
    ? null
    : html`<div><dt>and before it</dt><dd>${earlier.map((one) => html`<code>${capturesFile(folders, one)}</code> `)}</dd></div>
`
}<div><dt>record of the change</dt><dd><code>${recordFile(folders, sequence)}</code></dd></div>
<div><dt>identity</dt><dd><code>${changeId}</code></dd></div></dl>
<p>Below the snapshots folder of this watch. The first line checks that nothing was altered. The second names the record and the byte at which each text stands; the third writes that response out as it was received:</p>
<pre tabindex="0"><code>pubwatch verify ${sourceId}
pubwatch show ${changeId}
pubwatch show ${changeId} --raw after</code></pre></section>
`;
}

const MOST_EARLIER = 8; // files named; `show` names the one for each side

export const CRAWLS_A_PAGE = 200;

/** What is kept as evidence of a source: the files of each crawl that changed something, newest first. */
export function drawEvidencePage(site: Site, publication: Publication, source: SiteSource, part: number): string {
  const path = evidencePath(source.id, part);
  const newestFirst = [...source.changesets].reverse();
  const parts = partCount(newestFirst.length, CRAWLS_A_PAGE);
  return drawPage(site, publication, {
    sheets: ['lists'],
    path,
    title: `Evidence${parts === 1 ? '' : `, part ${part}`}: ${source.title}`,
    kicker: html`<a href="${linkFrom(path, sourcePath(source.id))}">${source.title}</a>`,
    heading: 'Evidence',
    lead: 'Each reported change leads to the bytes it was read from.',
    body: [
      html`<p>Every page that was read for an accepted crawl is kept as it was received, in WARC files below the snapshots folder, with the sha256 of each file. This line hashes all of them again and names what is altered, cut or missing:</p>
<pre tabindex="0"><code>pubwatch verify ${source.id}</code></pre>
<h2>Crawls that changed something</h2>
`,
      drawCrawls(site, path, source, partOf(newestFirst, part, CRAWLS_A_PAGE)),
      drawPager(path, (number) => evidencePath(source.id, number), part, parts),
    ],
  });
}

function drawCrawls(
  site: Site,
  from: string,
  { id, commitFolders }: SiteSource,
  crawls: readonly Changeset[],
): Content {
  if (crawls.length === 0) return html`<p class="none">None yet.</p>`;
  return html`<table class="stacked"><thead><tr><th scope="col">Crawl</th><th scope="col" class="number">Changes</th><th scope="col">Read</th><th scope="col">Pages as received</th></tr></thead><tbody>
${crawls.map(({ at, sequence, changes, coverage }) => {
  const link = linkFrom(from, crawlPath(id, sequence));
  return html`<tr><th scope="row"><a href="${link}">${site.moments.time(at)}</a></th><td class="number" data-name="Changes">${changes.length}</td><td data-name="Read">${sayCount(coverage.pages, 'page')}, ${sayCount(coverage.items, 'item')}</td><td data-name="Pages as received"><code>${capturesFile(commitFolders, sequence)}</code></td></tr>
`;
})}</tbody></table>
`;
}
