// Draws the pictures of a report that the README shows, from the mail of a story that the built program lived through, in the
// system's Chromium: `npm run pictures`. On a desk in light and dark, and on a phone.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from '../support/browser.ts';
import { PLOTS } from './plots.ts';
import { runStory } from './run-story.ts';

const PICTURES = new URL('../../config/pictures/', import.meta.url).pathname;
const LOOKS = [
  { name: 'mail-light', colorScheme: 'light', width: 720 },
  { name: 'mail-dark', colorScheme: 'dark', width: 720 },
  { name: 'mail-phone', colorScheme: 'light', width: 320 },
];
const LOOPBACK = /http:\/\/127\.0\.0\.1:\d+\//g; // http://127.0.0.1:46515/, where the story's site stood
const TALLEST = 900; // CSS pixels: what a reader sees of a mail before the first turn of the wheel

const folder = await mkdtemp(join(tmpdir(), 'pubwatch-pictures-'));
const browser = await startBrowser();
try {
  const settings = 'mail: { from: "Publication watch <watch@example.org>" }';
  const { mails } = await runStory(PLOTS.good, join(folder, 'house'), { readers: ['editor@example.org'], settings });
  const [mail = ''] = mails;
  const written = await readFile(mail.replace(/\.eml$/, '.html'), 'utf8');
  const html = written.replaceAll(LOOPBACK, 'https://harbour.example/');
  await mkdir(PICTURES, { recursive: true });
  for (const { name, colorScheme, width } of LOOKS) {
    const page = await browser.newPage({ colorScheme, viewport: { width, height: TALLEST } });
    await page.setContent(html);
    await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
