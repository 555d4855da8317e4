import { PubwatchError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';

/** The machine's clock. */
export function createSystemClock(): Clock {
  return {
    now: () => new Date(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          reject(new PubwatchError('ABORTED', `stopped while waiting ${ms} ms`, {}, signal.reason));
        };
        const timer = setTimeout(() => {
          signal.removeEventListener('abort', stop);
          resolve();
        }, ms);
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop, { once: true });
      }),
  };
}
