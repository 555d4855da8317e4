import { type Judgement, judge } from '../detect/made/judge.ts';
import { makeListings, makeOthers } from '../detect/made/made-pages.ts';

const SEEDS = [101, 102, 103];
const LISTINGS = 171; // a seed
const OTHERS = 112;
const STEPS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01];

/** How often what was called a listing with some confidence was one, wholly and only, on made pages of many forms. */
export function benchReliability(): void {
  const listings = SEEDS.flatMap((seed) => makeListings(seed, LISTINGS).map(judge));
  const others = SEEDS.flatMap((seed) => makeOthers(seed, OTHERS).map(judge));
  console.log('\nreliability: what confidence is worth, on made pages');
  console.log(`  lists found  ${ratio(listings)}`);
  console.log(`  other pages  ${ratio(others)} called none`);
  const called = [...listings, ...others].filter(({ isListing }) => isListing);
  for (const [at, from] of STEPS.slice(0, -1).entries()) {
    const to = STEPS[at + 1] ?? 1;
    const those = called.filter(({ confidence }) => confidence >= from && confidence < to);
    if (those.length > 0) console.log(`  called ${from} to ${Math.min(to, 1)}: ${ratio(those)} right`);
  }
}

function ratio(all: readonly Judgement[]): string {
  const right = all.filter(({ isRight }) => isRight).length;
  return `${right} of ${all.length} (${(right / all.length).toFixed(3)})`;
}
