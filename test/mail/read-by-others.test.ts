import { spawnSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, expect, vi } from 'vitest';
import { createComposer } from '../../src/mail/compose.ts';
import type { MailContent } from '../../src/model/report.ts';
import { findPageFaults } from '../support/accessible.ts';
import { startBrowser } from '../support/browser.ts';
import { testWith } from '../support/program.ts';
import { htmlFaults } from '../support/valid-html.ts';
import { MAILS } from './make-mails.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser | null = null;
afterAll(() => browser?.close());

const SPACE = /\s+/g; // a line break, where each reader breaks its lines
const ADDRESS = /(?:: )?https?:\/\/\S+/g; // https://library.example/publication/tide-tables
const DRAWN_MARK = /\[(?:DEL|INS):|:(?:DEL|INS)\]/g; // [DEL:[-seven-]:DEL], as w3m draws what is struck
const MORE = /^… and \d+ more/; // the text part has more room than the HTML part

/** What a text part says, a paragraph an entry, without the white space and case that a reader may set as it likes. */
function factsOf({ text }: MailContent): readonly string[] {
  const lines = text.replace(ADDRESS, ' ').split('\n');
  return lines.map(plain).filter((line) => line !== '' && line !== '--' && !MORE.test(line));
}

function plain(text: string): string {
  return text.replace(SPACE, '').toLowerCase();
}

function dump(html: string): string {
  const argv = ['-dump', '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', '-cols', '80'];
  const { stdout, status } = spawnSync('w3m', argv, { input: html, encoding: 'utf8', maxBuffer: 50_000_000 });
  expect(status).toBe(0);
  return plain(stdout.replace(DRAWN_MARK, ''));
}

for (const [name, { kind, content }] of MAILS) {
  if (name !== 'of 501 changes') {
    testWith('w3m', `w3m shows every fact of the mail: ${name}`, () => {
      const shown = dump(content.html);
      expect(factsOf(content).filter((fact) => !shown.includes(fact))).toEqual([]);
      const linked = (content.text.match(ADDRESS) ?? []).map((found) => found.replace(/^: /, ''));
      expect(linked.filter((address) => !content.html.includes(address.replaceAll('&', '&amp;')))).toEqual([]);
    });
  }

  testWith('tidy', `the HTML of the mail is valid: ${name}`, () => {
    expect(htmlFaults(content.html)).toEqual([]);
  });

  testWith('chromium', `the mail is accessible in light and dark, and on a phone: ${name}`, async () => {
    browser ??= await startBrowser();
    const requests: string[] = [];
    const faults = await findPageFaults(
      browser,
      (page) => {
        page.on('request', (request) => requests.push(request.url()));
        return page.setContent(content.html);
      },
      ['region', 'landmark-one-main', 'bypass'], // a mail stands inside the page of its reader
    );
    expect([faults, requests]).toEqual([[], []]);
  });

  testWith('spamassassin', `SpamAssassin finds nothing to hold against the mail: ${name}`, async () => {
    const composer = createComposer({ from: 'Publication watch <watch@example.org>', replyTo: 'desk@example.org' });
    const envelope = { to: 'editor@example.org', messageId: '<4b2e7c1a@example.org>', date: new Date(), kind };
    const input = await composer.compose(content, envelope);
    const { stdout } = spawnSync('spamassassin', ['-L', '-t'], { input, encoding: 'utf8', maxBuffer: 50_000_000 });
    const [, score = 'none', tests = ''] = SCORE.exec(stdout.replaceAll(FOLD, ' ')) ?? [];
    expect(Number(score), `${score} ${tests}`).toBeLessThanOrEqual(0);
  });
}

const FOLD = /\r?\n[ \t]+/g; // a header that goes on in the next line
const SCORE = /^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?) autolearn/m; // X-Spam-Status: No, score=-1.0 …

testWith('w3m', 'a fact that the HTML lacks is missed', () => {
  const { html = '' } = MAILS.get('good')?.content ?? {};
  expect(dump(html)).toContain(plain('{+nine+}'));
  expect(dump(html.replace('{+nine+}', ''))).not.toContain(plain('{+nine+}'));
});
