import type { Scored } from './score.ts';

/** What is known of a page beside the traits of its best candidate. */
export interface Doubts {
  readonly isByDay: boolean; // headings between the records tell their dates
  readonly prose: number; // characters of running text outside of records and chrome
  readonly isNamed: boolean; // a list in its JSON-LD names them
  readonly isOtherNamed: boolean; // such a list names other links of the page, and not them
  readonly declared: 'article' | 'product' | null; // what the page calls itself
  readonly seemsOther: boolean; // it reads like an error, a log-in form, a notice
  readonly saysEmpty: boolean; // it says that there is nothing
  readonly isUndrawn: boolean; // it holds an empty box that scripts would fill
}

/** From here on a page is called a listing. */
export const LEAST_CONFIDENCE = 0.5;

/** How sure it is that these records are the list of the page, 0..1: calibrated so that of ten called 0.9 nine are right. */
export function confidenceOf(best: Scored, doubts: Doubts): number {
  let evidence = BIAS;
  for (const [name, value] of Object.entries(evidenceOf(best, doubts))) evidence += value * (WEIGHTS[name] ?? 0);
  return Math.round(Math.min(0.99, 1 / (1 + Math.exp(-evidence))) * 100) / 100;
}

/** How much each signal takes from what it would give to a clear list; positive: it speaks against these records. */
export function costsOf(best: Scored, doubts: Doubts): Readonly<Record<string, number>> {
  const evidence = Object.entries(evidenceOf(best, doubts));
  return Object.fromEntries(
    evidence.map(([name, value]) => [name, ((CLEAR[name] ?? 0) - value) * (WEIGHTS[name] ?? 0)]),
  );
}

// Of a list that nobody doubts, where that is not 0.
const CLEAR: Readonly<Record<string, number>> = {
  score: 0.3,
  dates: 1,
  links: 1,
  wordy: 0.7,
  count: 0.8,
  likeness: 1,
};

/** The signals that vote, each about 0..1. */
export function evidenceOf({ score, traits }: Scored, doubts: Doubts): Readonly<Record<string, number>> {
  const dates = doubts.isByDay ? 1 : traits.dates;
  const listed = Math.max(1, traits.length * traits.count);
  return {
    score: clamp(Math.log(Math.max(score, 1e-6)) / 2, -2, 0.6),
    dates,
    main: Number(traits.isInMain),
    links: traits.links,
    wordy: clamp(traits.titleLength / 60, 0, 1.2),
    count: clamp(Math.log2(traits.count) / Math.log2(20), 0, 1.2),
    overProse: clamp(doubts.prose / listed, 0, 2),
    chrome: traits.chrome,
    likeness: traits.likeness,
    article: doubts.declared === 'article' ? clamp(doubts.prose / listed, 0.1, 1.5) : 0,
    product: Number(doubts.declared === 'product'),
    other: Number(doubts.seemsOther),
    empty: Number(doubts.saysEmpty),
    undrawn: Number(doubts.isUndrawn),
    bare: clamp(1 - traits.links, 0, 1) * (1 - dates),
    prose: traits.inProse,
    before: Number(traits.isBeforeHeading),
    headline: traits.isAfterHeading ? 1 - clamp(traits.lead / NEAR, 0, 1) : 0,
    talk: traits.titleLength > NAME ? 0 : clamp((traits.length - BRIEF) / LONG, 0, 1),
    essay: clamp((traits.titleLength - LONGEST_TITLE) / LONG, 0, 1),
    contacts: traits.contacts,
    wordless: traits.wordless * (1 - dates),
    boxes: clamp((traits.fanOut - 2) / 3, 0, 1) * traits.density * (1 - dates),
    labels: clamp((LABEL - traits.titleLength) / LABEL, 0, 1) * (1 - dates),
    named: Number(doubts.isNamed),
    otherNamed: Number(doubts.isOtherNamed),
  };
}

const NEAR = 600; // characters from the page's heading to its list
const NAME = 15; // characters: of a person, not of a publication
const BRIEF = 150; // characters of a record that is no contribution to a discussion
const LONGEST_TITLE = 200; // characters, of a citation
const LABEL = 30; // characters: of a part of the site
const LONG = 300; // characters more, of one that is

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

// Fitted by logistic regression to real listings with known records (each also without class names and without landmarks), real
// articles, and made pages of many forms and languages (test/detect/made); pulled towards the former weights
// and rounded. `otherNamed` is set by hand: such pages are rare.
const BIAS = -5; // with no evidence at all
const WEIGHTS: Readonly<Record<string, number>> = {
  score: 2.2,
  dates: 2.4,
  main: 0.1,
  links: 3.6,
  wordy: 0.4,
  count: 0.9,
  overProse: -1.3,
  chrome: -3.7,
  likeness: 1.9,
  article: -4.5,
  product: -3,
  other: -3.5,
  empty: -2.6,
  undrawn: -3.1,
  bare: -0.9,
  prose: -4,
  before: -2.6,
  headline: 0.1,
  talk: -5.4,
  essay: -5.4,
  contacts: -1.8,
  wordless: -1.1,
  boxes: -2.3,
  labels: -0.4,
  named: 1.4,
  otherNamed: -1.5,
};
