import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PHONE = { width: 320, height: 800 }; // CSS pixels: WCAG 2.2, 1.4.10
const NO_PAGE = /status of 404/; // Failed to load resource: the server responded with a status of 404
const DESK = { width: 1280, height: 800 };

/** What is wrong with a page in light and dark, on a desk and on a phone, by axe and by what the browser says; `except` names rules of axe. */
export async function findPageFaults(
  browser: Browser,
  open: (page: Page) => Promise<unknown>,
  except: readonly string[] = [],
): Promise<readonly string[]> {
  const page = await browser.newPage({ colorScheme: 'light', viewport: DESK });
  try {
    const faults: string[] = [];
    const judge = async (where: string, runOnly: object): Promise<void> => {
      const rules = Object.fromEntries(except.map((name) => [name, { enabled: false }]));
      faults.push(...(await axeFaults(page, { runOnly, rules })).map((fault) => `${where}: ${fault}`));
    };
    page.on(
      'console',
      (message) =>
        message.type() === 'error' && !NO_PAGE.test(message.text()) && faults.push(`console: ${message.text()}`),
    );
    await open(page);
    await page.evaluate(axe.source);
    await judge('light', { type: 'tag', values: TAGS });
    await page.emulateMedia({ colorScheme: 'dark' });
    await judge('dark', { type: 'rule', values: ['color-contrast'] });
    await page.setViewportSize(PHONE);
    await judge('phone', { type: 'rule', values: ['target-size'] });
    const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
    return width > PHONE.width ? [...faults, `phone: ${width} px wide`] : faults;
  } finally {
    await page.close();
  }
}

async function axeFaults(page: Page, options: object): Promise<string[]> {
  return page.evaluate(
    `axe.run(document, ${JSON.stringify(options)})
      .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
}
