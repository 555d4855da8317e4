import type { Clock } from '../model/ports.ts';

const MOST_COOKIES = 50; // of one host, as browsers hold at least (RFC 6265 §6.1)
const MOST_LENGTH = 4_096; // characters of one

/** Cookies of one run, in memory: each goes back to the very host that set it. */
export interface CookieJar {
  store(url: string, rawHeaders: readonly (readonly [name: string, value: string])[]): void;
  /** The Cookie header for this address; null: none. */
  headerFor(url: string): string | null;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly isSecure: boolean;
  readonly expiresMs: number; // since the epoch
}

/** An empty jar. Domain is not heeded: no cookie ever reaches another host. */
export function createCookieJar(clock: Clock): CookieJar {
  const jars = new Map<string, Map<string, Cookie>>(); // by host, then by name and path
  const put = (cookie: Cookie | null, jar: Map<string, Cookie>): void => {
    if (cookie === null) return;
    const key = `${cookie.name}\t${cookie.path}`;
    if (cookie.expiresMs <= clock.now().getTime()) jar.delete(key);
    else if (jar.size < MOST_COOKIES || jar.has(key)) jar.set(key, cookie);
  };
  return {
    store: (url, rawHeaders) => {
      const address = new URL(url);
      const jar = jars.get(address.hostname) ?? new Map<string, Cookie>();
      jars.set(address.hostname, jar);
      const set = rawHeaders.filter(([name]) => name.toLowerCase() === 'set-cookie');
      for (const [, value] of set) put(readCookie(value, address, clock.now().getTime()), jar);
    },
    headerFor: (url) => {
      const address = new URL(url);
      const nowMs = clock.now().getTime();
      const sent = [...(jars.get(address.hostname)?.values() ?? [])]
        .filter((cookie) => cookie.expiresMs > nowMs && (!cookie.isSecure || address.protocol === 'https:'))
        .filter((cookie) => coversPath(cookie.path, address.pathname))
        .sort((a, b) => b.path.length - a.path.length);
      return sent.length === 0 ? null : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
  };
}

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/; // SESSION_id
const VALUE = /^[\x21-\x3a\x3c-\x7e ]*$/; // abc123

function readCookie(header: string, { pathname }: URL, nowMs: number): Cookie | null {
  if (header.length > MOST_LENGTH) return null;
  const [pair = '', ...rest] = header.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals).trim();
  const value = pair.slice(equals + 1).trim();
  if (equals < 1 || !NAME.test(name) || !VALUE.test(value)) return null;
  const attributes = new Map(
    rest.map((attribute): [string, string] => {
      const [key = '', ...parts] = attribute.split('=');
      return [key.trim().toLowerCase(), parts.join('=').trim()];
    }),
  );
  const path = attributes.get('path') ?? '';
  return {
    name,
    value,
    path: path.startsWith('/') ? path : pathname.slice(0, Math.max(1, pathname.lastIndexOf('/'))),
    isSecure: attributes.has('secure'),
    expiresMs: readExpiry(attributes, nowMs),
  };
}

const SECONDS = /^-?\d{1,12}$/; // 3600

/** Max-Age goes before Expires (RFC 6265 §5.3); without either the cookie lasts as long as the run. */
function readExpiry(attributes: ReadonlyMap<string, string>, nowMs: number): number {
  const maxAge = attributes.get('max-age') ?? '';
  if (SECONDS.test(maxAge)) return nowMs + Number(maxAge) * 1_000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? Number.POSITIVE_INFINITY : expires;
}

function coversPath(path: string, asked: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}
