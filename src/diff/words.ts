import { diffArrays } from 'diff';

/** A stretch of two texts: in both, only in the text before, or only in the text after. */
export interface WordPart {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

const MOST_EDITS = 600; // words; Myers' algorithm takes the square of it, and past it a reader sees only confetti
const MOST_CHARACTERS = 200_000; // of both texts; no field of a record is longer, a hostile one may be

/**
 * What differs between two texts, word by word. The parts that are same or removed give back `before`, those same or added give
 * back `after`, to the character. A removed part stands before the added one that replaces it. Texts that have little in common
 * come as one replacement.
 */
export function diffWords(before: string, after: string): readonly WordPart[] {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }];
  if (before.length + after.length > MOST_CHARACTERS) return joinParts(replaceMiddle([before], [after]));
  const from = splitWords(before);
  const to = splitWords(after);
  // diffArrays answers undefined past maxEditLength.
  const runs = diffArrays(from, to, { maxEditLength: MOST_EDITS });
  if (runs === undefined) return joinParts(replaceMiddle(from, to));
  return joinParts(
    runs.map(({ added, removed, value }) => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value.join(''),
    })),
  );
}

// Scripts that set no space between words: 出版物, สิ่งพิมพ์
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
// A number with its sign and inner marks (-1,234.5), a word (officers’), white space, or any other single character.
const WORD =
  /(?<!\S)[+\-\u2212]?\p{N}+(?:[.,:/]\p{N}+)*|\p{N}+(?:[.,:/]\p{N}+)*|[\p{L}\p{M}\p{N}]+(?:['\u2019][\p{L}\p{M}]+)*|\s+|./gsu;

function splitWords(text: string): string[] {
  if (!UNSPACED.test(text)) return text.match(WORD) ?? [];
  const words = new Intl.Segmenter('und', { granularity: 'word' });
  return Array.from(words.segment(text), ({ segment }) => segment);
}

/** All between the common beginning and the common end counts as replaced. */
function replaceMiddle(from: readonly string[], to: readonly string[]): WordPart[] {
  const most = Math.min(from.length, to.length);
  let start = 0;
  while (start < most && from[start] === to[start]) start++;
  let end = 0;
  while (end < most - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end++;
  return [
    { kind: 'same', text: from.slice(0, start).join('') },
    { kind: 'removed', text: from.slice(start, from.length - end).join('') },
    { kind: 'added', text: to.slice(start, to.length - end).join('') },
    { kind: 'same', text: from.slice(from.length - end).join('') },
  ];
}

const BLANK = /^\s+$/; // the space between two replaced words

/** Gathers neighbouring changes: one removed and one added part each; a lone space between two of them belongs to both. */
function joinParts(parts: readonly WordPart[]): readonly WordPart[] {
  const joined: WordPart[] = [];
  let removed = '';
  let added = '';
  const flush = (): void => {
    if (removed !== '') joined.push({ kind: 'removed', text: removed });
    if (added !== '') joined.push({ kind: 'added', text: added });
    removed = '';
    added = '';
  };
  for (const [index, { kind, text }] of parts.entries()) {
    const next = parts[index + 1];
    const isBridge = kind === 'same' && BLANK.test(text) && next !== undefined && removed !== '' && added !== '';
    if (kind !== 'added' && (kind === 'removed' || isBridge)) removed += text;
    if (kind === 'added' || isBridge) added += text;
    if (kind !== 'same' || isBridge || text === '') continue;
    flush();
    joined.push({ kind, text });
  }
  flush();
  return joined;
}
