/** What a site does to its pages without telling anyone. */
export interface Redesign {
  readonly name: string;
  readonly apply: (html: string, itemSelector: string) => string;
}

export const REDESIGNS: readonly Redesign[] = [
  {
    name: 'the class that names the records is another',
    apply: (html, item) => renameFirst(html, [...item.matchAll(CLASS)].at(-1)?.[1]),
  },
  {
    name: 'the id or class around the records is another',
    apply: (html, item) => renameFirst(html, NAMES.exec(item)?.[1]),
  },
  {
    name: 'a wrapper around the page',
    apply: (html) =>
      html
        .replace('<body', '<body class="framed"><div class="page-frame"><div')
        .replace('</body>', '</div></div></body>'),
  },
  { name: 'headings one level up', apply: (html) => html.replaceAll(LOWER_HEADING, '$1h2') },
  {
    name: 'a notice in front of the records',
    apply: (html) => html.replace(FIRST_HEADING, '$&<p class="notice">Closed on Friday.</p>'),
  },
];

const CLASS = /\.([\w-]+)/g; // .listing__item
const NAMES = /[.#]([\w-]+)/; // #content
const LOWER_HEADING = /(<\/?)h[34]\b/g; // </h3
const FIRST_HEADING = /<\/h1>/; // </h1>

/** Gives a name of the markup another one, wherever it stands in a class or an id. */
function renameFirst(html: string, name: string | undefined): string {
  if (name === undefined) return html;
  const attribute = new RegExp(String.raw`(\s(?:class|id)="(?:[^"]*\s)?)${name}(?=[\s"])`, 'g');
  return html.replaceAll(attribute, '$1renewed');
}
