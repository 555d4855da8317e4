import { unpackBody } from '../lib/content-coding.ts';
import { type ErrorCode, PubwatchError } from '../model/errors.ts';
import type { Clock, Logger, RobotsMemory } from '../model/ports.ts';
import type { FetchPolicy } from '../model/source.ts';
import { isBlocked } from './blocked.ts';
import { createBudget } from './budget.ts';
import type { Answer } from './exchange.ts';
import type { HostBook } from './host-book.ts';
import type { Ask } from './patient.ts';
import type { HostLanes } from './polite.ts';
import { checkPlaceOfHop, MOST_HOPS, readLocation } from './redirect.ts';
import type { Headers } from './request-headers.ts';
import { isAllowed, parseRobots, type RobotsRules } from './robots-rules.ts';
import { createTurns } from './turns.ts';

const PRODUCT_TOKEN = 'pubwatch';
const MOST_AGE_MS = 24 * 3_600_000; // RFC 9309 §2.4
const MOST_BYTES = 500 * 1_024; // RFC 9309 §2.5: at least so many are read
const MOST_CRAWL_DELAY_MS = 60_000; // a list of 20 pages still takes 20 minutes
const MOST_TIMEOUT_MS = 30_000;
const FAULT_MS = 60_000; // other sources of the host do not each find out anew that it is down

/** robots.txt of every host, fetched when needed and remembered for a day. */
export interface Robots {
  /**
   * The pause this host's robots.txt asks for, in ms. Throws FETCH_ROBOTS where it forbids the address; FETCH_STATUS (5xx, 429), BLOCKED
   * (a challenge) or what broke where it cannot be read now and no earlier copy is there.
   */
  check(url: string, policy: FetchPolicy, signal: AbortSignal): Promise<number>;
}
export interface RobotsParts {
  readonly ask: Ask;
  readonly lanes: HostLanes;
  readonly book: HostBook;
  readonly clock: Clock;
  readonly log: Logger;
  readonly identity: Headers;
}

/** Rules by RFC 9309: 4xx allows everything, 5xx, 429, a network fault and a challenge mean "not now". */
export function createRobots({ ask, lanes, book, clock, log, identity }: RobotsParts): Robots {
  const turns = createTurns();
  const parsed = new Map<string, { readonly text: string; readonly rules: RobotsRules }>();
  const faults = new Map<string, { readonly error: PubwatchError; readonly atMs: number }>();
  const nowMs = (): number => clock.now().getTime();
  const isFresh = ({ fetchedAt }: RobotsMemory): boolean => {
    const ageMs = nowMs() - Date.parse(fetchedAt);
    return ageMs >= 0 && ageMs < MOST_AGE_MS;
  };

  /** Asks for /robots.txt; redirects may lead to other hosts (§2.3.1.2), whose lane is theirs. */
  async function request(origin: string, policy: FetchPolicy, signal: AbortSignal): Promise<Answer | null> {
    const budget = createBudget(Math.min(policy.timeoutMs, MOST_TIMEOUT_MS), clock, signal);
    let url = `${origin}/robots.txt`;
    for (let hops = 0; hops <= MOST_HOPS; hops++) {
      // Unencoded, so that a long file can be cut where we stop reading.
      const headers = { ...identity, accept: 'text/plain, */*;q=0.5', 'accept-encoding': 'identity' };
      const pace = { hostDelayMs: policy.hostDelayMs, crawlDelayMs: 0 };
      const limit = { maxBytes: MOST_BYTES, beyond: 'cut' } as const;
      const answer = await ask({ url, method: 'GET', headers, limit, access: policy }, { pace, budget, signal });
      const next = readLocation(answer, url);
      if (next === null) return answer;
      checkPlaceOfHop(url, next, policy);
      url = next;
    }
    return null;
  }

  async function load(origin: string, policy: FetchPolicy, signal: AbortSignal): Promise<RobotsMemory> {
    const answer = await request(origin, policy, signal);
    const url = `${origin}/robots.txt`;
    const memory = { text: '', fetchedAt: clock.now().toISOString(), status: answer?.status ?? null };
    if (answer === null) return memory; // more than five redirects: as if there were none (§2.3.1.2)
    const { status } = answer;
    const fail = (code: ErrorCode, found: string): PubwatchError =>
      new PubwatchError(code, `${url} ${found}: the site is not crawled until it can be read`, { url, status });
    const body = await unpackBody(answer, MOST_BYTES);
    if (MARKUP.test(Buffer.from(body.subarray(0, 200)).toString('latin1')) || status >= 400) {
      if (await isBlocked(answer, url, MOST_BYTES)) {
        book.refuse(origin, 'challenge', status);
        throw fail('BLOCKED', 'is a challenge or refusal page');
      }
    }
    if (status === 429 || status >= 500) throw fail('FETCH_STATUS', `answers ${status}`);
    return status >= 200 && status < 300 ? { ...memory, text: readText(body) } : memory;
  }

  /** A copy older than a day serves only while the file cannot be reached (§2.3.1.4, §2.4); never against a refusal. */
  async function loadOrKeep(
    origin: string,
    old: RobotsMemory | null,
    policy: FetchPolicy,
    signal: AbortSignal,
  ): Promise<RobotsMemory> {
    try {
      const memory = await load(origin, policy, signal);
      await lanes.hold(new URL(origin).hostname, signal, () => book.writeRobots(origin, memory));
      return memory;
    } catch (error) {
      if (!(error instanceof PubwatchError) || error.code === 'ABORTED') throw error;
      const isUnreachable = UNREACHABLE.has(error.code) && error.detail['status'] !== 429;
      if (old !== null && isUnreachable) {
        log.warn('robots.kept', { origin, fetchedAt: old.fetchedAt, reason: error.message });
        return old;
      }
      if (error.code !== 'HOST_NOT_BEFORE') faults.set(origin, { error, atMs: nowMs() });
      throw error;
    }
  }

  async function remember(origin: string, policy: FetchPolicy, signal: AbortSignal): Promise<RobotsMemory> {
    const known = await book.readRobots(origin);
    if (known !== null && isFresh(known)) return known;
    return turns.inTurn(origin, signal, async () => {
      const old = await book.readRobots(origin);
      if (old !== null && isFresh(old)) return old;
      const fault = faults.get(origin);
      if (fault !== undefined && nowMs() - fault.atMs < FAULT_MS) throw fault.error;
      return loadOrKeep(origin, old, policy, signal);
    });
  }

  function rulesOf(origin: string, text: string): RobotsRules {
    const known = parsed.get(origin);
    if (known?.text === text) return known.rules;
    const rules = parseRobots(text, PRODUCT_TOKEN);
    if ((rules.crawlDelayMs ?? 0) > MOST_CRAWL_DELAY_MS) {
      log.warn('robots.crawl-delay-capped', { origin, askedMs: rules.crawlDelayMs, keptMs: MOST_CRAWL_DELAY_MS });
    }
    parsed.set(origin, { text, rules });
    return rules;
  }

  return {
    check: async (url, policy, signal) => {
      const { origin } = new URL(url);
      const { text } = await remember(origin, policy, signal);
      const rules = rulesOf(origin, text);
      if (!isAllowed(rules, url)) {
        throw new PubwatchError('FETCH_ROBOTS', `${origin}/robots.txt forbids pubwatch to fetch ${url}`, { url });
      }
      return Math.min(rules.crawlDelayMs ?? 0, MOST_CRAWL_DELAY_MS);
    },
  };
}

const MARKUP = /^\s*<|^\xef\xbb\xbf\s*</; // <!DOCTYPE html>
const UNREACHABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['FETCH_STATUS', 'FETCH_NETWORK', 'FETCH_TIMEOUT']);

/** UTF-8, whatever the label (§2.2). A file cut at the limit loses its last, half line: `Disallow: /` could be the start of one. */
function readText(body: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(body);
  const isCut = body.length >= MOST_BYTES;
  return isCut ? text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1) : text;
}
