import { PubwatchError } from '../model/errors.ts';
import type { FetchPolicy } from '../model/source.ts';
import type { Answer } from './exchange.ts';
import { findHostFault } from './public-address.ts';
import { safeUrl } from './safe-url.ts';

export const MOST_HOPS = 5;
const FOLLOWED: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where an answer redirects to, absolute and without user or password; null for an answer that is none, or leads nowhere readable. */
export function readLocation({ status, headers }: Pick<Answer, 'status' | 'headers'>, from: string): string | null {
  const location = headers['location'];
  if (!FOLLOWED.has(status) || location === undefined) return null;
  const next = URL.parse(readOctets(location), from);
  return next === null ? null : isWeb(next) ? safeUrl(next.href) : next.href;
}

/**
 * Throws FETCH_REDIRECT for a hop that may not be followed: no http(s), https to http, another host (a leading www. apart);
 * FETCH_REFUSED_ADDRESS for one to a private address.
 */
export function checkHop(from: string, to: string, policy: FetchPolicy): void {
  checkPlaceOfHop(from, to, policy);
  if (!isSameHost(from, to)) throw refuseHop(from, to, 'on another host');
}

/** The same for what may lead to another host: robots.txt (RFC 9309 §2.3.1.2), and what the scripts of a drawn page ask for. */
export function checkPlaceOfHop(from: string, to: string, policy: FetchPolicy): void {
  const here = new URL(from);
  const next = new URL(to);
  const fault = !isWeb(next) || policy.allowPrivateAddresses ? null : findHostFault(next.hostname);
  if (fault !== null) {
    throw new PubwatchError('FETCH_REFUSED_ADDRESS', `${safeUrl(from)} redirects to a refused address: ${fault}`, {
      url: from,
      to,
    });
  }
  if (!isWeb(next)) throw refuseHop(from, to, 'which is neither http nor https');
  if (here.protocol === 'https:' && next.protocol === 'http:' && !policy.allowDowngrade)
    throw refuseHop(from, to, 'from https to http');
}

/** Do both addresses name one host, a leading www. apart? */
export function isSameHost(one: string, other: string): boolean {
  return bareHost(new URL(one)) === bareHost(new URL(other));
}

/** The error for a redirect that is not followed. */
export function refuseHop(from: string, to: string, why: string): PubwatchError {
  return new PubwatchError('FETCH_REDIRECT', `${from} redirects to ${to}, ${why}`, { url: from, to });
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

const WWW = /^www\.(?=[^.]+\.)/; // www.example.org

function bareHost({ hostname }: URL): string {
  return hostname.replace(WWW, '');
}

const BEYOND_ASCII = /[\u0080-\u00ff]/; // /caf\u00c3\u00a9

/** Header values come an octet a character; servers that write an unescaped address mean UTF-8. */
function readOctets(value: string): string {
  return BEYOND_ASCII.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value;
}
