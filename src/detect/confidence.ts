import type { Scored } from './score.ts';

/** What is known of a page beside the traits of its best candidate. */
export interface Doubts {
  readonly isByDay: boolean; // headings between the records tell their dates
  readonly rival: number; // score of the best candidate elsewhere on the page; 0: none
  readonly prose: number; // characters of running text outside of records and chrome
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

/** The signals that vote, each about 0..1. */
export function evidenceOf({ score, traits }: Scored, doubts: Doubts): Readonly<Record<string, number>> {
  const listed = Math.max(1, traits.length * traits.count);
  const margin = Math.log(score / Math.max(doubts.rival, score / 20));
  return {
    score: clamp(Math.log(Math.max(score, 1e-6)) / 2, -2, 0.6),
    dates: doubts.isByDay ? 1 : traits.dates,
    headed: Number(traits.isHeaded),
    main: Number(traits.isInMain),
    links: traits.links,
    wordy: clamp(traits.titleLength / 60, 0, 1.2),
    count: clamp(Math.log2(traits.count) / Math.log2(20), 0, 1.2),
    overProse: clamp(doubts.prose / listed, 0, 2),
    margin: clamp(margin / 2, -0.5, 1.5),
    chrome: traits.chrome,
    likeness: traits.likeness,
    article: doubts.declared === 'article' ? clamp(doubts.prose / listed, 0.1, 1.5) : 0,
    product: Number(doubts.declared === 'product'),
    other: Number(doubts.seemsOther),
    empty: Number(doubts.saysEmpty),
    undrawn: Number(doubts.isUndrawn),
    bare: clamp(1 - traits.links, 0, 1) * (1 - (doubts.isByDay ? 1 : traits.dates)),
    prose: traits.inProse,
    before: Number(traits.isBeforeHeading),
    headline: traits.isAfterHeading ? 1 - clamp(traits.lead / NEAR, 0, 1) : 0,
    talk: traits.isHeaded || traits.titleLength > NAME ? 0 : clamp((traits.length - BRIEF) / LONG, 0, 1),
  };
}

const NEAR = 600; // characters from the page's heading to its list
const NAME = 15; // characters: of a person, not of a publication
const BRIEF = 150; // characters of a record that is no contribution to a discussion
const LONG = 300; // characters more, of one that is

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

// Fitted by logistic regression to real listings with known records (each also without class names and without landmarks), real
// articles, and made pages of many forms and languages (test/detect/made); pulled towards cautious guesses and rounded.
const BIAS = -5.2; // with no evidence at all
const WEIGHTS: Readonly<Record<string, number>> = {
  score: 3.1,
  dates: 2.7,
  headed: 0.5,
  main: 0.2,
  links: 3.4,
  wordy: 0.9,
  count: 1.1,
  overProse: -1.7,
  margin: 0.5,
  chrome: -3.8,
  likeness: 1.8,
  article: -4.6,
  product: -3,
  other: -4,
  empty: -2.4,
  bare: -1.5,
  prose: -3.2,
  before: -1.1,
  headline: 0.6,
  talk: -4,
  undrawn: -3,
};
