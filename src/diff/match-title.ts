import type { Item } from '../model/item.ts';
import { isOtherYear } from './likeness.ts';
import type { Open } from './open.ts';
import { choosePairs, groupBy, type Pair } from './pairs.ts';
import { readTraits, slugLikeness, type Traits } from './traits.ts';

const MOST_PAIRS = 2_500; // of equal titles that are held against each other; beyond it they stay apart
const MARGIN = 0.2; // by which one of several equal titles must fit better
const ALIKE_SLUGS = 0.6; // survey-a and survey-a-0, not survey-b-0
const SHORT_TITLE_WORDS = 2; // "Press release" says little by itself

/**
 * Matches missing and added records of one title: the same record under a new address. Where several records bear the title,
 * date, summary or address must tell which is which; otherwise they stay apart.
 */
export function matchTitles(open: Open, isSharedTitle: (title: string) => boolean): void {
  const [missing, added] = [open.missing(), open.added()];
  if (missing.length === 0 || added.length === 0) return; // taking thousands apart for nothing
  const addedByTitle = groupBy(added.map(readTraits), titleOf);
  for (const [title, before] of groupBy(missing.map(readTraits), titleOf)) {
    const after = addedByTitle.get(title);
    if (after === undefined || title === '') continue;
    const isShared =
      before.length > 1 || after.length > 1 || [...before, ...after].some((one) => isSharedTitle(one.item.title));
    for (const pair of pairsOf(before, after, isShared)) open.match(pair.before, pair.after, 'title');
  }
}

function titleOf(traits: Traits): string {
  return traits.title.folded;
}

function pairsOf(before: readonly Traits[], after: readonly Traits[], isShared: boolean): readonly Pair<Item>[] {
  if (before.length * after.length > MOST_PAIRS) return pairsByEvidence(before, after);
  const pairs = before.flatMap((from) =>
    after.flatMap((to) => {
      const score = scoreEvidence(from, to);
      const isSame = !isOtherYear(from, to) && (isShared ? score > 0 : !isNextOfSeries(from, to));
      return isSame ? [{ before: from.item, after: to.item, score }] : [];
    }),
  );
  return choosePairs(pairs, MARGIN);
}

/** Thousands of one title: only those that a date and summary of their own tell apart. */
function pairsByEvidence(before: readonly Traits[], after: readonly Traits[]): readonly Pair<Item>[] {
  const evidenceOf = ({ item, summary }: Traits): string => JSON.stringify([item.date, summary]);
  const addedByEvidence = groupBy(after, evidenceOf);
  return [...groupBy(before, evidenceOf)].flatMap(([evidence, [from, ...fromOthers]]) => {
    const [to, ...toOthers] = addedByEvidence.get(evidence) ?? [];
    if (from === undefined || to === undefined || fromOthers.length + toOthers.length > 0) return [];
    return scoreEvidence(from, to) > 0 ? [{ before: from.item, after: to.item, score: 1 }] : [];
  });
}

function scoreEvidence(before: Traits, after: Traits): number {
  const date = before.item.date !== null && before.item.date === after.item.date ? 1 : 0;
  const summary = before.summary !== '' && before.summary === after.summary ? 1 : 0;
  const likeness = slugLikeness(before, after);
  return date + summary + (likeness >= ALIKE_SLUGS ? likeness : 0);
}

/** A short title with another date and another summary: more likely the next "Press release" than the old one. */
function isNextOfSeries(before: Traits, after: Traits): boolean {
  if (before.title.words.length > SHORT_TITLE_WORDS) return false;
  const [from, to] = [before.item.date, after.item.date];
  const hasOtherDate = from !== null && to !== null && from !== to;
  return hasOtherDate && before.summary !== '' && after.summary !== '' && before.summary !== after.summary;
}
