import { type Capture, type Hop, NO_VALIDATORS } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Clock, Fetcher, FetchRequest, HostStore, Logger } from '../model/ports.ts';
import { type Budget, createBudget } from './budget.ts';
import { type Chromium, createChromium } from './chromium.ts';
import { createCookieJar } from './cookies.ts';
import { type Answer, createExchange, type Exchange } from './exchange.ts';
import { refusal } from './guarded-connect.ts';
import { createHostBook } from './host-book.ts';
import { createAsk } from './patient.ts';
import { createHostLanes } from './polite.ts';
import { findHostFault } from './public-address.ts';
import { checkHop, isSameHost, MOST_HOPS, readLocation, refuseHop } from './redirect.ts';
import { createRenderer } from './renderer.ts';
import {
  CONTENT_HEADERS,
  conditionalHeaders,
  extraHeaders,
  type Headers,
  hideValues,
  identityHeaders,
  loginHeaders,
} from './request-headers.ts';
import { createRobots } from './robots.ts';
import { safeUrl } from './safe-url.ts';

export interface FetcherParts {
  readonly contact: string; // '' only where no live site is asked
  readonly version: string;
  readonly clock: Clock;
  readonly hosts: HostStore;
  readonly log: Logger;
  readonly env?: Readonly<Record<string, string | undefined>>; // HTTP_PROXY, HTTPS_PROXY, NO_PROXY
  readonly readFile?: (path: string) => Promise<string>; // for `caFile`
  readonly random?: () => number; // 0..1, for the jitter of pauses
  readonly exchange?: Exchange; // the wire; undici where not given
  readonly chromium?: Chromium; // for `render`; the system's where not given
}

/** One polite, safe request after another: robots.txt, one at a time a host with a pause between, limits of time, size and place. */
export function createFetcher(parts: FetcherParts): Fetcher {
  const { contact, version, clock, hosts, log } = parts;
  const exchange = parts.exchange ?? createExchange({ env: parts.env ?? {}, readFile: parts.readFile ?? null });
  const book = createHostBook(hosts, clock);
  const lanes = createHostLanes(clock, parts.random ?? Math.random, book);
  const ask = createAsk({ exchange, lanes, book, clock, log });
  const identity = identityHeaders(contact, version);
  const robots = createRobots({ ask, lanes, book, clock, log, identity });
  const jar = createCookieJar(clock);
  const chromium = parts.chromium ?? createChromium(parts.env ?? {}, clock);
  const renderer = createRenderer({ chromium, userAgent: identity['user-agent'] ?? '', log });

  /** One address: may it be asked, then its answer. */
  async function askOne(url: string, trip: Trip, more: Headers = {}): Promise<Answer> {
    const { policy, method } = trip.asked;
    const crawlDelayMs = policy.respectRobots ? await robots.check(url, policy, trip.signal) : 0;
    const cookie = policy.cookies ? jar.headerFor(url) : null;
    const { open, secret } = headersFor(url, trip);
    const answer = await ask(
      {
        url,
        method,
        headers: { ...identity, ...open, ...more, ...secret, ...(cookie === null ? {} : { cookie }) },
        limit: { maxBytes: policy.maxBodyBytes, beyond: 'fail' },
        access: policy,
      },
      { pace: { hostDelayMs: policy.hostDelayMs, crawlDelayMs }, budget: trip.budget, signal: trip.signal },
    );
    if (policy.cookies) jar.store(url, answer.rawHeaders);
    log.debug('fetch.answer', { url, method, status: answer.status, bytes: answer.wireBody.length });
    return answer;
  }

  /** Follows redirects by hand: every hop passes the checks of scheme, place, host and robots.txt. */
  async function follow(trip: Trip): Promise<Capture> {
    const { asked, start } = trip;
    const hops: Hop[] = [];
    for (let url = start.href; ; ) {
      const answer = await askOne(url, trip);
      const location = readLocation(answer, url);
      if (asked.redirects === 'report') return toCapture({ trip, url, hops, answer, location });
      if (location === null) return drawn(toCapture({ trip, url, hops, answer, location }), trip);
      if (hops.length >= MOST_HOPS) throw refuseHop(url, location, `the ${MOST_HOPS + 1}th redirect of ${start.href}`);
      checkHop(url, location, asked.policy);
      hops.push({ url, status: answer.status, location });
      // With cookies the same address may answer differently once it has set one.
      const isLoop = !asked.policy.cookies && hops.some((hop) => hop.url === location);
      if (isLoop) throw refuseHop(url, location, 'where it came from');
      url = location;
    }
  }

  /** A page as its scripts leave it, where the source asks for that. */
  async function drawn(capture: Capture, trip: Trip): Promise<Capture> {
    const { policy } = trip.asked;
    if (!policy.render) return capture;
    const ask = (url: string, headers: Headers): Promise<Answer> => askOne(url, trip, headers);
    const page = await renderer.draw(capture, { policy, signal: trip.signal, ask });
    return { ...page, fetchedAt: clock.now().toISOString(), elapsedMs: trip.budget.spentMs() };
  }

  function toCapture({ trip, url, hops, answer, location }: Arrival): Capture {
    const { status, rawHeaders, headers, wireBody, remoteAddress, tls = null } = answer;
    const { open, secret } = headersFor(url, trip);
    return {
      requestUrl: trip.start.href,
      url,
      method: trip.asked.method,
      requestHeaders: { ...identity, ...open, ...hideValues(secret) },
      status,
      rawHeaders,
      headers: location === null ? headers : { ...headers, location },
      wireBody,
      validators: { etag: headers['etag'] ?? null, lastModified: headers['last-modified'] ?? null },
      hops,
      remoteAddress,
      tls,
      fetchedAt: clock.now().toISOString(),
      elapsedMs: trip.budget.spentMs(),
    };
  }

  return {
    fetch: async (asked, signal) => {
      const address = URL.parse(asked.url);
      if (address === null) throw new PubwatchError('FETCH_REFUSED_ADDRESS', 'the address cannot be read', {});
      checkPlace(address, asked.policy.allowPrivateAddresses);
      const secret = { ...loginHeaders(address), ...extraHeaders(asked.policy.headers) };
      const start = new URL(safeUrl(asked.url));
      // What scripts draw cannot be asked for by the validators of the document they came with.
      const whole = asked.policy.render ? { ...asked, validators: NO_VALIDATORS } : asked;
      const budget = createBudget(asked.policy.timeoutMs, clock, signal);
      return follow({ asked: whole, start, secret, signal, budget });
    },
    refuse: (url) => book.refuse(new URL(url).origin, 'challenge', null),
    close: async () => {
      await Promise.all([exchange.close(), chromium.close()]);
    },
  };
}

/** One request on its way through its redirects. */
interface Trip {
  readonly asked: FetchRequest;
  readonly start: URL; // without user and password
  readonly secret: Headers;
  readonly signal: AbortSignal;
  readonly budget: Budget;
}
interface Arrival {
  readonly trip: Trip;
  readonly url: string;
  readonly hops: readonly Hop[];
  readonly answer: Answer;
  readonly location: string | null;
}

/** Secrets stay with the site they were given for, and with https: neither a hop nor a drawn page's script carries them away. */
function headersFor(url: string, { asked, start, secret }: Trip): { readonly open: Headers; readonly secret: Headers } {
  const isFirst = url === start.href;
  const isDowngraded = start.protocol === 'https:' && url.startsWith('http:');
  return {
    open: { ...CONTENT_HEADERS, ...(isFirst ? conditionalHeaders(asked.validators) : {}) },
    secret: isDowngraded || !isSameHost(url, start.href) ? {} : secret,
  };
}

function checkPlace({ protocol, hostname }: URL, allowPrivateAddresses: boolean): void {
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new PubwatchError('FETCH_REFUSED_ADDRESS', `only http and https are asked, not ${protocol}`, { protocol });
  }
  const fault = allowPrivateAddresses ? null : findHostFault(hostname);
  if (fault !== null) throw refusal(fault);
}
