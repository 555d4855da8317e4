import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Unsubscription } from '../model/subscriber.ts';

/** The token of a One-Click link (RFC 8058): says who and what, and only the holder of the key can make it. Safe in a URL. */
export function signUnsubscription({ subscriberId, list }: Unsubscription, key: string): string {
  const claim = Buffer.from(JSON.stringify([subscriberId, list])).toString('base64url');
  return `${claim}.${markOf(claim, key)}`;
}

/** Whom and what a token names; null where it was not made with this key. */
export function readUnsubscription(token: string, key: string): Unsubscription | null {
  if (token.length > LONGEST_TOKEN) return null;
  const [claim = '', mark = '', ...more] = token.split('.');
  const expected = Buffer.from(markOf(claim, key));
  const given = Buffer.from(mark);
  if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const value: unknown = JSON.parse(Buffer.from(claim, 'base64url').toString());
  if (!Array.isArray(value)) return null;
  const [subscriberId, list]: unknown[] = value;
  return typeof subscriberId === 'string' && typeof list === 'string' ? { subscriberId, list } : null;
}

/** The address a One-Click button posts to: the endpoint's, with the token as `token`. */
export function unsubscribeUrl(endpoint: string, token: string): string {
  const url = new URL(endpoint);
  url.searchParams.set('token', token);
  return url.href;
}

/** What a mail's List-Unsubscribe takes its reader off: the list of its List-Id, or `incidents` for mails about pubwatch itself. */
export function unsubscribeList(kind: string, listId: string): string {
  const isOwnList = kind === 'report' || kind === 'heartbeat' || kind === 'sample';
  return isOwnList ? listId.replace(LIST_SUFFIX, '') : 'incidents';
}

const LONGEST_TOKEN = 2_000; // characters; an address has at most 254
const LIST_SUFFIX = /\.pubwatch$/; // dhs-ice.pubwatch
const PURPOSE = 'pubwatch unsubscribe 1\n'; // the same key in another place must not make valid tokens

function markOf(claim: string, key: string): string {
  return createHmac('sha256', key).update(`${PURPOSE}${claim}`).digest('base64url');
}
