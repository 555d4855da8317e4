import type { Clock } from '../model/ports.ts';
import { asFetchError } from './fetch-error.ts';

/** The time one request may spend on the wire, redirects, tries and bodies together; waiting for a turn costs nothing. */
export interface Budget {
  /** Throws what `act` threw as FETCH_* or ABORTED; FETCH_TIMEOUT when the time is up. */
  spend<Result>(url: string, act: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
  spentMs(): number;
}

/** A budget under the caller's signal. */
export function createBudget(timeoutMs: number, clock: Clock, stop: AbortSignal): Budget {
  let spentMs = 0;
  return {
    spend: async (url, act) => {
      const startedMs = clock.now().getTime();
      // By hand: AbortSignal.any and .timeout take three times as long, and hold a timer until it fires.
      const end = new AbortController();
      const stopped = (): void => end.abort(stop.reason);
      stop.addEventListener('abort', stopped, { once: true });
      if (stop.aborted) stopped();
      const timer = setTimeout(() => end.abort(), Math.max(1, timeoutMs - spentMs));
      try {
        return await act(end.signal);
      } catch (error) {
        throw asFetchError(error, { url, timeoutMs, stop, timeout: end.signal });
      } finally {
        clearTimeout(timer);
        stop.removeEventListener('abort', stopped);
        spentMs += Math.max(0, clock.now().getTime() - startedMs);
      }
    },
    spentMs: () => spentMs,
  };
}
