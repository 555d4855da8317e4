import { PubwatchError } from '../model/errors.ts';
import type { Clock, Logger } from '../model/ports.ts';
import { isBlocked } from './blocked.ts';
import type { Budget } from './budget.ts';
import type { Answer, Exchange, Question } from './exchange.ts';
import type { HostBook } from './host-book.ts';
import type { HostLanes, Pace } from './polite.ts';
import { readRetryAfter } from './retry-after.ts';

const BACKOFF_MS = [500, 1_500] as const; // three tries; a site that is down for longer is an incident, not a nuisance
const PATIENCE_MS = 20_000; // for all tries of one address together

/** How one question is asked. */
export interface Manners {
  readonly pace: Pace;
  readonly budget: Budget;
  readonly signal: AbortSignal;
}
export interface PatientParts {
  readonly exchange: Exchange;
  readonly lanes: HostLanes;
  readonly book: HostBook;
  readonly clock: Clock;
  readonly log: Logger;
}
/** Asks one address in the host's lane, with a few tries. Throws as Fetcher.fetch does. */
export type Ask = (question: Question, manners: Manners) => Promise<Answer>;

/**
 * Asks again after network faults, 429 and 5xx, a few times within some 20 seconds. A Retry-After longer than that patience ends it and
 * is remembered; a challenge ends it at once; 429 and 503 to the last try close the host for this run. The lane is held all the while,
 * so that no other source asks a host that is down.
 */
export function createAsk({ exchange, lanes, book, clock, log }: PatientParts): Ask {
  /** One try. What it teaches about the host is noted before anyone else may ask. */
  async function tryOnce(question: Question, { budget }: Manners): Promise<Try> {
    const { origin } = new URL(question.url);
    try {
      const answer = await budget.spend(question.url, (signal) => exchange.ask(question, signal));
      const waitMs = answer.status < 300 ? null : readRetryAfter(answer.headers, clock.now());
      const isClosed = waitMs !== null && waitMs > 0 && (await book.closeFor(origin, waitMs));
      const isChallenge = isRefusing(answer.status) && (await isBlocked(answer, question.url, question.limit.maxBytes));
      if (isChallenge) book.refuse(origin, 'challenge', answer.status);
      return { kind: 'answer', answer, isFinal: isClosed || isChallenge || !isRetriedStatus(answer.status) };
    } catch (error) {
      if (!(error instanceof PubwatchError) || error.code !== 'FETCH_NETWORK') throw error;
      return { kind: 'fault', error, isFinal: error.detail['coding'] !== undefined };
    }
  }

  /** What comes of the last try. */
  function conclude(outcome: Try, origin: string): Answer {
    if (outcome.kind === 'fault') throw outcome.error;
    const { status } = outcome.answer;
    if (!outcome.isFinal && OVERLOAD.has(status)) book.refuse(origin, 'overload', status);
    return outcome.answer;
  }

  return (question, manners) => {
    const { origin, hostname } = new URL(question.url);
    return lanes.hold(hostname, manners.signal, async (lane) => {
      const startedMs = clock.now().getTime();
      for (let tries = 1; ; tries++) {
        await book.admit(origin, manners.signal);
        const outcome = await lane.run(manners.pace, () => tryOnce(question, manners), isGood);
        const backoffMs = BACKOFF_MS[tries - 1] ?? PATIENCE_MS;
        const isLate = clock.now().getTime() - startedMs + backoffMs >= PATIENCE_MS;
        if (outcome.isFinal || isLate) return conclude(outcome, origin);
        log.debug('fetch.retry', { url: question.url, tries, ...describe(outcome) });
        await clock.sleep(backoffMs, manners.signal);
      }
    });
  };
}

type Try =
  | { readonly kind: 'answer'; readonly answer: Answer; readonly isFinal: boolean }
  | { readonly kind: 'fault'; readonly error: PubwatchError; readonly isFinal: boolean };

const OVERLOAD: ReadonlySet<number> = new Set([429, 503]);
const LASTING: ReadonlySet<number> = new Set([501, 505, 511]); // not implemented, HTTP version, network log-in: no retry mends them

/** A CDN's own short 404 has the looks of its refusals, but answers the question. */
function isRefusing(status: number): boolean {
  return status >= 400 && status !== 404 && status !== 410;
}

function isRetriedStatus(status: number): boolean {
  return status === 429 || (status >= 500 && !LASTING.has(status));
}

function isGood(outcome: Try): boolean {
  return outcome.kind === 'answer' && outcome.answer.status < 400;
}

function describe(outcome: Try): object {
  return outcome.kind === 'answer'
    ? { status: outcome.answer.status }
    : { code: outcome.error.code, message: outcome.error.message };
}
