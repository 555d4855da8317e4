import { foldText } from '../lib/text.ts';

/** A title taken apart for comparison. */
export interface Title {
  readonly folded: string;
  readonly compact: string; // letters and numbers only, accents gone: E-mail and Email are one
  readonly words: readonly Word[]; // content words, in order
  readonly wordCount: number; // small words and numbers too
  readonly numbers: string; // years, numbers, numerals, designators: where they differ, so do the records
}
export interface Word {
  readonly text: string; // folded, accents gone
  readonly stem: string;
  readonly isCut: boolean; // an abbreviation: Vol.
}

const MOST_TITLE_CHARACTERS = 2_000; // what a hostile title holds beyond them is not looked at

/** Takes a title apart. */
export function readTitle(display: string): Title {
  const text = display.slice(0, MOST_TITLE_CHARACTERS);
  const tokens = readTokens(text);
  const numbers = tokens.flatMap((token) => (token.number === null ? [] : [token.number]));
  const years = numbers.filter((number) => YEAR.test(number)).sort();
  const others = numbers.filter((number) => !YEAR.test(number));
  return {
    folded: foldText(display),
    compact: tokens.map((token) => (token.isNumeric ? `#${token.number}#` : token.text)).join(''),
    words: tokens.filter((token) => token.number === null && !SMALL_WORDS.has(token.text)).map(toWord),
    wordCount: tokens.length,
    numbers: [...years, '/', ...others].join(' '),
  };
}

const YEAR = /^(?:19|20)\d\d$/; // 2023

interface Token {
  readonly text: string;
  readonly number: string | null; // canonical: Two, 2, II are 2; a designator is itself
  readonly isNumeric: boolean; // written in digits
  readonly isCut: boolean;
}

const APOSTROPHES = /(?<=\p{L})['\u2019\u02bc](?=\p{L}|\s|$)/gu; // officers’
const INITIALS = /(?<=(?<!\p{L})\p{L})\.(?=\p{L}(?!\p{L}))/gu; // U.S.
const THOUSANDS = /(?<=\d),(?=\d{3}(?!\d))/g; // 1,204
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u; // 版
const TOKEN = new RegExp(
  `(\\p{N}+)(\\p{L}(?![\\p{L}\\p{M}]))?|${UNSPACED.source}|(?:(?!${UNSPACED.source})[\\p{L}\\p{M}])+(\\.?)`,
  'gu',
); // 12B, Vol.

function readTokens(display: string): Token[] {
  const plain = display.replace(APOSTROPHES, '').replace(INITIALS, '').replace(THOUSANDS, '').normalize('NFKC');
  const tokens: Token[] = [];
  for (const match of plain.matchAll(TOKEN)) {
    const [shown, digits, letter = '', dot = ''] = match;
    const text = bare(shown.replace('.', ''));
    const previous = tokens.at(-1)?.text ?? '';
    const number =
      digits === undefined
        ? numberOf(shown.replace('.', ''), text, tokens.length)
        : plainNumber(digits, previous) + letter.toLowerCase();
    tokens.push({ text, number, isNumeric: digits !== undefined, isCut: dot !== '' });
  }
  return tokens;
}

const MARKS = /\p{M}+/gu; // the accent of é

function bare(text: string): string {
  return text.normalize('NFKD').replace(MARKS, '').toLowerCase();
}

const LEADING_ZEROS = /^0+(?=\d)/; // 007

/** FY23 is FY 2023. */
function plainNumber(digits: string, previous: string): string {
  if (previous === 'fy' && digits.length === 2) return `20${digits}`;
  return digits.replace(LEADING_ZEROS, '');
}

const ROMAN = /^(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})$/; // XIV
const SMALL_ROMAN = /^(?=[ivx]{2})x{0,3}(?:ix|iv|v?i{0,3})$/; // iii
const CAPITAL = /^\p{Lu}$/u; // B

/** What a word numbers: "Two", "II", the B of "Part B". A capital A at the very beginning is an article. */
function numberOf(shown: string, text: string, position: number): string | null {
  if (ROMAN.test(shown) || SMALL_ROMAN.test(shown)) return String(romanValue(text));
  if (CAPITAL.test(shown) && !(text === 'a' && position === 0)) return text;
  return NUMBER_WORDS.get(text) ?? null;
}

function romanValue(numeral: string): number {
  const values = Array.from(numeral, (letter) => (letter === 'x' ? 10 : letter === 'v' ? 5 : 1));
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}

// One line a number: English, then what French, Spanish and German listings use.
const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  [
    'one first premier premiere primera primero erste erster erstes 一',
    'two second deuxieme segunda segundo zweite zweiter zweites 二',
    'three third troisieme tercera tercero tercer dritte dritter drittes 三',
    'four fourth quatrieme cuarta cuarto vierte vierter 四',
    'five fifth cinquieme quinta quinto funfte funfter 五',
    'six sixth sixieme sexta sexto sechste 六',
    'seven seventh septieme septima septimo siebte 七',
    'eight eighth huitieme octava octavo achte 八',
    'nine ninth neuvieme novena noveno neunte 九',
    'ten tenth dixieme decima decimo zehnte 十',
    'eleven eleventh',
    'twelve twelfth',
  ].flatMap((line, index) => line.split(' ').map((word): [string, string] => [word, String(index + 1)])),
);

// Words whose coming and going does not make another record: articles, prepositions, the state of an edition, the kind of file.
const SMALL_WORDS: ReadonlySet<string> = new Set(
  (
    'a an the of on in to for from with and or by at as is are this that its into about over under near during no nr ' +
    'st nd rd th fy ' + // ordinal endings; the fiscal year's number speaks for itself
    'de des du la le les et en el los las del y der die das den dem und von zu im am ' +
    'draft final revised revision updated update corrected correction new archived superseded withdrawn reissued pdf html docx'
  ).split(' '),
);

const ENDING = /(?:ings?|e[sd]|s|e)$/; // inspections
const UMLAUT_E = /(?<=[aou])e/g; // ueber

function toWord({ text, isCut }: Token): Word {
  const stem = text.length > 4 ? text.replace(ENDING, '').replace(UMLAUT_E, '') : text;
  return { text, stem: stem.length < 3 ? text : stem, isCut };
}
