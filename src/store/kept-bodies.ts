import { sha256 } from '../lib/bytes.ts';
import type { BodyOrigin, Capture } from '../model/capture.ts';
import type { KeptBody } from '../model/run-log.ts';

/** Which bodies of an address are kept in full. A hint: where it is lost, bodies are kept once more. */
export interface KeptBodies {
  of(url: string): Promise<readonly KeptBody[]>; // newest first
}
export const NO_BODIES: KeptBodies = { of: async () => [] };

const DAY_MS = 86_400_000;
// The list is read whole every seven days at most, and what that brings is kept in full: no file rests on ever older ones.
const SAME_WITHIN_MS = 6 * DAY_MS;
const CONFIRMED_WITHIN_MS = 14 * DAY_MS;
/** No reference to a body is older: files of answers stay so much longer than the oldest one that the limits leave. */
export const REFERRED_WITHIN_MS = CONFIRMED_WITHIN_MS;
export const BODIES_AN_ADDRESS = 2; // what a 304 confirms may be older than a broken page that came in between

/** Where the bytes lie that this capture repeats, or says are unchanged; null: it has bytes of its own, or what it confirms is not kept. */
export function originOf(capture: Capture, bodies: readonly KeptBody[]): BodyOrigin | null {
  const isKept = capture.status === 304 ? isConfirmed : isSame;
  const found = bodies.find((body) => isKept(capture, body));
  if (found === undefined) return null;
  return { ...(found.file === null ? {} : { file: found.file }), fetchedAt: found.fetchedAt };
}

function isSame(capture: Capture, body: KeptBody): boolean {
  return isWithin(capture, body, SAME_WITHIN_MS) && sha256(capture.wireBody) === body.sha256;
}

/** A 304 speaks of the page whose validators were sent. */
function isConfirmed(capture: Capture, body: KeptBody): boolean {
  if (!isWithin(capture, body, CONFIRMED_WITHIN_MS)) return false;
  const asked = new Map(Object.entries(capture.requestHeaders).map(([name, value]) => [name.toLowerCase(), value]));
  const etag = asked.get('if-none-match');
  return etag === undefined ? body.lastModified === asked.get('if-modified-since') : body.etag === etag;
}

function isWithin({ fetchedAt }: Capture, body: KeptBody, mostMs: number): boolean {
  const ageMs = Date.parse(fetchedAt) - Date.parse(body.fetchedAt);
  return ageMs >= 0 && ageMs < mostMs;
}

/** What others may refer to; null: it has no bytes. */
export function bodyOf(
  { url, status, wireBody, validators, fetchedAt }: Capture,
  file: string | null,
): KeptBody | null {
  if (status === 304 || wireBody.length === 0) return null;
  return { url, sha256: sha256(wireBody), fetchedAt, ...validators, file };
}

/** These bodies beside those known before, without what is too old to be referred to; of each address the newest. */
export function joinBodies(known: readonly KeptBody[], added: readonly KeptBody[]): readonly KeptBody[] {
  const newest = added.reduce((latest, { fetchedAt }) => Math.max(latest, Date.parse(fetchedAt)), 0);
  const live = [...known, ...added].filter(({ fetchedAt }) => newest - Date.parse(fetchedAt) < REFERRED_WITHIN_MS);
  const byUrl = Map.groupBy(live, ({ url }) => url);
  return [...byUrl.values()].flatMap((bodies) => bodies.sort(byNewest).slice(0, BODIES_AN_ADDRESS));
}

function byNewest(one: KeptBody, other: KeptBody): number {
  return one.fetchedAt < other.fetchedAt ? 1 : one.fetchedAt > other.fetchedAt ? -1 : 0;
}
