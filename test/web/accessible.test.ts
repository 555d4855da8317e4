import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { testWith } from '../support/program.ts';
import { makeSite, pathOfEachKind } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NO_PAGE = /status of 404/; // Failed to load resource: the server responded with a status of 404
const PHONE = { width: 320, height: 800 }; // CSS pixels: WCAG 2.2, 1.4.10
const DESK = { width: 1280, height: 800 };

const site = makeSite();
let server: TestServer;
let browser: Browser | null = null;
beforeAll(async () => {
  server = await startServer(site);
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});

/** What axe finds wrong by these rules with the page that is open. */
async function findFaults(page: Page, rules: object): Promise<string[]> {
  return page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} })
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
}

const SERVED = [
  ['a search', 'search.html?kind=removed&kind=changed&q=water&from=x'],
  ['two snapshots', 'sources/source-001/compare.html?from=3&to=20'],
  ['an error', 'changes/nothing.html'],
] as const;
for (const [kind, path] of [...pathOfEachKind(site), ...SERVED]) {
  testWith('chromium', `${kind} is accessible in light and dark, on a desk and on a phone`, async () => {
    browser ??= await startBrowser();
    const page = await browser.newPage({ colorScheme: 'light', viewport: DESK });
    try {
      const errors: string[] = [];
      page.on(
        'console',
        (message) => message.type() === 'error' && !NO_PAGE.test(message.text()) && errors.push(message.text()),
      );
      await page.goto(new URL(path, server.url).href);
      await page.evaluate(axe.source);
      expect(await findFaults(page, { type: 'tag', values: RULES }), `${path} in light`).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await findFaults(page, { type: 'rule', values: ['color-contrast'] }), `${path} in dark`).toEqual([]);
      await page.setViewportSize(PHONE);
      expect(await findFaults(page, { type: 'rule', values: ['target-size'] }), `${path} on a phone`).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(PHONE.width);
      expect(errors).toEqual([]);
    } finally {
      await page.close();
    }
  });
}
