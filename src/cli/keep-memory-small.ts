import { join } from 'node:path';
import { namesIn } from './names-in.ts';

/** How Node is told to keep its memory small. */
export interface SmallMemory {
  readonly flags: readonly string[]; // for the program as it runs
  readonly anew: StartOver; // to begin with
}
/** What is read when a program starts. */
export interface StartOver {
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const MANY_SOURCES = 200;
/** With these, 1,000 new sources need half the memory; unchanged ones need no more time. */
const OF_MANY: SmallMemory = {
  flags: ['--max-semi-space-size=0'], // threads have limits of their own, which that of the program would overrule
  anew: {
    // MB of each of three spaces for what is short-lived, which may grow to some 40; grown step by step they are filled too often.
    flags: ['--min-semi-space-size=12', '--max-semi-space-size=12'],
    // The C library of most Linux systems keeps memory apart for each thread that asks for some, and what one gave back no other takes.
    environment: { MALLOC_ARENA_MAX: '1' },
  },
};

/** What a command line tells, before the program is loaded: it may have to begin anew. null: it need not. */
export function smallMemoryOf(argv: readonly string[]): SmallMemory | null {
  if (!argv.some((word) => RUNS.has(word))) return null;
  return namesIn(join(configOf(argv), 'sources')).length >= MANY_SOURCES ? OF_MANY : null;
}
const RUNS: ReadonlySet<string> = new Set(['crawl', 'watch', 'work']);
const CONFIG = '--config'; // --config=DIR, --config DIR

function configOf(argv: readonly string[]): string {
  const joined = argv.find((word) => word.startsWith(`${CONFIG}=`));
  const apart = argv[argv.indexOf(CONFIG) + 1];
  return joined?.slice(CONFIG.length + 1) ?? (argv.includes(CONFIG) ? apart : undefined) ?? './config';
}
