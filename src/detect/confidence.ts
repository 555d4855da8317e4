import type { Scored } from './score.ts';

/** What is known of the best candidate beside its own traits. */
export interface Doubts {
  readonly rival: number; // score of the best candidate elsewhere on the page; 0: none
  readonly prose: number; // characters of running text outside of records and chrome
  readonly declared: 'article' | 'product' | null; // what the page calls itself
  readonly seemsOther: boolean; // it reads like an error, a log-in form, a notice
}

/** From here on a page is called a listing. */
export const LEAST_CONFIDENCE = 0.5;

/** How sure it is that these records are the list of the page, 0..1: calibrated so that of ten called 0.9 nine are right. */
export function confidenceOf({ score, traits }: Scored, doubts: Doubts): number {
  const listed = traits.length * traits.count;
  const overProse = doubts.prose / Math.max(1, listed);
  let evidence = EVIDENCE_AT_ONE + SLOPE * Math.log(Math.max(score, 1e-6));
  evidence += 1.2 * Math.min(1, traits.dates) + (traits.isHeaded ? 0.5 : 0) + (traits.isInMain ? 0.3 : 0);
  evidence -= 2.2 * Math.min(2, Math.max(0, overProse - 0.5));
  if (traits.count < 5) evidence -= (5 - traits.count) * 0.5;
  const margin = Math.log(score / Math.max(doubts.rival, score / 20));
  evidence += 0.6 * (margin - 1);
  if (doubts.declared !== null) evidence -= doubts.prose > 600 || doubts.declared === 'product' ? 3 : 1;
  if (doubts.seemsOther) evidence -= 4;
  return Math.round(Math.min(0.99, 1 / (1 + Math.exp(-evidence))) * 100) / 100;
}
const EVIDENCE_AT_ONE = 2.2; // of a candidate with score 1 and nothing for or against it
const SLOPE = 1.8;
