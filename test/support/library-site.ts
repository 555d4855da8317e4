import { setTimeout } from 'node:timers/promises';
import { type HttpServer, startHttpServer } from './http.ts';

/** A site of many lists on many hosts (127.0.0.2 and up), all of one server that notes when each host was asked. */
export interface LibrarySite {
  addressOf(list: number): string;
  /** Every list shows one more title from here on. */
  publish(): void;
  /** How often was a host asked while a request to it was open, and the least time between two of its starts, in ms. */
  manners(): { readonly overlaps: number; readonly leastPauseMs: number };
  asked(): number;
  /** Answers from here on take so long. */
  slowDown(ms: number): void;
  close(): Promise<void>;
}

interface Host {
  open: number;
  lastStart: number;
}

/** `hosts` of them, the lists dealt out in turn; each answer takes `latencyMs`. */
export async function startLibrarySite(hosts: number, latencyMs: number): Promise<LibrarySite> {
  let edition = 1;
  let delayMs = latencyMs;
  let overlaps = 0;
  let leastPauseMs = Number.POSITIVE_INFINITY;
  const byHost = new Map<string, Host>();
  const server: HttpServer = await startHttpServer(
    (request, response) => {
      const name = request.headers.host ?? '';
      const host = byHost.get(name) ?? { open: 0, lastStart: Number.NEGATIVE_INFINITY };
      byHost.set(name, host);
      const now = performance.now();
      if (host.open > 0) overlaps++;
      leastPauseMs = Math.min(leastPauseMs, now - host.lastStart);
      host.lastStart = now;
      host.open++;
      response.on('close', () => host.open--);
      const titles = Array.from(
        { length: edition },
        (_, index) => `<li><a href="${request.url}/${index}">Paper ${index} of ${request.url}</a></li>`,
      );
      const page = `<!doctype html><title>Papers</title><ul>${titles.join('')}</ul>`;
      setTimeout(delayMs).then(() => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
    },
    { host: '0.0.0.0' },
  );
  return {
    addressOf: (list) => `http://127.0.0.${(list % hosts) + 2}:${server.port}/list-${list}`,
    publish: () => {
      edition++;
    },
    manners: () => ({ overlaps, leastPauseMs }),
    asked: () => server.paths().length,
    slowDown: (ms) => {
      delayMs = ms;
    },
    close: server.close,
  };
}
