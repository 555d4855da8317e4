import { request } from 'undici';
import { tooLarge } from '../lib/content-coding.ts';
import type { ConnectionTls } from '../model/capture.ts';
import { type BodyLimit, readBody } from './body.ts';
import { type Access, createDispatchers, type DispatcherOptions } from './dispatchers.ts';

/** One request as it goes out. */
export interface Question {
  readonly url: string; // without user and password
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  readonly limit: BodyLimit; // of the bytes on the wire
  readonly access: Access;
}
/** One response as it came in. */
export interface Answer {
  readonly status: number;
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>; // lower-case names, repeats joined with ', '
  readonly wireBody: Uint8Array;
  readonly remoteAddress: string | null;
  readonly tls?: ConnectionTls | null; // as in Capture
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
      const { dispatcher, connection } = await dispatchers.of(access);
      // Without own time limits: undici's have a resolution of a second, and none ends a slow drip.
      const wait = { headersTimeout: 0, bodyTimeout: 0, signal } as const;
      const response = await request(url, { dispatcher, method, headers, responseHeaders: 'raw', ...wait });
      const rawHeaders = pairHeaders(response.headers);
      const joined = joinHeaders(rawHeaders);
      if (isAnnouncedTooLarge(joined, method, limit)) {
        response.body.on('error', () => {}).destroy(); // unread, it would hold the connection
        throw tooLarge(limit.maxBytes);
      }
      const wireBody = await readBody(response.body, limit);
      const through = connection(new URL(url).origin);
      return {
        status: response.statusCode,
        rawHeaders,
        headers: joined,
        wireBody,
        remoteAddress: through?.remoteAddress ?? null,
        tls: through?.tls ?? null,
      };
    },
    close: () => dispatchers.close(),
  };
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

function isAnnouncedTooLarge(headers: Readonly<Record<string, string>>, method: string, limit: BodyLimit): boolean {
  if (method === 'HEAD' || limit.beyond === 'cut') return false;
  const announced = headers['content-length'] ?? '';
  return LENGTH.test(announced) && Number(announced) > limit.maxBytes;
}
