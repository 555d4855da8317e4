import { PubwatchError } from '../model/errors.ts';
import type { Clock, Logger } from '../model/ports.ts';
import type { SharedQueue } from '../model/queue.ts';
import type { RunResult } from '../pipeline/run.ts';
import type { Worker } from '../pipeline/worker.ts';

const LOOK_MS = 500; // how soon news that ended is told
const AGAIN_MS = 3_000; // after a try that the database failed
const DELIVERY_TICK_MS = 60_000; // how often what waits in the outbox is looked at

export interface Work {
  readonly queue: SharedQueue;
  readonly worker: Worker;
  readonly atOnce: number; // checks side by side
  /** How a run ended, or what kept it from that for now. */
  tell(end: RunResult | PubwatchError): Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Checks what the queue hands out and tells what came of it, until the signal fires and the checks in hand have ended. A database
 * that is away for a while is waited for.
 */
export async function workOn({ queue, worker, atOnce, tell, clock, log }: Work, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const endRun = async (): Promise<boolean> => {
    try {
      const result = await worker.endRun(signal);
      await tell(result);
      return result.fault === null;
    } catch (error) {
      if (!isPassing(error)) throw error;
      await tell(error);
      return false;
    }
  };
  const endRuns = async (): Promise<void> => {
    let nextTickMs = 0; // since the epoch
    let pauseMs = LOOK_MS;
    while (!stop.signal.aborted) {
      if (worker.isRunDue() || clock.now().getTime() >= nextTickMs) {
        const isWell = await endRun();
        pauseMs = isWell ? LOOK_MS : AGAIN_MS;
        nextTickMs = clock.now().getTime() + (isWell ? DELIVERY_TICK_MS : 0);
      }
      await clock.sleep(pauseMs, stop.signal).catch(() => undefined); // stopped: the loop sees it
    }
  };
  const check: Parameters<SharedQueue['work']>[1] = async (job, handed) => {
    try {
      await worker.check(job, handed);
    } catch (error) {
      const isKnown = error instanceof PubwatchError;
      log[isKnown ? 'warn' : 'error']('work.failed', { ...job, reason: isKnown ? error.message : String(error) });
      throw error;
    }
  };
  log.info('work.started', { atOnce });
  const ending = endRuns();
  try {
    await Promise.race([queue.work(atOnce, check, signal), ending]); // what breaks the second ends the work
  } finally {
    stop.abort();
  }
  await ending;
  await endRun(); // what was checked in the last moments
  log.info('work.stopped', {});
}

function isPassing(error: unknown): error is PubwatchError {
  return (
    error instanceof PubwatchError &&
    (error.code === 'STATE_LOCKED' || error.code === 'STATE_WRITE' || error.code === 'ABORTED')
  );
}
