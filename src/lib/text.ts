/** Display text: NFC, white space collapsed and trimmed; control, bidi and invisible characters dropped. What readers see and alerts compare. */
export function displayText(raw: string): string {
  const trimmed = raw.trim();
  if (!BEYOND_ASCII.test(trimmed) || !UNSTEADY.test(trimmed)) return trimmed;
  const collapsed = trimmed.replace(BLANKS, ' ').trim();
  return UNSTEADY.test(collapsed) ? toDisplay(collapsed) : collapsed;
}

// What most texts are made of and nothing else: letters and signs that all the rules below leave as they are, and single spaces between
// them. What else there may be is looked for: to match a whole page, word after word, takes more memory than expressions have.
const STEADY =
  '!-~\\u00a1-\\u00ac\\u00ae-\\u024f\\u0400-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u20ac\\u3041-\\u3096\\u30a1-\\u30fa\\u4e00-\\u9fff\\uac00-\\ud7a3';
const BEYOND_ASCII = /[^ -~]| {2}/; // most texts have none, told in half the time: Report no 7
const UNSTEADY = new RegExp(`[^ ${STEADY}]| {2}`); // Règlement no 7 has none
const BLANKS = /[ \t\r\n\f]+/g; // line breaks of the markup

function toDisplay(raw: string): string {
  return raw
    .replace(INVISIBLE, '')
    .normalize('NFC') // so that a joiner's neighbour is a letter, not its accent
    .replace(JOINERS, (run: string, at: number, text: string) => (isStray(text, at, at + run.length) ? '' : run))
    .normalize('NFC')
    .replace(WHITE_SPACE, ' ')
    .trim();
}

const INVISIBLE_RANGES = [
  ['\\x00', '\\x08'], // control characters, but not white space
  ['\\x0e', '\\x1f'],
  ['\\x7f', '\\x84'],
  ['\\x86', '\\x9f'],
  ['\\u00ad', '\\u00ad'], // soft hyphen
  ['\\u034f', '\\u034f'], // combining grapheme joiner
  ['\\u061c', '\\u061c'], // Arabic letter mark
  ['\\u115f', '\\u1160'], // Hangul fillers
  ['\\u17b4', '\\u17b5'], // Khmer inherent vowels
  ['\\u180b', '\\u180f'], // Mongolian selectors
  ['\\u200b', '\\u200b'], // zero-width space
  ['\\u200e', '\\u200f'], // marks of direction
  ['\\u202a', '\\u202e'], // embeddings and overrides
  ['\\u2060', '\\u206f'], // word joiner, isolates, invisible operators
  ['\\u3164', '\\u3164'], // Hangul filler
  ['\\ufeff', '\\ufeff'], // byte order mark
  ['\\uffa0', '\\uffa0'], // half-width Hangul filler
  ['\\ufff0', '\\ufffb'], // specials, interlinear annotation
  ['\\u{1d173}', '\\u{1d17a}'], // musical formatting
  ['\\u{e0000}', '\\u{e007f}'], // tags
] as const;
const INVISIBLE = new RegExp(`[${INVISIBLE_RANGES.map(([first, last]) => `${first}-${last}`).join('')}]`, 'gu'); // a\u202eb
const JOINERS = /[\u200c\u200d]+/gu; // a\u200db
const JOINS_NOTHING = /^[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}\p{P}\s]$/u; // a
const WHITE_SPACE = /[\s\u0085]+/gu; // a\u00a0\n b

/** Joiners matter inside emoji and in Persian or Indic words; beside Latin, Greek, Cyrillic letters they are noise. */
function isStray(text: string, start: number, end: number): boolean {
  if (start === 0 || end === text.length) return true;
  const before = Array.from(text.slice(Math.max(0, start - 2), start)).at(-1) ?? '';
  const after = Array.from(text.slice(end, end + 2)).at(0) ?? '';
  return JOINS_NOTHING.test(before) || JOINS_NOTHING.test(after);
}

const QUOTES = /[\u2018-\u201b\u2032\u00b4`\u02bc\uff07]/g; // ’
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033\u00ab\u00bb\uff02]/g; // “
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g; // –
const SPACE_BEFORE_MARK = / (?=[,.;:!?)\]])/g; // "word ,"

/** Folded text, for matching: case, quotes, dashes, width and compatibility forms no longer differ. Digits and signs stay. */
export function foldText(display: string): string {
  return display
    .normalize('NFKC')
    .toLowerCase()
    .replace(QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, '-')
    .replaceAll('\u2026', '...')
    .replace(WHITE_SPACE, ' ')
    .replace(SPACE_BEFORE_MARK, '')
    .trim();
}

/** Cuts at `length` characters (code points), with an ellipsis. */
export function cutText(text: string, length: number): string {
  const points = Array.from(text.slice(0, length * 2 + 2));
  return points.length <= length && text.length <= length * 2 + 2
    ? text
    : `${points
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}
