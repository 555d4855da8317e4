import { type Context, Hono } from 'hono';
import { FEED_FORMATS, feedPath } from '../report/feed.ts';
import { DOWNLOADS } from '../report/site/downloads.ts';
import { drawNotice, type Notice } from '../report/site/notice-page.ts';
import { changesFile, SEARCH } from '../report/site/paths.ts';
import { publish } from '../report/site/publication.ts';
import { answerDrawn, HTML, secure } from './answers.ts';
import type { Gate } from './gate.ts';
import { isCrossSite, isForUs, namesOf } from './guards.ts';
import { answerCompare, answerDownload, answerFeed, answerSearch } from './queries.ts';
import type { SiteReader } from './read-site.ts';
import { createShownSite, type ShownSite } from './shown-site.ts';
import { answerUnsubscribe, type Leaving } from './unsubscribe.ts';

export interface AppOptions {
  readonly site: SiteReader;
  readonly hosts: readonly string[]; // names besides those of loopback under which we may be asked
  readonly baseUrl: string | null;
  readonly gate: Gate | null; // null: whoever reaches us may read
  readonly leaving: Leaving | null; // One-Click unsubscription; null: not configured
  readonly metrics: (() => Promise<string>) | null;
  /** Is told of what should not happen, in a line or more. */
  readonly fault: (message: string) => void;
}

/** The pages as a web application: reads only, and nothing but its own pages; One-Click alone writes. */
export function createApp(options: AppOptions): Hono {
  const { gate, leaving } = options;
  const publication = publish(options.baseUrl);
  const names = namesOf(options.hosts);
  const shown = createShownSite(options.site, publication);
  const app = new Hono();
  const tell = (
    context: Context,
    status: 200 | 400 | 401 | 403 | 404 | 405 | 421 | 429 | 500,
    notice: Notice,
  ): Response => {
    const body = drawNotice({ title: 'Publication watch', timezone: 'UTC' }, publication, pathOf(context), notice);
    return context.body(body, status, { 'content-type': HTML, ...NOT_KEPT });
  };
  app.use(async (context, next) => {
    await next();
    secure(context.res.headers, publication);
  });
  app.use(async (context, next) => {
    const { headers } = context.req.raw;
    if (!isForUs(headers, names)) return tell(context, 421, FOREIGN_HOST);
    if (!isReading(context) && isCrossSite(headers, names)) return tell(context, 403, CROSS_SITE);
    if (gate === null || leaving?.paths.includes(context.req.path)) return next();
    switch (await gate.ask(context.req.header('authorization') ?? null)) {
      case 'open':
        return next();
      case 'refused':
        context.header('www-authenticate', 'Basic realm="Publication watch", charset="UTF-8"');
        return tell(context, 401, NO_PASSWORD);
      case 'busy':
        context.header('retry-after', '5');
        return tell(context, 429, TOO_MANY);
    }
  });
  if (leaving !== null)
    app.on(['GET', 'POST'], [...leaving.paths], (context) =>
      answerUnsubscribe(context, leaving, (status, notice) => tell(context, status, notice)),
    );
  const { metrics } = options;
  if (metrics !== null)
    app.get('/metrics', async (context) =>
      context.body(await metrics(), 200, { 'content-type': METRICS, ...NOT_KEPT }),
    );
  const found = (context: Context, answer: Response | null): Response => answer ?? tell(context, 404, NOT_FOUND);
  app.get(`/${SEARCH}`, async (context) => answerSearch(context, await shown(), publication));
  app.get('/sources/:id/compare.html', async (context) =>
    found(context, answerCompare(context, await shown(), publication)),
  );
  for (const format of DOWNLOADS)
    app.get(`/${changesFile(format)}`, async (context) => answerDownload(context, await shown(), format));
  for (const format of FEED_FORMATS)
    app.get(`/${feedPath(null, format)}`, async (context) => {
      const current = await shown();
      return found(context, answerFeed(context, current, publication, format) ?? answerPage(context, current));
    });
  app.get('*', async (context) => found(context, answerPage(context, await shown())));
  app.all('*', (context) => {
    context.header('allow', 'GET, HEAD');
    return tell(context, 405, ONLY_GET);
  });
  app.onError((error, context) => {
    options.fault(`${context.req.method} ${context.req.path}: ${error.stack ?? error.message}`);
    const response = tell(context, 500, BROKEN);
    secure(response.headers, publication);
    return response;
  });
  return app;
}

const METRICS = 'text/plain; version=0.0.4; charset=utf-8';
const NOT_KEPT = { 'cache-control': 'no-store' } as const;

/** A page as the export writes it. */
function answerPage(context: Context, { pageByPath, cache }: ShownSite): Response | null {
  const path = pathOf(context);
  const page = pageByPath.get(path);
  return page === undefined ? null : answerDrawn(context, cache.get(path, page.draw), page.mediaType ?? HTML);
}

function isReading({ req }: Context): boolean {
  return req.method === 'GET' || req.method === 'HEAD';
}

function pathOf({ req }: Context): string {
  const path = req.path.slice(1);
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

const FOREIGN_HOST: Notice = {
  heading: 'Not the name of this server',
  text: 'This server does not go by the name it was asked by. Names are those of loopback, of --host, and of baseUrl.',
};
const CROSS_SITE: Notice = { heading: 'Refused', text: 'Forms of other sites are not taken here.' };
const NO_PASSWORD: Notice = {
  heading: 'A password is needed',
  text: 'This watch is read with a user name and a password.',
};
const TOO_MANY: Notice = {
  heading: 'Too many tries',
  text: 'Too many passwords are being checked. Try again in a moment.',
};
const NOT_FOUND: Notice = {
  heading: 'There is no such page',
  text: 'Nothing was published at this address, or its source has no record of it any more.',
};
const ONLY_GET: Notice = { heading: 'Only to be read', text: 'Pages here can be read, and nothing else.' };
const BROKEN: Notice = {
  heading: 'This page cannot be made',
  text: 'The fault is on our side; what serves this page has written down what it was.',
};
