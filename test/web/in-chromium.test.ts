import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { signUnsubscription } from '../../src/lib/unsubscribe.ts';
import type { Unsubscription } from '../../src/model/subscriber.ts';
import { startBrowser } from '../support/browser.ts';
import { testWith } from '../support/program.ts';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const KEY = 'k'.repeat(32);
const MOST_TABS = 60; // a page whose content is further away than this is not usable by keyboard

const site = makeSite();
const left: Unsubscription[] = [];
let server: TestServer;
let browser: Browser | null = null;
beforeAll(async () => {
  server = await startServer(site, {
    leaving: { paths: ['/unsubscribe'], key: KEY, leave: async (one) => void left.push(one) },
  });
});
afterAll(async () => {
  await browser?.close();
  await server.close();
});

/** Opens a page, lets the visit happen, and closes it; what the page asked of other origins comes back. */
async function visit(
  path: string,
  act: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<string[]> {
  browser ??= await startBrowser();
  const context = await browser.newContext(options);
  const foreign: string[] = [];
  try {
    const page = await context.newPage();
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) foreign.push(request.url());
    });
    await page.goto(new URL(path, server.url).href);
    await act(page);
    return foreign;
  } finally {
    await context.close();
  }
}
const pathOf = (page: Page): string => page.url().slice(server.url.length);
const focusedText = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent.trim()');

/** Presses Tab until what has the focus begins like this. */
async function tabTo(page: Page, text: string): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    await page.keyboard.press('Tab');
    if ((await focusedText(page)).startsWith(text)) return;
  }
  throw new Error(`${text} was not reached with ${MOST_TABS} tabs`);
}

testWith('chromium', 'a reader with a keyboard alone comes from the front page to the proof of a change', async () => {
  await visit('/', async (page) => {
    await page.keyboard.press('Tab');
    expect(await focusedText(page)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    const [newest] = site.changes;
    const title = newest?.change.after?.title ?? newest?.change.before?.title ?? '';
    await tabTo(page, title);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/changes/${newest?.change.id}.html`);
    await tabTo(page, 'pubwatch verify');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
  });
});

testWith(
  'chromium',
  'the form of the search is filled by keyboard, and its answer has an address of its own',
  async () => {
    await visit('/search.html', async (page) => {
      await page.getByRole('checkbox', { name: 'removed' }).focus();
      await page.keyboard.press('Space');
      await page.getByLabel('Words in the record').focus();
      await page.keyboard.type('Water prices');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/search.html?*');
      const found = await page.locator('.changes li').count();
      expect(found).toBeGreaterThan(0);
      expect(await page.locator('.changes .kind').allTextContents()).toEqual(Array(found).fill('removed'));
      await page.goto(page.url());
      expect(await page.locator('.changes li').count()).toBe(found);
      expect(await page.getByRole('checkbox', { name: 'removed' }).isChecked()).toBe(true);
    });
  },
);

testWith('chromium', 'without scripts everything is there: links, forms, figures', async () => {
  const noScript = { javaScriptEnabled: false };
  await visit(
    '/search.html',
    async (page) => {
      await page.getByLabel('Source').selectOption('source-002');
      await page.getByRole('button', { name: 'Search' }).click();
      expect(pathOf(page)).toContain('source=source-002');
      await page.locator('.changes a').first().click();
      expect(pathOf(page)).toMatch(/^changes\/source-002\./);
    },
    noScript,
  );
  await visit(
    '/',
    async (page) => {
      await page.getByText('The figures').click();
      expect(await page.locator('details table').isVisible()).toBe(true);
    },
    noScript,
  );
});

testWith('chromium', 'two snapshots are chosen and compared', async () => {
  await visit('/sources/source-001/', async (page) => {
    await page.getByRole('link', { name: 'Compare two snapshots' }).click();
    await page.getByLabel('From').selectOption('9');
    await page.getByLabel('To').selectOption('10');
    await page.getByRole('button', { name: 'Compare' }).click();
    expect(pathOf(page)).toBe('sources/source-001/compare.html?from=9&to=10');
    expect(await page.locator('.lead').textContent()).toContain('(number 9) to');
  });
});

testWith('chromium', 'light and dark follow the reader’s system', async () => {
  const brightness = async (colorScheme: 'light' | 'dark'): Promise<number> => {
    let sum = 0;
    await visit(
      '/',
      async (page) => {
        const colour: string = await page.evaluate('getComputedStyle(document.body).backgroundColor');
        sum = (colour.match(/\d+/g) ?? []).reduce((total, part) => total + Number(part), 0);
      },
      { colorScheme },
    );
    return sum;
  };
  expect(await brightness('light')).toBeGreaterThan(700);
  expect(await brightness('dark')).toBeLessThan(120);
});

testWith(
  'chromium',
  'before and after stand side by side where there is room, and below one another on a phone',
  async () => {
    const edited = site.changes.find(({ change }) => change.kind === 'changed');
    const tops = async (width: number): Promise<number[]> => {
      let found: number[] = [];
      await visit(
        `/changes/${edited?.change.id}.html`,
        async (page) => {
          found = await page.evaluate("[...document.querySelectorAll('.side')].map((side) => side.offsetTop)");
        },
        { viewport: { width, height: 800 } },
      );
      return found;
    };
    const [before, after] = await tops(1_280);
    expect(before).toBe(after);
    const [above, below] = await tops(320);
    expect(below).toBeGreaterThan(above ?? 0);
  },
);

testWith('chromium', 'on paper there is no navigation, and nothing is cut off', async () => {
  await visit('/sources/source-001/', async (page) => {
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.mast nav').isVisible()).toBe(false);
    expect(await page.locator('.changes li').first().isVisible()).toBe(true);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });
});

testWith('chromium', 'nothing is asked of another place, on any page of a walk', async () => {
  for (const path of ['/', '/timeline/', '/incidents.html', '/search.html?q=water', '/sources/source-001/items.html'])
    expect(await visit(path, async () => {}), path).toEqual([]);
});

testWith('chromium', 'the button of One-Click works in a browser', async () => {
  const one = { subscriberId: 'ann@example.org', list: 'source-001' };
  await visit(`/unsubscribe?token=${signUnsubscription(one, KEY)}`, async (page) => {
    expect(left).toEqual([]);
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('heading', { name: 'Done' }).waitFor();
  });
  expect(left).toEqual([one]);
});
