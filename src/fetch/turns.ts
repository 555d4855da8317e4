import { PubwatchError } from '../model/errors.ts';

/** Lets work of one key run one after another, first come, first served; other keys do not wait. */
export interface Turns {
  /** Throws ABORTED when the signal fires before the turn has come. */
  inTurn<Result>(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

/** Turns by key, without any pause between them. */
export function createTurns(): Turns {
  const queues = new Map<string, (() => void)[]>(); // a key is there while its work runs

  function enter(key: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(aborted(key, signal));
    const queue = queues.get(key);
    if (queue === undefined) {
      queues.set(key, []);
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        queue.splice(queue.indexOf(start), 1);
        reject(aborted(key, signal));
      };
      const start = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      queue.push(start);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  function leave(key: string): void {
    const next = queues.get(key)?.shift();
    if (next === undefined) queues.delete(key);
    else next();
  }

  return {
    inTurn: async (key, signal, work) => {
      await enter(key, signal);
      try {
        return await work();
      } finally {
        leave(key);
      }
    },
  };
}

function aborted(key: string, signal: AbortSignal): PubwatchError {
  return new PubwatchError('ABORTED', `stopped while waiting for ${key}`, {}, signal.reason);
}
