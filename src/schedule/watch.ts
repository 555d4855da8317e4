import type { Clock, Logger } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { createDueTask, isOverdue } from './due.ts';

const DELIVERY_TICK_MS = 60_000; // how often what waits in the outbox is looked at
const GATHER_MS = 1_000; // sources due in the same moment go as one batch, side by side

export interface Watch {
  readonly sources: readonly Source[];
  readonly lastAttempts: ReadonlyMap<string, string | null>; // ISO 8601, by source id
  /**
   * Checks these sources, none included, and delivers what is due; one batch at a time. `later`: it could not begin (a crawl by
   * hand holds the snapshots), the same sources are due again in a minute.
   */
  // biome-ignore lint/suspicious/noConfusingVoidType: most batches have nothing to say
  runBatch(sources: readonly Source[]): Promise<'later' | void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Runs each source on its schedule, a missed run once at start, and looks every minute at what waits in the outbox, until the
 * signal fires; then it waits for the batch in hand, which heeds the same signal, and returns.
 */
export async function watchSources(watch: Watch, signal: AbortSignal): Promise<void> {
  const { sources, runBatch, clock, log } = watch;
  const due = new Map(findOverdue(watch).map((source) => [source.id, source]));
  const bell = createBell(clock, signal);
  const tasks = sources.map((source) =>
    createDueTask(source.schedule, source.timezone, () => {
      due.set(source.id, source);
      bell.ring();
    }),
  );
  for (const task of tasks) await task.start();
  log.info('watch.started', { sources: sources.length, missed: due.size });
  try {
    while (!signal.aborted) {
      const batch = [...due.values()];
      due.clear();
      if ((await runBatch(batch)) === 'later') {
        for (const source of batch) due.set(source.id, source);
        await bell.sleep(DELIVERY_TICK_MS);
      } else if (due.size === 0 && (await bell.wait(DELIVERY_TICK_MS)) === 'rung') await bell.sleep(GATHER_MS);
    }
  } finally {
    for (const task of tasks) await task.destroy();
    log.info('watch.stopped', {});
  }
}

function findOverdue({ sources, lastAttempts, clock }: Watch): readonly Source[] {
  const now = clock.now();
  return sources.filter(({ id, schedule, timezone }) =>
    isOverdue(schedule, timezone, lastAttempts.get(id) ?? null, now),
  );
}

/** Lets a loop sleep; the signal ends every sleep, a ring only those of `wait`. Neither leaves a listener behind. */
function createBell(clock: Clock, signal: AbortSignal) {
  let wake = (): void => {};
  const sleepUntil = async (ms: number, woken: AbortController): Promise<void> => {
    const stop = (): void => woken.abort();
    if (signal.aborted) return;
    signal.addEventListener('abort', stop);
    try {
      await clock.sleep(ms, woken.signal);
    } catch (error) {
      if (!woken.signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
  return {
    ring: (): void => wake(),
    sleep: (ms: number): Promise<void> => sleepUntil(ms, new AbortController()),
    wait: async (ms: number): Promise<'rung' | 'over'> => {
      const woken = new AbortController();
      let isRung = false;
      wake = () => {
        isRung = true;
        woken.abort();
      };
      await sleepUntil(ms, woken);
      wake = () => {};
      return isRung ? 'rung' : 'over';
    },
  };
}
