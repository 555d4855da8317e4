import { html } from './html.ts';
import { drawPage } from './layout.ts';
import { GUIDE, linkFrom, OVERVIEW } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site } from './site.ts';
import { drawKind } from './words.ts';

/** How to read the pages, and how to check what they say. */
export function drawGuide(site: Site, publication: Publication): string {
  return drawPage(site, publication, {
    sheets: ['details'],
    path: GUIDE,
    title: 'Guide',
    kicker: html`<a href="${linkFrom(GUIDE, OVERVIEW)}">Overview</a>`,
    heading: 'How to read this, and how to check it',
    body: html`<div class="prose">
<h2>What a change is</h2>
<dl class="record">
<div><dt>${drawKind('added')}</dt><dd>An item that was not listed at the last complete check and is listed at this one.</dd></div>
<div><dt>${drawKind('changed')}</dt><dd>The same item with another title, address, date, summary or further field. Words taken out are struck, words put in are underlined.</dd></div>
<div><dt>${drawKind('restored')}</dt><dd>An item that was reported removed and is listed again.</dd></div>
<div><dt>${drawKind('removed')}</dt><dd>An item that a complete crawl no longer finds. Its own page is asked before anyone is told.</dd></div>
</dl>
<h2>What became of a removed item</h2>
<dl class="record">
<div><dt>gone</dt><dd>Its own page answers 404 or 410.</dd></div>
<div><dt>delisted</dt><dd>Its own page still answers; only the list lacks it.</dd></div>
<div><dt>moved</dt><dd>Its own page redirects elsewhere.</dd></div>
<div><dt>unlinked</dt><dd>It had no page of its own that could be asked.</dd></div>
<div><dt>unasked</dt><dd>Its page was not asked: by setting, or because robots.txt forbids it.</dd></div>
<div><dt>unknown</dt><dd>Its page has given no answer for days.</dd></div>
</dl>
<h2>When nothing is shown</h2>
<p>No change means that a complete check found none; the time of the last complete check stands with each source. A page that does not look right (empty, collapsed, a challenge, maintenance, half read) is held as an incident: nothing is reported from it.</p>
<p>Times of changes are spans. A change happened between the last complete check that did not show it and the first that did; both are given.</p>
<h2>How to check it</h2>
<p>Whoever has the snapshots folder can prove that what stands here is what was read. The first line hashes all evidence again and names what is altered, cut or missing; the second shows one change with the file its text was read from.</p>
<pre tabindex="0"><code>pubwatch verify
pubwatch show CHANGE_ID</code></pre>
<p>The address of a page of a change, an item or a crawl stays the same when this site is built again.</p>
</div>
`,
  });
}
