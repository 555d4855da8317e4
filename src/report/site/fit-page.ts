import type { Markup } from './html.ts';

/** Draws entries until they take so many characters of markup, at least one; `left` counts those that were not drawn. */
export function drawWithin<Entry>(
  mostCharacters: number,
  entries: readonly Entry[],
  draw: (entry: Entry) => Markup,
): { readonly drawn: readonly Markup[]; readonly left: number } {
  const drawn: Markup[] = [];
  let length = 0;
  for (const entry of entries) {
    const next = draw(entry);
    length += next.markup.length;
    if (drawn.length > 0 && length > mostCharacters) break;
    drawn.push(next);
  }
  return { drawn, left: entries.length - drawn.length };
}
