import { env } from 'node:process';

/**
 * Runs of a property that feeds arbitrary bytes to a reader: as many as fit an ordinary test run, or as many as
 * `PUBWATCH_FUZZ_RUNS` says, as the whole check of a clean clone does.
 */
export function fuzzRuns(ordinary: number): { readonly numRuns: number } {
  const wanted = env['PUBWATCH_FUZZ_RUNS'];
  if (wanted === undefined) return { numRuns: ordinary };
  if (!/^[1-9]\d*$/.test(wanted)) throw new Error(`PUBWATCH_FUZZ_RUNS: expected a number of runs, found "${wanted}"`);
  return { numRuns: Number(wanted) };
}
