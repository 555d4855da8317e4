// Draws the pictures of the README anew, into config/pictures/: `npm run pictures`. Needs Chromium.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { makeSite } from '../web/make-site.ts';
import { startServer } from '../web/served.ts';

interface Picture {
  readonly name: string; // of the file, without .png
  readonly path: string; // of the page on the server
  readonly scheme: 'light' | 'dark';
  readonly width: number; // CSS pixels
  readonly height: number;
}

const FOLDER = new URL('../../config/pictures', import.meta.url).pathname;
const DESK = { width: 1180, height: 820 } as const;
const PHONE = { width: 390, height: 780 } as const;

const site = makeSite({ sources: 6, items: 40, crawls: 180, changesACrawl: 5, fewest: 0 });
const edited = site.changes.find(({ change }) => change.kind === 'changed' && change.fields.includes('summary'));

const PICTURES: readonly Picture[] = [
  { name: 'page-light', path: '/', scheme: 'light', ...DESK },
  { name: 'page-dark', path: '/sources/source-001/', scheme: 'dark', ...DESK },
  { name: 'page-change', path: `/changes/${edited?.change.id}.html`, scheme: 'light', ...DESK },
  { name: 'page-phone', path: '/', scheme: 'light', ...PHONE },
];

/** Draws one picture. */
async function take(browser: Browser, url: string, { name, path, scheme, width, height }: Picture): Promise<void> {
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height } });
  await page.goto(new URL(path, url).href);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
}

await mkdir(FOLDER, { recursive: true });
const server = await startServer(site);
const browser = await startBrowser();
try {
  for (const picture of PICTURES) await take(browser, server.url, picture);
} finally {
  await browser.close();
  await server.close();
}
