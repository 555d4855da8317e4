import { escapeHtml } from '../lib/escape.ts';

/** A mail's HTML document: one heading, then the blocks, then the footer. Nothing in it loads from anywhere. */
export function htmlPage(page: {
  readonly title: string; // text
  readonly heading: string; // HTML
  readonly blocks: readonly string[]; // HTML
  readonly footer: readonly string[]; // text
}): string {
  return [
    '<!DOCTYPE html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(page.title)}</title><style>${STYLE}</style></head>`,
    '<body class="pw" style="margin:0;padding:0;background-color:#ffffff;color:#1d1d1b">',
    '<div class="page" style="max-width:41em;margin:0 auto;padding:1.25em 1em 2em">',
    `<h1>${page.heading}</h1>`,
    ...page.blocks,
    `<div class="foot">${page.footer.map((line) => `<p>${escapeHtml(line)}</p>`).join('')}</div>`,
    '</div></body></html>',
    '',
  ].join('\n');
}

/** A link whose text is markup already; `href` is an address that may be followed. */
export function htmlLink(href: string, content: string): string {
  return `<a href="${escapeHtml(href)}">${content}</a>`;
}

// Contrast of every pair is at least 5:1, in both schemes. Clients that drop <style> keep black on white, underlined and struck.
const STYLE = `
:root{color-scheme:light dark}
.pw{font:16px/1.5 Charter,Georgia,Cambria,"Times New Roman",serif;-webkit-text-size-adjust:100%;overflow-wrap:anywhere;word-break:break-word}
h1{font-size:1.5em;line-height:1.2;margin:0 0 .4em}
h2{font-size:1.2em;line-height:1.25;margin:1.6em 0 .5em;padding-top:.5em;border-top:2px solid #1d1d1b}
h3,h4{font-size:1.05em;line-height:1.3;margin:1.2em 0 .2em}
p{margin:.2em 0}
.kind{font:bold .8em/1.4 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;letter-spacing:.06em;text-transform:uppercase;border-top:1px solid #c9c6c0;padding-top:.6em;margin-top:1.8em}
.small,.foot{font:.85em/1.45 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;color:#595650}
.foot{border-top:1px solid #c9c6c0;margin-top:2.2em;padding-top:.8em}
a{color:#0b4a8f}
.small a{display:inline-block;padding:.2em 0}
ins{color:#12512b;background:#e2f3e4;text-decoration:underline}
del{color:#8b1a1a;background:#fbe9e7;text-decoration:line-through}
code{font:.9em/1.4 ui-monospace,Menlo,Consolas,monospace}
@media (prefers-color-scheme:dark){
.pw{background-color:#171614!important;color:#ebe8e2!important}
h2{border-color:#ebe8e2}
.kind,.foot{border-color:#4a4741}
.small,.foot{color:#b3aea5}
a{color:#8fbcff}
ins{color:#b5efc3;background:#123420}
del{color:#ffb9b0;background:#42191a}
}
`.trim();
