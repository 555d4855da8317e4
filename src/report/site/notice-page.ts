import { type Content, html } from './html.ts';
import { drawPage } from './layout.ts';
import { linkFrom, OVERVIEW, SEARCH } from './paths.ts';
import type { Publication } from './publication.ts';
import type { Site } from './site.ts';

/** What a page that is none says. */
export interface Notice {
  readonly heading: string;
  readonly text: Content;
  readonly form?: { readonly action: string; readonly button: string }; // posts nothing but itself
}

/** A page without news: why there is nothing here, or what was done. `path` is the one that was asked for. */
export function drawNotice(
  site: Pick<Site, 'title' | 'timezone'>,
  publication: Publication,
  path: string,
  { heading, text, form }: Notice,
): string {
  return drawPage(site, publication, {
    sheets: ['forms'],
    path,
    title: heading,
    heading,
    body: [
      html`<p>${text}</p>`,
      form === undefined
        ? html`<p class="more"><a href="${linkFrom(path, OVERVIEW)}">Overview</a> <a href="${linkFrom(path, SEARCH)}">Search</a></p>`
        : html`<form method="post" action="${form.action}"><input type="hidden" name="List-Unsubscribe" value="One-Click"><p><button type="submit">${form.button}</button></p></form>`,
    ],
  });
}
