import { Hono } from 'hono';
import { sha256 } from '../lib/bytes.ts';
import { publish } from '../report/site/publication.ts';
import { listPages, type SitePage } from '../report/site/render.ts';
import type { Site } from '../report/site/site.ts';
import type { SiteReader } from './read-site.ts';

export interface AppOptions {
  readonly site: SiteReader;
  readonly hosts: readonly string[]; // names besides those of loopback under which we may be asked
}

const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** The pages as a web application: reads only, and nothing but its own pages. */
export function createApp({ site, hosts }: AppOptions): Hono {
  const publication = publish();
  const app = new Hono();
  const names = new Set([...LOOPBACK_NAMES, ...hosts]);
  let shown: { readonly site: Site; readonly pageByPath: ReadonlyMap<string, SitePage> } | null = null;
  const pages = async (): Promise<ReadonlyMap<string, SitePage>> => {
    const current = await site.read();
    if (shown?.site !== current) {
      const pageByPath = new Map([...listPages(current, publication)].map((page) => [page.path, page]));
      shown = { site: current, pageByPath };
    }
    return shown.pageByPath;
  };

  app.use(async (context, next) => {
    // A foreign name that leads here is DNS rebinding: its scripts would read what only this machine may see.
    if (!names.has(hostName(context.req.header('host'))))
      return context.text('This server does not go by that name.\n', 421);
    if (isCrossSite(context.req.raw.headers, names) && context.req.method !== 'GET' && context.req.method !== 'HEAD')
      return context.text('Forms of other sites are not taken.\n', 403);
    await next();
    for (const [name, value] of Object.entries(SAFETY)) context.res.headers.set(name, value);
    if (!context.res.headers.has('content-security-policy'))
      context.res.headers.set('content-security-policy', `${publication.policy}; frame-ancestors 'none'`);
  });
  app.get('*', async (context) => {
    const path = pathOf(context.req.path);
    const page = (await pages()).get(path);
    if (page === undefined) return context.text('There is no such page.\n', 404);
    const body = page.draw();
    const etag = `"${sha256(body).slice(0, 32)}"`;
    const headers = { etag, 'cache-control': 'no-cache', 'content-type': mediaType(path) };
    if (context.req.header('if-none-match') === etag) return context.body(null, 304, headers);
    return context.body(body, 200, headers);
  });
  app.all('*', (context) => context.text('Only GET is answered here.\n', 405, { allow: 'GET, HEAD' }));
  app.onError((_error, context) => context.text('This page cannot be made: see the log of pubwatch serve.\n', 500));
  return app;
}

const SAFETY: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'interest-cohort=()',
};

const PORT = /:\d{1,5}$/; // :8080

/** The name of a Host header, without its port; '' where there is none. */
function hostName(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(PORT, '');
}

/** Browsers say where a form comes from; mail providers' One-Click posts say nothing, and may. */
function isCrossSite(headers: Headers, names: ReadonlySet<string>): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || !names.has(hostName(new URL(origin).host));
}

function pathOf(asked: string): string {
  const path = asked.slice(1);
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

function mediaType(path: string): string {
  return path.endsWith('.svg') ? 'image/svg+xml' : 'text/html; charset=utf-8';
}
