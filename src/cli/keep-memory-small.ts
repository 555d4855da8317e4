import { join } from 'node:path';
import { setFlag } from './engine-flags.ts';
import { namesIn } from './names-in.ts';

const MANY_SOURCES = 200;

/** Is this a run of so many sources that memory is worth a thought? Told by names of files, before the configuration is read. */
export function isRunOfMany(argv: readonly string[]): boolean {
  return argv.some((word) => RUNS.has(word)) && namesIn(join(configOf(argv), 'sources')).length >= MANY_SOURCES;
}
const RUNS: ReadonlySet<string> = new Set(['crawl', 'watch', 'work']);
const CONFIG = '--config'; // --config=DIR, --config DIR

function configOf(argv: readonly string[]): string {
  const joined = argv.find((word) => word.startsWith(`${CONFIG}=`));
  const apart = argv[argv.indexOf(CONFIG) + 1];
  return joined?.slice(CONFIG.length + 1) ?? (argv.includes(CONFIG) ? apart : undefined) ?? './config';
}

const MOST_YOUNG_BYTES = 16 * 2 ** 20; // two spaces of 8 MB, which take turns
// MB they begin with: once the program's does not grow, theirs do not either
export const OF_THREADS = { set: '--min-semi-space-size=4', own: '--min-semi-space-size=0' };
export const GROWN = { set: '--semi-space-growth-factor=1', own: '--semi-space-growth-factor=2' };
const LOOK_MS = 20;

/**
 * Lets V8's space for what is short-lived grow to this size and not to the 128 MB it would take, as the program runs: of 1,000 new sources
 * it then needs two thirds of the memory, and no more time. A flag for the size is heeded at a start alone, and to begin anew with one takes
 * as long as a hundred sources that did not change; one for the factor it grows by is heeded at any time.
 */
export async function keepYoungSpaceSmall(): Promise<void> {
  const v8 = await import('node:v8');
  setFlag(v8, OF_THREADS);
  const look = setInterval(() => {
    const young = v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if ((young?.space_size ?? 0) < MOST_YOUNG_BYTES) return;
    setFlag(v8, GROWN);
    clearInterval(look);
  }, LOOK_MS);
  look.unref();
}
