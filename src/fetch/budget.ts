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
      const timeout = AbortSignal.timeout(Math.max(1, timeoutMs - spentMs));
      try {
        return await act(AbortSignal.any([stop, timeout]));
      } catch (error) {
        throw asFetchError(error, { url, timeoutMs, stop, timeout });
      } finally {
        spentMs += Math.max(0, clock.now().getTime() - startedMs);
      }
    },
    spentMs: () => spentMs,
  };
}
