import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { CommandContext } from './io.ts';

const MANY_SOURCES = 200;
/**
 * By itself Node lets what is short-lived grow to some 100 MB, and what outlived it to four times what is in use, before it looks again.
 * With these, 1,000 new sources need half the memory and a tenth more time; unchanged ones need no more time.
 */
const SHORT_LIVED = '--max-semi-space-size=8'; // MB, of three such spaces; read when a program starts
// The C library of most Linux systems keeps memory apart for each thread that asks for some, and what one gave back no other one takes.
const SHARED_MEMORY = { MALLOC_ARENA_MAX: '1' };
const LONG_LIVED = '--heap-growing-percent=50'; // a flag of V8 alone: at a start an engine without it would refuse to begin

/** Begins a run of many sources anew, where that can be, so that its memory stays small. */
export function keepMemorySmall({ io, options }: Pick<CommandContext, 'io' | 'options'>): void {
  if (io.restart === undefined || countFiles(join(options.config, 'sources')) < MANY_SOURCES) return;
  io.restart([SHORT_LIVED], SHARED_MEMORY);
  setFlagsFromString(LONG_LIVED); // here it has begun anew, or cannot
}

function countFiles(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0; // who reads the configuration says what is wrong with it
  }
}
