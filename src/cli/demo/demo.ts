import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crawl } from '../crawl.ts';
import type { CommandContext } from '../io.ts';
import { simpleText } from './eml.ts';
import { createDemoMailbox } from './mailbox.ts';
import { createDemoSite } from './site.ts';

/** `demo`: a small publications site and a mailbox on loopback, a crawl, a day with changes, a second crawl, and the report. */
export async function demo(context: CommandContext): Promise<number> {
  const { out } = context;
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-demo-'));
  const [site, mailbox] = await Promise.all([createDemoSite(), createDemoMailbox()]);
  try {
    const options = {
      ...context.options,
      config: join(folder, 'config'),
      snapshots: join(folder, 'snapshots'),
      json: false,
    };
    await writeConfig(options.config, site.url);
    const run = { ...context, options, io: { ...context.io, env: { PUBWATCH_SMTP_URL: mailbox.url } } };
    out.result(`A publications site stands at ${site.url}, a mailbox at ${mailbox.url}.\n\n$ pubwatch crawl`);
    const first = await crawl(run, [], {});
    if (first !== 0) return first;
    site.passDay();
    out.result('\nA day goes by: the site adds, edits and withdraws publications.\n\n$ pubwatch crawl');
    const second = await crawl(run, [], {});
    if (second !== 0) return second;
    const [message] = mailbox.messages;
    if (message === undefined) {
      out.diagnostic('the report did not reach the mailbox');
      return 75;
    }
    const { text, html } = simpleText(message);
    const eml = join(folder, 'report.eml');
    const page = join(folder, 'report.html');
    await writeFile(eml, message, 'latin1');
    await writeFile(page, html);
    out.result(
      `\nThe mail that came:\n\n${text.trimEnd()}\n\nThe same as a mail:   ${eml}\nThe same as a page:   ${page}\nThe state it left in: ${options.snapshots}`,
    );
    return 0;
  } finally {
    await Promise.all([site.close(), mailbox.close()]);
  }
}

async function writeConfig(folder: string, url: string): Promise<void> {
  await mkdir(join(folder, 'sources'), { recursive: true });
  await writeFile(
    join(folder, 'pubwatch.yaml'),
    `contact: https://example.org/bot
mail:
  from: "Publication watch <watch@example.org>"
subscribers:
  - email: editor@example.org
fetch: { hostDelay: 0s, allowPrivateAddresses: true, respectRobots: false }
`,
  );
  await writeFile(
    join(folder, 'sources', 'town.yaml'),
    `title: Publications of the Town
url: ${url}
recipe:
  item: li.publication
  fields:
    title: h3
    url: { select: h3 a, attr: href }
    summary: p
  next: a[rel=next]
`,
  );
}
