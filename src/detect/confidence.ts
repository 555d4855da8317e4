import type { Scored } from './score.ts';

/** What is known of a page beside the traits of its best candidate. */
export interface Doubts {
  readonly rival: number; // score of the best candidate elsewhere on the page; 0: none
  readonly prose: number; // characters of running text outside of records and chrome
  readonly declared: 'article' | 'product' | null; // what the page calls itself
  readonly seemsOther: boolean; // it reads like an error, a log-in form, a notice
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
    dates: traits.dates,
    headed: Number(traits.isHeaded),
    main: Number(traits.isInMain),
    links: traits.links,
    titles: traits.titles,
    wordy: clamp(traits.titleLength / 60, 0, 1.2),
    count: clamp(Math.log2(traits.count) / Math.log2(20), 0, 1.2),
    coverage: Math.sqrt(traits.coverage),
    overProse: clamp(doubts.prose / listed, 0, 2),
    margin: clamp(margin / 2, -0.5, 1.5),
    chrome: traits.chrome,
    likeness: traits.likeness,
    article: doubts.declared === 'article' ? clamp(doubts.prose / listed, 0.1, 1.5) : 0,
    product: Number(doubts.declared === 'product'),
    other: Number(doubts.seemsOther),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

// Fitted by logistic regression to real pages with known records, each also without class names, without landmarks, with few
// records and with none; pulled towards cautious guesses and rounded. On pages left out of the fit, what it called 0.9 was right.
const BIAS = -4.7; // with no evidence at all
const WEIGHTS: Readonly<Record<string, number>> = {
  score: 3.1,
  dates: 3,
  headed: 1.4,
  main: 0.6,
  links: 1.7,
  titles: 0.3,
  wordy: 1.1,
  count: 1,
  coverage: 0.6,
  overProse: -0.7,
  margin: 1,
  chrome: -3.8,
  likeness: 1.4,
  article: -4,
  product: -3,
  other: -4,
};
