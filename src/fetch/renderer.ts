import { tooLarge, unpack, unpackBody } from '../lib/content-coding.ts';
import type { Capture, Unpacked } from '../model/capture.ts';
import { NO_VALIDATORS } from '../model/capture.ts';
import { type ErrorCode, PubwatchError } from '../model/errors.ts';
import type { Logger } from '../model/ports.ts';
import type { FetchPolicy } from '../model/source.ts';
import { isBlocked } from './blocked.ts';
import type { Chromium, Loaded, Wanted } from './chromium.ts';
import type { Answer } from './exchange.ts';
import { checkPlaceOfHop, isSameHost, MOST_HOPS, readLocation, refuseHop } from './redirect.ts';
import type { Headers } from './request-headers.ts';
import { createTurns } from './turns.ts';

const MOST_REQUESTS = 100; // a page; one that asks for more is not drawn by them
const MOST_SCRIPT_TIME_MS = 20_000; // of a page's own work; a slow computer draws a heavy page in five
const MOST_CACHED_BYTES = 32 * 2 ** 20; // of scripts, a run: every page of a list brings the same ones
const AT_ONCE = 2; // pages in memory

/** Draws a page that was fetched: its scripts run, and what they fetch goes the same polite and guarded way as the page itself. */
export interface Renderer {
  /** The capture with the drawn document as its body, without validators; the capture itself where it is no page to draw. */
  draw(capture: Capture, trip: DrawTrip): Promise<Capture>;
}
export interface DrawTrip {
  readonly policy: FetchPolicy;
  readonly signal: AbortSignal;
  /** One request with all manners: robots.txt, the host's lane, the address guard, the limits and the time of this trip. */
  ask(url: string, headers: Headers): Promise<Answer>;
}
export interface RendererParts {
  readonly chromium: Chromium;
  readonly userAgent: string;
  readonly log: Logger;
}

/** Two pages at once, scripts remembered for the run. A challenge is never drawn: it is not ours to solve. */
export function createRenderer({ chromium, userAgent, log }: RendererParts): Renderer {
  const turns = createTurns();
  const scripts = createScriptCache();
  let drawn = 0;

  /** What one page may have. A fault of the page's own site ends the drawing: half a list must not pass for the whole. */
  function createLoader(page: Unpacked, trip: DrawTrip): (wanted: Wanted) => Promise<Loaded | null> {
    const { maxBodyBytes } = trip.policy;
    let asked = 0;
    let bytes = page.body.length;

    async function load(wanted: Wanted): Promise<Loaded> {
      const answer = await follow(wanted, page.url, trip);
      const body = await unpackBody(answer, maxBodyBytes);
      return { status: answer.status, headers: withoutCodings(answer.headers), body };
    }

    async function fetchPart(wanted: Wanted): Promise<Loaded> {
      const known = wanted.isScript ? scripts.find(wanted.url) : null;
      const loaded = known ?? (await load(wanted));
      bytes += loaded.body.length;
      if (bytes > maxBodyBytes) throw tooLarge(maxBodyBytes);
      if (wanted.isScript) scripts.keep(wanted.url, loaded);
      return loaded;
    }

    return async (wanted) => {
      if (!isWeb(wanted.url) || ++asked > MOST_REQUESTS) return null;
      try {
        return await fetchPart(wanted);
      } catch (error) {
        if (!(error instanceof PubwatchError) || endsDrawing(error, wanted.url, page.url)) throw error;
        log.warn('render.refused', { page: page.url, url: wanted.url, code: error.code, reason: error.message });
        return null;
      }
    };
  }

  return {
    draw: async (page, trip) => {
      const { maxBodyBytes } = trip.policy;
      if (!(await isDrawable(page, maxBodyBytes))) return page;
      const bare = await unpack(page, maxBodyBytes);
      // Which lane is free first is not known; taking them in turn is fair enough.
      return turns.inTurn(String(drawn++ % AT_ONCE), trip.signal, async () => {
        const drawing = {
          url: page.url,
          html: bare.body,
          contentType: page.headers['content-type'] ?? 'text/html',
          userAgent,
          scriptTimeoutMs: Math.min(trip.policy.timeoutMs, MOST_SCRIPT_TIME_MS),
          load: createLoader(bare, trip),
        };
        const { html, by } = await chromium.draw(drawing, trip.signal);
        const body = new TextEncoder().encode(html);
        if (body.length > maxBodyBytes) throw tooLarge(maxBodyBytes);
        log.debug('render.drawn', { url: page.url, bytes: body.length, by });
        return drawnCapture(page, body, by);
      });
    },
  };
}

/** A fault that is the same every time: the page is drawn without, every time. */
const LASTING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['FETCH_ROBOTS', 'FETCH_REFUSED_ADDRESS', 'FETCH_REDIRECT']);

function endsDrawing({ code }: PubwatchError, url: string, page: string): boolean {
  return code === 'ABORTED' || code === 'FETCH_TOO_LARGE' || (isSameSite(url, page) && !LASTING.has(code));
}

const HTML = /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i; // text/html; charset=utf-8

async function isDrawable(page: Capture, maxBytes: number): Promise<boolean> {
  if (page.method !== 'GET' || page.status !== 200) return false;
  return HTML.test(page.headers['content-type'] ?? 'text/html') && !(await isBlocked(page, page.url, maxBytes));
}

async function follow({ url: start, headers }: Wanted, page: string, trip: DrawTrip): Promise<Answer> {
  checkPlaceOfHop(page, start, trip.policy);
  for (let url = start, hops = 0; ; hops++) {
    const answer = await trip.ask(url, passedHeaders(headers));
    const next = readLocation(answer, url);
    if (next === null) {
      if (answer.status === 429 || answer.status >= 500) throw refusedBy(url, answer.status);
      return answer;
    }
    if (hops >= MOST_HOPS) throw refuseHop(url, next, `the ${MOST_HOPS + 1}th redirect of ${start}`);
    checkPlaceOfHop(url, next, trip.policy);
    url = next;
  }
}

function refusedBy(url: string, status: number): PubwatchError {
  return new PubwatchError('FETCH_STATUS', `${url}, which the page fetches, answers ${status}`, { url, status });
}

const PASSED = /^(?:accept|authorization|x-(?!forwarded-).*)$/; // x-requested-with
const VALUE = /^[\t\x20-\x7e]{0,4000}$/; // application/json

/** What a page's own script says to its server; nothing of the browser's. */
function passedHeaders(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => PASSED.test(name) && VALUE.test(value)));
}

function isWeb(url: string): boolean {
  const protocol = URL.parse(url)?.protocol;
  return protocol === 'http:' || protocol === 'https:';
}

/** api.example.org belongs to www.example.org: one is below the other, a leading www. apart. */
function isSameSite(one: string, other: string): boolean {
  if (isSameHost(one, other)) return true;
  const [a, b] = [one, other].map((url) => `.${new URL(url).hostname.replace(WWW, '')}`);
  return a !== undefined && b !== undefined && (a.endsWith(b) || b.endsWith(a));
}

const WWW = /^www\./; // www.example.org
const OF_THE_WIRE = /^(?:content-(?:encoding|length)|transfer-encoding|connection|keep-alive|set-cookie)$/i; // content-encoding
const OF_THE_DOCUMENT = /^(?:content-type|etag|last-modified)$/i; // etag

function withoutCodings(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_WIRE.test(name)));
}

/** The evidence says that it was drawn, and by what. Validators are of the bare document, and prove nothing of what scripts fetch. */
function drawnCapture(page: Capture, body: Uint8Array, by: string): Capture {
  const kept = page.rawHeaders.filter(([name]) => !OF_THE_WIRE.test(name) && !OF_THE_DOCUMENT.test(name));
  const own = { 'content-type': 'text/html; charset=utf-8', 'x-pubwatch-drawn-by': by };
  const headers = Object.entries(withoutCodings(page.headers)).filter(([name]) => !OF_THE_DOCUMENT.test(name));
  return {
    ...page,
    rawHeaders: [...kept, ...Object.entries(own)],
    headers: { ...Object.fromEntries(headers), ...own },
    wireBody: body,
    validators: NO_VALIDATORS,
  };
}

/** Scripts by address: the same ones come with every page of a list. */
function createScriptCache() {
  const loaded = new Map<string, Loaded>();
  let bytes = 0;
  return {
    find: (url: string): Loaded | null => loaded.get(url) ?? null,
    keep: (url: string, script: Loaded): void => {
      if (script.status !== 200 || loaded.has(url) || bytes + script.body.length > MOST_CACHED_BYTES) return;
      bytes += script.body.length;
      loaded.set(url, script);
    },
  };
}
