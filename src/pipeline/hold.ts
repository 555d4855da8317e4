import type { Ports, StorePart } from '../model/ports.ts';

const NEVER = new AbortController().signal;

/** Does the work while no other process does it, where the store is shared. Throws ABORTED while waiting. */
export async function holding<Result>(
  part: StorePart,
  { store }: Pick<Ports, 'store'>,
  work: () => Promise<Result>,
  signal: AbortSignal = NEVER,
): Promise<Result> {
  const held = await store.holdPart?.(part, signal);
  try {
    return await work();
  } finally {
    await held?.release();
  }
}
