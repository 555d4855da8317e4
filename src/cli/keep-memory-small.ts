import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How Node is told to keep its memory small. */
export interface SmallMemory {
  readonly startFlags: readonly string[]; // read when a program starts
  readonly environment: Readonly<Record<string, string>>; // likewise
  readonly flags: readonly string[]; // for a program that runs
}

const MANY_SOURCES = 200;
/**
 * By itself Node lets what is short-lived grow to some 100 MB, and what outlived it to four times what is in use, before it looks again.
 * With these, 1,000 new sources need half the memory; unchanged ones need no more time.
 */
const SMALL: SmallMemory = {
  startFlags: ['--min-semi-space-size=8', '--max-semi-space-size=8'], // MB, of three such spaces; grown step by step they are filled too often
  // The C library of most Linux systems keeps memory apart for each thread that asks for some, and what one gave back no other takes.
  environment: { MALLOC_ARENA_MAX: '1' },
  flags: [
    '--heap-growing-percent=50', // a flag of V8 alone: at a start an engine without it would refuse to begin
    '--max-semi-space-size=0', // threads have limits of their own, which that of the program would overrule
  ],
};

/** Whether a command line runs many sources: told before the program is loaded, as it then begins anew. null: it does not. */
export function smallMemoryOf(argv: readonly string[]): SmallMemory | null {
  if (!argv.some((word) => RUNS.has(word))) return null;
  return countFiles(join(configOf(argv), 'sources')) < MANY_SOURCES ? null : SMALL;
}
const RUNS: ReadonlySet<string> = new Set(['crawl', 'watch', 'work']);
const CONFIG = '--config'; // --config=DIR, --config DIR

function configOf(argv: readonly string[]): string {
  const joined = argv.find((word) => word.startsWith(`${CONFIG}=`));
  const apart = argv[argv.indexOf(CONFIG) + 1];
  return joined?.slice(CONFIG.length + 1) ?? (argv.includes(CONFIG) ? apart : undefined) ?? './config';
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0; // who reads the configuration says what is wrong with it
  }
}
