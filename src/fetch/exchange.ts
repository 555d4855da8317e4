import { request } from 'undici';
import { PubwatchError } from '../model/errors.ts';
import { type BodyLimit, readBody, tooLarge } from './body.ts';
import { decodeContent, unpackGzipFile } from './decode.ts';
import { type Access, createDispatchers, type DispatcherOptions } from './dispatchers.ts';

/** One request as it goes out. */
export interface Question {
  readonly url: string; // without user and password
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly limit: BodyLimit; // of the bytes on the wire, and again of the decoded ones
  readonly access: Access;
}
/** One response as it came in. */
export interface Answer {
  readonly status: number;
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>; // lower-case names, repeats joined with ', '
  readonly wireBody: Uint8Array;
  readonly body: Uint8Array; // decoded
  readonly remoteAddress: string | null;
}
/** The wire, without any manners. Throws whatever breaks; `asFetchError` names it. */
export interface Exchange {
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/** The wire by undici: https and http, keep-alive, limits of size; time is the signal's matter. */
export function createExchange(options: DispatcherOptions): Exchange {
  const dispatchers = createDispatchers(options);
  return {
    ask: async ({ url, method, headers, limit, access }, signal) => {
      const { dispatcher, remoteAddress } = await dispatchers.of(access);
      // Without own time limits: undici's have a resolution of a second, and none ends a slow drip.
      const wait = { headersTimeout: 0, bodyTimeout: 0, signal } as const;
      const response = await request(url, { dispatcher, method, headers, responseHeaders: 'raw', ...wait });
      const rawHeaders = pairHeaders(response.headers);
      const joined = joinHeaders(rawHeaders);
      refuseAnnouncedSize(joined, method, limit);
      const wireBody = await readBody(response.body, limit);
      const isWhole = limit.beyond === 'fail' && method === 'GET';
      if (isWhole) checkLength(wireBody, joined);
      const body = await decode(wireBody, joined, response.statusCode, limit);
      const { origin } = new URL(url);
      return {
        status: response.statusCode,
        rawHeaders,
        headers: joined,
        wireBody,
        body,
        remoteAddress: remoteAddress(origin),
      };
    },
    close: () => dispatchers.close(),
  };
}

/** A sitemap may be a gzipped file (sitemaps.org), which is no content coding. */
async function decode(
  wireBody: Uint8Array,
  headers: Readonly<Record<string, string>>,
  status: number,
  { maxBytes }: BodyLimit,
): Promise<Uint8Array> {
  const body = await decodeContent(wireBody, headers['content-encoding'] ?? '', maxBytes);
  return status === 200 ? ((await unpackGzipFile(body, maxBytes)) ?? body) : body;
}

/** What undici gives for `raw`: a flat list of names and values, each octet a character. */
function pairHeaders(raw: unknown): [string, string][] {
  const flat: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([String(flat[i]), String(flat[i + 1])]);
  return pairs;
}

function joinHeaders(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}

const LENGTH = /^\d{1,15}$/; // 1024

function announcedLength(headers: Readonly<Record<string, string>>): number | null {
  const text = headers['content-length'] ?? '';
  return LENGTH.test(text) ? Number(text) : null;
}

function refuseAnnouncedSize(headers: Readonly<Record<string, string>>, method: string, limit: BodyLimit): void {
  if (method === 'HEAD' || limit.beyond === 'cut') return;
  if ((announcedLength(headers) ?? 0) > limit.maxBytes) throw tooLarge(limit.maxBytes);
}

function checkLength(body: Uint8Array, headers: Readonly<Record<string, string>>): void {
  const announced = announcedLength(headers);
  if (announced === null || body.length >= announced || headers['transfer-encoding'] !== undefined) return;
  throw new PubwatchError('FETCH_NETWORK', `the connection ended after ${body.length} of ${announced} bytes`);
}
