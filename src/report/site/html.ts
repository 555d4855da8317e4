import { escapeHtml } from '../../lib/escape.ts';

/** HTML that was written by `html` and may stand as it is. */
export interface Markup {
  readonly markup: string;
}
export type Content = string | number | Markup | null | readonly Content[];

/** The one way HTML of the site is written: html`<p>${text}</p>` escapes every value that is not markup itself; null is nothing. */
export function html(pieces: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let markup = pieces[0] ?? '';
  for (const [index, value] of values.entries()) markup += write(value) + (pieces[index + 1] ?? '');
  return { markup };
}

/** A heading of this level: the same list stands below a heading here, and below the title of the page there. */
export function drawHeading(level: HeadingLevel, content: Content): Markup {
  return { markup: `<h${level}>${write(content)}</h${level}>` };
}

export type HeadingLevel = 2 | 3 | 4;

function write(value: Content): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(write).join('');
}
