import type { WordPart } from '../diff/words.ts';
import { cutText } from '../lib/text.ts';

const CONTEXT = 60; // characters of unchanged text kept on each side of a change
const LONGEST_PART = 700; // characters of removed or added text shown

/** Word differences for reading: long unchanged stretches shrink to what stands beside a change. */
export function shortenParts(parts: readonly WordPart[]): readonly WordPart[] {
  return parts.map((part, index) => {
    if (part.kind !== 'same') return { kind: part.kind, text: cutText(part.text, LONGEST_PART) };
    return { kind: part.kind, text: shortenSame(part.text, index === 0, index === parts.length - 1) };
  });
}

function shortenSame(text: string, isFirst: boolean, isLast: boolean): string {
  const keptBefore = isLast ? CONTEXT : isFirst ? 0 : CONTEXT;
  const keptAfter = isFirst && !isLast ? CONTEXT : isLast ? 0 : CONTEXT;
  if (text.length <= keptBefore + keptAfter + CONTEXT) return text;
  return `${startOf(text, keptBefore)}…${endOf(text, keptAfter)}`;
}

/** The beginning of a text up to a word's end. */
function startOf(text: string, length: number): string {
  const cut = wholeCharacters(text.slice(0, length));
  const space = cut.lastIndexOf(' ');
  return space > 0 ? cut.slice(0, space + 1) : cut;
}

/** The end of a text from a word's beginning. */
function endOf(text: string, length: number): string {
  if (length === 0) return '';
  const cut = wholeCharacters(text.slice(-length));
  const space = cut.indexOf(' ');
  return space >= 0 && space < cut.length - 1 ? cut.slice(space) : cut;
}

const HALF_CHARACTER = /^[\udc00-\udfff]|[\ud800-\udbff]$/g; // half of 🦊, cut in two
function wholeCharacters(text: string): string {
  return text.replace(HALF_CHARACTER, '');
}

/** A part with the marks that say in any reader what was taken out and what was put in: `[-old-]`, `{+new+}`. Spaces stay outside. */
export function markPart(part: WordPart): { readonly before: string; readonly marked: string; readonly after: string } {
  const before = part.text.slice(0, part.text.length - part.text.trimStart().length);
  const core = part.text.trim();
  const after = core === '' ? '' : part.text.slice(part.text.trimEnd().length);
  if (core === '' || part.kind === 'same') return { before, marked: core, after };
  return { before, marked: part.kind === 'removed' ? `[-${core}-]` : `{+${core}+}`, after };
}
