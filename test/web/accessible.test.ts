import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { findPageFaults } from '../support/accessible.ts';
import { startBrowser } from '../support/browser.ts';
import { testWith } from '../support/program.ts';
import { makeSite, pathOfEachKind } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

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

const SERVED = [
  ['a search', 'search.html?kind=removed&kind=changed&q=water&from=x'],
  ['two snapshots', 'sources/source-001/compare.html?from=3&to=20'],
  ['an error', 'changes/nothing.html'],
] as const;
for (const [kind, path] of [...pathOfEachKind(site), ...SERVED]) {
  testWith('chromium', `${kind} is accessible in light and dark, on a desk and on a phone`, async () => {
    browser ??= await startBrowser();
    expect(await findPageFaults(browser, (page) => page.goto(new URL(path, server.url).href))).toEqual([]);
  });
}
