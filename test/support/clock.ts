import { PubwatchError } from '../../src/model/errors.ts';
import type { Clock } from '../../src/model/ports.ts';

/** A clock that stands still while code runs and jumps to the next sleeper as soon as nothing else has anything to do. */
export interface FakeClock extends Clock {
  /** Moves time on at once and wakes whoever is due by then. */
  advance(ms: number): void;
}

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock for tests: hours of sleep pass in no time, sleepers wake in the order of their alarms. */
export function createFakeClock(start: string): FakeClock {
  let nowMs = Date.parse(start);
  let isTicking = false;
  const sleepers = new Set<Sleeper>();

  const wakeDue = (): void => {
    const due = [...sleepers].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const sleeper of due) {
      sleepers.delete(sleeper);
      sleeper.wake();
    }
  };
  /** Promises that are ready run before the event loop turns: what still sleeps then waits for time alone. */
  const tick = (): void => {
    if (isTicking) return;
    isTicking = true;
    setImmediate(() => {
      isTicking = false;
      if (sleepers.size === 0) return;
      nowMs = Math.max(nowMs, Math.min(...[...sleepers].map(({ dueMs }) => dueMs)));
      wakeDue();
      if (sleepers.size > 0) tick();
    });
  };

  return {
    now: () => new Date(nowMs),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(new PubwatchError('ABORTED', `stopped while waiting ${ms} ms`, {}, signal.reason));
        };
        const sleeper: Sleeper = {
          dueMs: nowMs + Math.max(0, ms),
          wake: () => {
            signal.removeEventListener('abort', stop);
            resolve();
          },
        };
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        sleepers.add(sleeper);
        tick();
      }),
    advance: (ms) => {
      nowMs += ms;
      wakeDue();
    },
  };
}
