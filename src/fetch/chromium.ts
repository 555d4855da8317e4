import type { Browser, BrowserContext, Request, Route } from 'playwright-core';
import { PubwatchError } from '../model/errors.ts';
import type { Clock } from '../model/ports.ts';
import { START_TIMEOUT_MS, startChromium } from './chromium-start.ts';
import type { DispatcherOptions } from './dispatchers.ts';
import { refuseHop } from './redirect.ts';

/** A page to be drawn: its own bytes, and the only way to whatever else it wants. */
export interface Drawing {
  readonly url: string;
  readonly html: Uint8Array;
  readonly contentType: string;
  readonly userAgent: string;
  readonly scriptTimeoutMs: number; // for what the page does by itself, waiting for `load` not counted
  /** Answers what the page's scripts ask for; null: it may not have it. What it throws ends the drawing. */
  load(wanted: Wanted): Promise<Loaded | null>;
}
export interface Wanted {
  readonly url: string;
  readonly isScript: boolean; // else it is data, by fetch or XMLHttpRequest
  readonly headers: Readonly<Record<string, string>>; // as the page set them, lower-case names
}
export interface Loaded {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
export interface Drawn {
  readonly html: string; // the document as scripts left it
  readonly by: string; // Chromium/150.0.7871.100
}
/** The system's Chromium, cut off from the network: what a page gets it gets from `load`. */
export interface Chromium {
  /** Throws FETCH_TIMEOUT where scripts never come to rest, FETCH_REDIRECT where they lead away, FETCH_NETWORK where it cannot be started or breaks, ABORTED, and what `load` threw. */
  draw(drawing: Drawing, signal: AbortSignal): Promise<Drawn>;
  close(): Promise<void>;
}

const STEP_MS = 50;
const QUIET_MS = 500; // without a request, after the document is read: frameworks draw in the next frames
const CLOSE_TIMEOUT_MS = 5_000; // a script in an endless loop does not let go of its page

/** Starts Chromium when the first page is drawn; one browser for all pages, a fresh context for each. */
export function createChromium(env: DispatcherOptions['env'], clock: Clock): Chromium {
  let running: Promise<Browser> | null = null;

  async function open(): Promise<Browser> {
    running ??= startChromium(env);
    try {
      const browser = await running;
      if (browser.isConnected()) return browser;
    } catch (error) {
      running = null; // the next page tries anew
      throw error;
    }
    running = startChromium(env); // it was killed, or crashed
    return running;
  }

  return {
    draw: async (drawing, signal) => {
      const browser = await untilStopped(open(), signal);
      try {
        return await drawWith(browser, drawing, clock, signal);
      } catch (error) {
        throw error instanceof PubwatchError ? error : broken(drawing.url, error);
      }
    },
    close: async () => {
      await (await running?.catch(() => null))?.close();
    },
  };
}

async function drawWith(browser: Browser, drawing: Drawing, clock: Clock, signal: AbortSignal): Promise<Drawn> {
  const { userAgent } = drawing;
  const context = await browser.newContext({ userAgent, serviceWorkers: 'block', acceptDownloads: false });
  try {
    const html = await untilStopped(drawIn(context, drawing, clock, signal), signal);
    return { html, by: `Chromium/${browser.version()}` };
  } finally {
    const isClosed = context.close().then(() => true);
    if (!(await within(CLOSE_TIMEOUT_MS, isClosed, clock, () => false))) await browser.close();
  }
}

/** Draws one document and waits until its scripts have come to rest. */
async function drawIn(context: BrowserContext, drawing: Drawing, clock: Clock, signal: AbortSignal): Promise<string> {
  const desk = createDesk(drawing);
  await context.routeWebSocket(EVERYTHING, (socket) => socket.close());
  const page = await context.newPage();
  context.on('page', (popup) => void popup.close().catch(() => {}));
  await page.route('**/*', desk.answer);
  await context.route('**/*', refuse); // of popups
  let isRead = false;
  page.on('domcontentloaded', () => {
    isRead = true;
  });
  page.on('crash', () => desk.fail(crashed(drawing.url)));
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  const arrived = page.goto(drawing.url, { waitUntil: 'commit', timeout: START_TIMEOUT_MS });
  arrived.catch(desk.fail);
  await rest(drawing, { desk, isRead: () => isRead }, clock, signal);
  const content = Promise.race([page.content(), desk.failed]);
  return within(drawing.scriptTimeoutMs, content, clock, () => {
    throw endless(drawing);
  });
}

const EVERYTHING = /.*/; // wss://example.org/live

/** Waits until nothing was asked for a while. Throws FETCH_TIMEOUT, FETCH_REDIRECT, and what went wrong at the desk. */
async function rest(
  drawing: Drawing,
  { desk, isRead }: { readonly desk: Desk; readonly isRead: () => boolean },
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let quietMs = 0;
  for (let ownMs = 0; quietMs < QUIET_MS; ) {
    await Promise.race([clock.sleep(STEP_MS, signal), desk.failed]);
    if (desk.isBusy()) {
      quietMs = 0;
      continue;
    }
    ownMs += STEP_MS;
    quietMs = isRead() ? quietMs + STEP_MS : 0;
    const target = desk.leavesFor();
    // A document that is left while it is read is never read to its end.
    if (target !== null && !isRead() && ownMs > QUIET_MS) throw refuseHop(drawing.url, target, 'by a script');
    if (ownMs > drawing.scriptTimeoutMs) throw endless(drawing);
  }
}

/** Where the page's requests come in. */
interface Desk {
  answer(route: Route): Promise<void>;
  isBusy(): boolean;
  /** Where the page wanted to lead the browser; null: nowhere. */
  leavesFor(): string | null;
  fail(error: unknown): void;
  readonly failed: Promise<never>; // rejects with the first fault
}

/** One document, its scripts and what they fetch; no pictures, no styles, no frames, no second document, nothing but GET. */
function createDesk({ url, html, contentType, load }: Drawing): Desk {
  let open = 0;
  let isServed = false;
  let target: string | null = null;
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  failed.catch(() => {}); // told to whoever waits

  async function decide(route: Route, request: Request): Promise<void> {
    const kind = request.resourceType();
    if (kind === 'document' && !isServed && request.url() === url) {
      isServed = true;
      return route.fulfill({ status: 200, headers: { 'content-type': contentType }, body: Buffer.from(html) });
    }
    if (kind === 'document' && request.frame().parentFrame() === null) target = request.url();
    if (!LOADED.has(kind) || request.method() !== 'GET') return refuse(route);
    const loaded = await load({ url: request.url(), isScript: kind === 'script', headers: request.headers() });
    if (loaded === null) return refuse(route);
    const { status, headers, body } = loaded;
    return route.fulfill({ status, headers: { ...headers }, body: Buffer.from(body) });
  }

  return {
    answer: async (route) => {
      open++;
      try {
        await decide(route, route.request());
      } catch (error) {
        if (error instanceof PubwatchError) fail(error);
        await refuse(route); // a page that is gone takes no answer
      } finally {
        open--;
      }
    },
    isBusy: () => open > 0,
    leavesFor: () => target,
    fail,
    failed,
  };
}

const LOADED: ReadonlySet<string> = new Set(['script', 'xhr', 'fetch']);
const NO_CONTENT = 204; // leaves the document as it is, where an error page would take its place

/** A page that is closed, or took its request back, waits for no answer. */
function refuse(route: Route): Promise<void> {
  const isDocument = route.request().isNavigationRequest();
  return (isDocument ? route.fulfill({ status: NO_CONTENT }) : route.abort('blockedbyclient')).catch(() => {});
}

/** The result, or ABORTED as soon as the signal fires. */
function untilStopped<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new PubwatchError('ABORTED', 'stopped while drawing a page', {}, signal.reason));
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', stop));
}

/** The result, or what `late` says when it takes too long. */
async function within<Result>(ms: number, work: Promise<Result>, clock: Clock, late: () => Result): Promise<Result> {
  const done = new AbortController();
  const alarm = clock.sleep(ms, done.signal).then(late);
  alarm.catch(() => {}); // where the work is done first
  try {
    return await Promise.race([work, alarm]);
  } finally {
    done.abort();
  }
}

function endless({ url, scriptTimeoutMs }: Drawing): PubwatchError {
  return new PubwatchError(
    'FETCH_TIMEOUT',
    `the scripts of ${url} did not come to rest within ${scriptTimeoutMs / 1_000} s`,
    { url },
  );
}

function crashed(url: string): PubwatchError {
  return new PubwatchError('FETCH_TOO_LARGE', `${url} could not be drawn: it took more memory than a page may have`, {
    url,
  });
}

function broken(url: string, cause: unknown): PubwatchError {
  const reason = cause instanceof Error ? (cause.message.split('\n', 1)[0] ?? '') : String(cause);
  return new PubwatchError('FETCH_NETWORK', `${url} could not be drawn: ${reason}`, { url }, cause);
}
