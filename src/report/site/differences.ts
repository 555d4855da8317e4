import { diffWords, type WordPart } from '../../diff/words.ts';
import { cutText, displayText } from '../../lib/text.ts';
import type { ChangedChange, RestoredChange } from '../../model/change.ts';
import type { Item } from '../../model/item.ts';
import { shortenParts } from '../word-parts.ts';
import { type Content, drawHeading, type HeadingLevel, html, type Markup } from './html.ts';

const LONGEST_FIELD = 20_000; // characters compared; the whole of it stands in the record
const MOST_FIELDS = 40; // of a record; no listing has so many

/** What differs, field by field: before on the left, after on the right; below one another where there is no room. */
export function drawDifferences(
  { before, after, fields }: Pick<ChangedChange | RestoredChange, 'before' | 'after' | 'fields'>,
  level: HeadingLevel,
): Content {
  return fields.slice(0, MOST_FIELDS).map((field) => {
    const parts = diffWords(fieldText(before, field), fieldText(after, field));
    return html`<div class="difference">${drawHeading(level, fieldName(field))}<div class="sides">
<div class="side"><p class="label">before</p><p dir="auto">${drawSide(parts, 'removed')}</p></div>
<div class="side"><p class="label">after</p><p dir="auto">${drawSide(parts, 'added')}</p></div></div></div>
`;
  });
}

function drawSide(parts: readonly WordPart[], side: 'removed' | 'added'): Content {
  const shown = parts.filter(({ kind }) => kind === 'same' || kind === side);
  if (shown.length === 0) return html`<span class="none">nothing</span>`;
  return shown.map((part) => drawPart(part));
}

function drawPart({ kind, text }: WordPart): string | Markup {
  if (kind === 'same') return text;
  return kind === 'removed' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`;
}

const LONGEST_COMPARED = 2_000; // characters of a field, in lists
const LONGEST_INLINE = 240; // characters shown; a page of a hundred changes stays below 300 kB
const MOST_INLINE = 24; // parts, for the same reason

/** What differs in one field, in a line: the words taken out and put in, and a little of what stands beside them. */
export function drawInline(before: Item, after: Item, field: string): Content {
  const [from, to] = [before, after].map((item) => fieldText(item, field).slice(0, LONGEST_COMPARED));
  const drawn: Content[] = [];
  let left = LONGEST_INLINE;
  for (const part of shortenParts(diffWords(from ?? '', to ?? '')).slice(0, MOST_INLINE)) {
    if (left <= 0) break;
    drawn.push(drawPart({ kind: part.kind, text: cutText(part.text, left) }));
    left -= part.text.length;
  }
  return drawn;
}

/** The name of a field, for people. */
export function fieldName(field: string): string {
  return field === 'url' ? 'address' : cutText(displayText(field), 60);
}

/** The display text of a field; '' where the record has none. */
export function fieldText(item: Item, field: string): string {
  return cutText(displayText(rawField(item, field) ?? ''), LONGEST_FIELD);
}

function rawField(item: Item, field: string): string | null | undefined {
  switch (field) {
    case 'title':
    case 'url':
    case 'date':
    case 'summary':
      return item[field];
    default:
      return Object.hasOwn(item.extra, field) ? item.extra[field] : null;
  }
}
