// Control characters (but not white space), bidi controls, zero-width and other invisible characters, tag characters.
const INVISIBLE =
  /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu; // \u202e
// Joiners matter inside emoji and in Persian or Indic words; beside Latin, Greek, Cyrillic letters they are noise.
const STRAY_JOINER =
  /(?<=^|[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}\p{P}\s])[\u200c\u200d]+|[\u200c\u200d]+(?=$|[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{N}\p{P}\s])/gu; // a\u200db
const WHITE_SPACE = /[\s\u0085]+/gu; // a\u00a0\n b

/** Display text: NFC, white space collapsed and trimmed; control, bidi and invisible characters dropped. What readers see and alerts compare. */
export function displayText(raw: string): string {
  return raw.replace(INVISIBLE, '').replace(STRAY_JOINER, '').normalize('NFC').replace(WHITE_SPACE, ' ').trim();
}

const QUOTES = /[\u2018-\u201b\u2032\u00b4`\u02bc\uff07]/g; // ’
const DOUBLE_QUOTES = /[\u201c-\u201f\u2033\u00ab\u00bb\uff02]/g; // “
const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g; // –
const SPACE_BEFORE_MARK = / +(?=[,.;:!?)\]])/g; // "word ,"

/** Folded text, for matching: case, quotes, dashes, width and compatibility forms no longer differ. Digits and signs stay. */
export function foldText(display: string): string {
  return display
    .normalize('NFKC')
    .toLowerCase()
    .replace(QUOTES, "'")
    .replace(DOUBLE_QUOTES, '"')
    .replace(DASHES, '-')
    .replaceAll('\u2026', '...')
    .replace(SPACE_BEFORE_MARK, '')
    .replace(WHITE_SPACE, ' ')
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
