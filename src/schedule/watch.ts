import type { Clock, Logger } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { createDueTask, wasMissed } from './due.ts';

const DELIVERY_TICK_MS = 60_000;

export interface Watch {
  readonly sources: readonly Source[];
  readonly lastAttempts: ReadonlyMap<string, string | null>; // ISO 8601, by source id
  /** Checks these sources and delivers what is due; one batch at a time. */
  runBatch(sources: readonly Source[]): Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Runs each source on its schedule, a missed run once at start, and what waits in the outbox every minute, until the signal fires. */
export async function watchSources(
  { sources, lastAttempts, runBatch, clock, log }: Watch,
  signal: AbortSignal,
): Promise<void> {
  const due = new Map<string, Source>();
  let fault: unknown = null;
  const wake = createBell();
  const tasks = sources.map((source) =>
    createDueTask(source.schedule, source.timezone, async () => {
      due.set(source.id, source);
      wake.ring();
    }),
  );
  for (const source of sources) {
    if (wasMissed(source.schedule, source.timezone, lastAttempts.get(source.id) ?? null, clock.now()))
      due.set(source.id, source);
  }
  for (const task of tasks) await task.start();
  log.info('watch.started', { sources: sources.length, missed: due.size });
  try {
    while (!signal.aborted) {
      const batch = [...due.values()];
      due.clear();
      await runBatch(batch);
      if (due.size === 0) await wake.wait(DELIVERY_TICK_MS, signal);
    }
  } catch (error) {
    fault = error;
  }
  for (const task of tasks) await task.destroy();
  log.info('watch.stopped', {});
  if (fault !== null) throw fault;
}

/** Lets a loop sleep until something happens. */
function createBell() {
  let pending = Promise.withResolvers<void>();
  return {
    ring: (): void => pending.resolve(),
    wait: async (ms: number, signal: AbortSignal): Promise<void> => {
      const timeout = Promise.withResolvers<void>();
      const timer = setTimeout(timeout.resolve, ms);
      signal.addEventListener('abort', () => timeout.resolve(), { once: true });
      await Promise.race([pending.promise, timeout.promise]);
      clearTimeout(timer);
      pending = Promise.withResolvers<void>();
    },
  };
}
