import type { Word } from './title.ts';
import { slugLikeness, type Traits } from './traits.ts';
import { isTypo } from './typo.ts';

/** How alike two records are that share neither key nor exact title. */
export interface Likeness {
  readonly isSame: boolean; // the evidence is enough to call them one record
  readonly score: number; // 0 to 1, to choose between several
}

const APART: Likeness = { isSame: false, score: 0 };
const TITLE_WEIGHT = 0.7;
const SLUG_WEIGHT = 0.1;
const SUMMARY_WEIGHT = 0.1;
const DATE_WEIGHT = 0.1;
const LEAST_SHARED_WORDS = 0.5; // of both titles, for all that is more than a corrected word
const SAYING_SUMMARY_WORDS = 8; // a shorter summary is boilerplate: "Results of an unannounced visit."
const TITLE_TELLS_WORDS = 2; // a title of one word ("Report") proves nothing by itself

/**
 * Holds two records against each other. Titles that differ in small words, spelling, marks, word order or the state of the
 * edition are one record; a longer or shorter title needs the same date, or a telling summary, as well, and another word both.
 * Where numbers, years, numerals or designators differ they are never one.
 */
export function compareTraits(before: Traits, after: Traits, isBoilerplate: (summary: string) => boolean): Likeness {
  if (before.title.compact === '' || after.title.compact === '') return APART;
  const words = compareWords(before.title.words, after.title.words);
  const evidence = weigh(before, after, isBoilerplate);
  const isSpelling = before.title.compact === after.title.compact;
  const titleScore = isSpelling ? 1 : words.likeness;
  const score =
    TITLE_WEIGHT * titleScore +
    SLUG_WEIGHT * slugLikeness(before, after) +
    SUMMARY_WEIGHT * Number(evidence.hasSameSummary) +
    DATE_WEIGHT * Number(evidence.hasSameDate);
  if (isOtherYear(before, after)) return { isSame: false, score };
  if (isSpelling) return { isSame: true, score };
  if (before.title.numbers !== after.title.numbers) return { isSame: false, score };
  return { isSame: isSameRecord(before, after, words, evidence), score };
}

/** An address that names another year, with another date, is the next of a series under the same title. */
export function isOtherYear(before: Traits, after: Traits): boolean {
  const { slugYears } = before;
  if (slugYears === '' || after.slugYears === '' || slugYears === after.slugYears) return false;
  return before.item.date !== after.item.date;
}

interface Evidence {
  readonly hasSameDate: boolean;
  readonly hasOtherDate: boolean;
  readonly hasSameSummary: boolean; // and one that tells this record from others
}

function weigh(before: Traits, after: Traits, isBoilerplate: (summary: string) => boolean): Evidence {
  const [from, to] = [before.item.date, after.item.date];
  const areDated = from !== null && to !== null;
  return {
    hasSameDate: areDated && from === to,
    hasOtherDate: areDated && from !== to,
    hasSameSummary:
      before.summaryWords >= SAYING_SUMMARY_WORDS &&
      before.summary === after.summary &&
      !isBoilerplate(before.item.summary ?? '') &&
      !isBoilerplate(after.item.summary ?? ''),
  };
}

function isSameRecord(before: Traits, after: Traits, words: WordComparison, evidence: Evidence): boolean {
  const { hasSameDate, hasOtherDate, hasSameSummary } = evidence;
  const hasSupport = hasSameDate || (hasSameSummary && !hasOtherDate);
  if (words.left.length === 0 && words.right.length === 0) {
    return hasSupport || (!hasOtherDate && words.shared >= TITLE_TELLS_WORDS);
  }
  if (words.likeness < LEAST_SHARED_WORDS) return false;
  if (words.left.length === 0 || words.right.length === 0) {
    const extra = [...words.left, ...words.right];
    return hasSupport && !extra.some(({ text }) => COMPANIONS.has(text)) && isMostlyShared(before, after);
  }
  return hasSameDate && hasSameSummary;
}

/** Words shared among all words, small ones too: a short title inside a long one may be anything. */
function isMostlyShared(before: Traits, after: Traits): boolean {
  const [short, long] = [before.title.wordCount, after.title.wordCount].sort((a, b) => a - b);
  return (2 * (short ?? 0)) / ((short ?? 0) + (long ?? 0)) >= LEAST_SHARED_WORDS;
}

// What makes a document beside the one it is named for.
const COMPANIONS: ReadonlySet<string> = new Set(
  (
    'continuation annex annexes appendix appendices supplement supplementary addendum errata erratum amendment amendments instructions ' +
    'worksheet questionnaire summary executive comments response responses presentation slides agenda minutes transcript ' +
    'table tables data dataset figures infographic map factsheet faq poster video press translation spanish english french ' +
    'checklist template attachment exhibit index glossary methodology interim letter memo'
  ).split(' '),
);

interface WordComparison {
  readonly shared: number; // words in both, misspelled ones too
  readonly left: readonly Word[]; // only before
  readonly right: readonly Word[]; // only after
  readonly likeness: number; // 0 to 1: shared words among all
}

function compareWords(before: readonly Word[], after: readonly Word[]): WordComparison {
  const open = new Map<string, Word[]>();
  for (const word of after) {
    const alike = open.get(word.stem);
    if (alike === undefined) open.set(word.stem, [word]);
    else alike.push(word);
  }
  const unmatched = before.filter((word) => open.get(word.stem)?.pop() === undefined);
  const right = [...open.values()].flat();
  const left = unmatched.filter((word) => {
    const at = right.findIndex((other) => isSpelledAlike(word, other));
    if (at >= 0) right.splice(at, 1);
    return at < 0;
  });
  const shared = before.length - left.length;
  const all = before.length + after.length;
  return { shared, left, right, likeness: all === 0 ? 0 : (2 * shared) / all };
}

const LEAST_CUT_LETTERS = 3; // Vol., Jan.

function isSpelledAlike(a: Word, b: Word): boolean {
  if (a.isCut && a.text.length >= LEAST_CUT_LETTERS && b.text.startsWith(a.text)) return true;
  if (b.isCut && b.text.length >= LEAST_CUT_LETTERS && a.text.startsWith(b.text)) return true;
  return isTypo(a.text, b.text);
}
