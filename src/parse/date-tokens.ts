/** A piece of a text that may hold a date: digits, letters (lower case) or one mark. Times of day are left out. */
export interface DateToken {
  readonly kind: 'number' | 'word' | 'mark';
  readonly text: string;
}

const MOST_LENGTH = 1_000; // characters looked at; a date stands near the start of what was selected for it

/** Cuts a text into numbers, words and marks. */
export function tokenizeDate(text: string): readonly DateToken[] {
  const plain = text.slice(0, MOST_LENGTH).normalize('NFKC').toLowerCase().replace(DOT_ABOVE, '').replace(TIME, ' ');
  return Array.from(plain.matchAll(PIECE), ([piece, digits, letters]): DateToken => {
    if (digits !== undefined) return { kind: 'number', text: digits };
    return letters === undefined ? { kind: 'mark', text: piece } : { kind: 'word', text: letters };
  });
}

const DOT_ABOVE = /\u0307/g; // what lower case makes of the Turkish capital İ, as in "NİSAN"
// 12:30 · T12:30:00.000+01:00 · 12:30:00Z
const TIME = /(?:(?<=\d)t|\b)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:z\b|\s?[+-]\d{2}:?\d{2}\b)?/g;
const PIECE = /(\d+)|([年月日년월일]|\p{L}[\p{L}\p{M}]*)|\S/gu; // 29, february, /
