import type { setFlagsFromString } from 'node:v8';

/** A flag of V8: what it is set to, and what it is by itself. */
export interface Flag {
  readonly set: string; // --heap-growing-percent=50
  readonly own: string; // --heap-growing-percent=0
}

let tell: typeof setFlagsFromString | null = null;
const flags: Flag[] = [];

/** Sets a flag of V8, once, as it runs: at a start an engine that does not know it would refuse to begin. */
export function setFlag({ setFlagsFromString }: typeof import('node:v8'), flag: Flag): void {
  if (flags.includes(flag)) return;
  tell = setFlagsFromString;
  flags.push(flag);
  tell(flag.set);
}

/**
 * Does work while the engine has its own flags again. V8 takes code that was kept only under the flags it was made under, that of Node's own
 * rooms too: to read those anew takes three times as long.
 */
export function underOwnFlags<T>(work: () => T): T {
  for (const { own } of flags) tell?.(own);
  try {
    return work();
  } finally {
    for (const { set } of flags) tell?.(set);
  }
}
