import { feedPath } from '../feed.ts';
import { type Content, html, type Markup } from './html.ts';
import { GUIDE, ICON, INCIDENTS, linkFrom, OVERVIEW, SEARCH, TIMELINE } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site } from './site.ts';
import { type Sheet, sheetOf } from './style.ts';

/** What a page is made of. `path` is where it lies: links are written relative to it. */
export interface PageParts {
  readonly path: string;
  readonly title: string; // text, of the window
  readonly heading: Content;
  readonly kicker?: Content; // a line above the heading: where we are
  readonly lead?: Content; // a line below it
  readonly body: Content;
  readonly sheets: readonly Sheet[]; // the styles it needs beside the base
  readonly feedOf?: string; // the source whose feed the page names; absent: the feed of all
}

/** One whole page: masthead, heading, body, footer. Nothing in it loads from elsewhere, nothing in it runs. */
export function drawPage(site: Pick<Site, 'title' | 'timezone'>, publication: Publication, page: PageParts): string {
  const to = (path: string): string => linkFrom(page.path, path);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${publication.policy}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${page.title === site.title ? page.title : `${page.title} – ${site.title}`}</title>
${drawStyle('base')}${page.sheets.map(drawStyle)}
<link rel="icon" href="${to(ICON)}" type="image/svg+xml">
<link rel="alternate" href="${to(feedPath(page.feedOf ?? null, 'atom'))}" type="application/atom+xml" title="Changes as a feed">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="mast">
<a class="brand" href="${to(OVERVIEW)}">${site.title}</a>
<nav aria-label="Sections"><ul>${SECTIONS.map(({ path, name }) => drawSection(page.path, path, name))}</ul></nav>
</header>
<main id="main" tabindex="-1">
${page.kicker === undefined ? null : html`<p class="kicker">${page.kicker}</p>`}
<h1 dir="auto">${page.heading}</h1>
${page.lead === undefined || page.lead === null ? null : html`<p class="lead">${page.lead}</p>`}
${page.body}
</main>
<footer class="foot">
<p>Times are ${site.timezone}. What is told here was read from the pages named; <a href="${to(GUIDE)}">how to read it, and how to check it</a>.</p>
</footer>
</body>
</html>
`.markup;
}

/** Our own text, written as it is: its hash stands in the policy. */
function drawStyle(name: Sheet | 'base'): Markup {
  return { markup: `<style>${sheetOf(name)}</style>\n` };
}

const SECTIONS = [
  { path: OVERVIEW, name: 'Overview' },
  { path: TIMELINE, name: 'Timeline' },
  { path: SEARCH, name: 'Search' },
  { path: INCIDENTS, name: 'Incidents' },
  { path: GUIDE, name: 'Guide' },
] as const;

function drawSection(from: string, path: string, name: string): Markup {
  const here = from === path ? html` aria-current="page"` : null;
  return html`<li><a href="${linkFrom(from, path)}"${here}>${name}</a></li>`;
}

/** Links to the parts of a long list; nothing where there is one part. */
export function drawPager(from: string, pathOf: (part: number) => string, part: number, parts: number): Content {
  if (parts < 2) return null;
  const numbers = [1, part - 1, part, part + 1, parts].filter((number) => number >= 1 && number <= parts);
  const shown = [...new Set(numbers)].sort((one, other) => one - other);
  return html`<nav class="pager" aria-label="Parts"><ul>${shown.map((number, index) => {
    const gap = number - (shown[index - 1] ?? number) > 1 ? html`<li aria-hidden="true">…</li>` : null;
    const link =
      number === part
        ? html`<li><span aria-current="page">${number}</span></li>`
        : html`<li><a href="${linkFrom(from, pathOf(number))}">${number}</a></li>`;
    return [gap, link];
  })}</ul><p>Part ${part} of ${parts}</p></nav>`;
}
