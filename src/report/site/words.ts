import { cutText, displayText } from '../../lib/text.ts';
import type { Change, ChangeKind } from '../../model/change.ts';
import type { Item } from '../../model/item.ts';
import { followableUrl, sayAddress } from '../links.ts';
import { type Content, html, type Markup } from './html.ts';

const LONGEST_TITLE = 200; // characters, in lists; the page of a change shows the whole of it
const LONGEST_EXCERPT = 220; // characters of a summary in lists
const LONGEST_ADDRESS = 300; // characters of an address as shown

/** What an item is called in a list. */
export function shortTitle({ title, url }: Item): string {
  return cutText(displayText(title) || displayText(url ?? '') || '(no title)', LONGEST_TITLE);
}

/** The beginning of a text. */
export function excerpt(text: string): string {
  return cutText(displayText(text), LONGEST_EXCERPT);
}

/** The record a change is about, as it is now or was last. */
export function subjectOf(change: Change): Item {
  return change.after ?? change.before;
}

/** An address in full view, linked where it may be followed. */
export function drawAddress(url: string | null): Content {
  if (url === null) return 'no address';
  const href = followableUrl(url);
  const shown = cutText(displayText(href ?? sayAddress(url)), LONGEST_ADDRESS);
  if (href === null) return html`<span class="address">${shown}</span> (not linked)`;
  return html`<a class="address" href="${href}" rel="noopener noreferrer nofollow">${shown}</a>`;
}

/** The mark of a kind: a word in its colour. */
export function drawKind(kind: ChangeKind): Markup {
  return html`<span class="kind ${kind}">${kind}</span>`;
}

/** `1 item`, `1,204 items`. */
export function sayCount(count: number, noun: string): string {
  return `${groupDigits(count)} ${noun}${count === 1 ? '' : 's'}`;
}

const THOUSANDS = /\B(?=(?:\d{3})+$)/g; // 1204, between 1 and 204

export function groupDigits(count: number): string {
  return String(count).replace(THOUSANDS, ',');
}
