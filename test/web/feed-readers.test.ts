import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, vi } from 'vitest';
import { createSiteReader } from '../../src/web/read-site.ts';
import { wireStore } from '../../src/wire-state.ts';
import { openHouse } from '../cli/house.ts';
import { startHttpServer } from '../support/http.ts';
import { testWith } from '../support/program.ts';
import { startSmtpServer } from '../support/smtp.ts';
import { startServer } from './served.ts';

vi.setConfig({ testTimeout: 120_000 });
const execute = promisify(execFile);

interface Place {
  readonly folder: string; // for the reader's own files
  readonly feeds: readonly string[]; // addresses of Atom and RSS
  /** The list holds these items from here on, and is crawled. */
  publish(...items: readonly string[]): Promise<void>;
}

/** A watched list on loopback, and its feeds as `serve` gives them. */
async function openPlace(): Promise<Place> {
  let items: readonly string[] = [];
  const list = await startHttpServer(({ url }, response) => {
    const rows = items.map((name) => `<li><a href="/${name}">${name}</a></li>`).join('');
    const status = url === '/list' || items.includes(url?.slice(1) ?? '') ? 200 : 404;
    response.writeHead(status, { 'content-type': 'text/html' }).end(`<ul>${rows}</ul>`);
  });
  onTestFinished(() => list.close());
  const house = await openHouse(`${list.origin}/list`);
  onTestFinished(() => house.close());
  const site = createSiteReader(await wireStore({ snapshots: join(house.folder, 'snapshots'), env: {} }), null);
  const server = await startServer(await site.read(), { site });
  onTestFinished(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-reader-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return {
    folder,
    feeds: ['feed.atom', 'feed.rss'].map((name) => new URL(name, server.url).href),
    publish: async (...names) => {
      items = names;
      await house.run(['crawl']);
    },
  };
}

/** Tells what a reader has in all once the list gained two items, and again when it gained one and lost one. */
async function readTwice(
  { publish }: Place,
  read: () => Promise<readonly string[]>,
): Promise<readonly (readonly string[])[]> {
  await publish('ash', 'birch', 'cedar', 'elm');
  await publish('ash', 'birch', 'cedar', 'elm', 'fir', 'gum');
  await read();
  const first = await read();
  await publish('birch', 'cedar', 'elm', 'fir', 'gum', 'hazel');
  await read();
  return [first, await read()];
}

const TWO = ['Added: fir', 'Added: gum'];
const FOUR = [...TWO, 'Added: hazel', 'Removed: ash'];

for (const format of ['atom', 'rss']) {
  testWith('newsboat', `newsboat has each entry of the ${format} feed once`, async () => {
    const place = await openPlace();
    const file = (name: string): string => join(place.folder, name);
    await writeFile(file('urls'), `${place.feeds.find((url) => url.endsWith(format))}\n`);
    await writeFile(file('config'), 'cookie-cache "/dev/null"\n');
    const argv = ['-u', file('urls'), '-c', file('cache.db'), '-C', file('config')];
    const env = { HOME: place.folder, PATH: '/usr/bin:/bin', TERM: 'dumb' };
    const { DatabaseSync } = await import('node:sqlite');
    const read = async (): Promise<readonly string[]> => {
      await execute('newsboat', [...argv, '-x', 'reload'], { env });
      const cache = new DatabaseSync(file('cache.db'), { readOnly: true });
      const rows = cache.prepare('select title from rss_item').all();
      cache.close();
      return rows.map(({ title }) => String(title)).sort();
    };
    expect(await readTwice(place, read)).toEqual([TWO, FOUR]);
  });

  testWith('r2e', `rss2email mails each entry of the ${format} feed once`, async () => {
    const place = await openPlace();
    const smtp = await startSmtpServer();
    onTestFinished(() => smtp.close());
    const file = (name: string): string => join(place.folder, name);
    await writeFile(
      file('r2e.cfg'),
      `[DEFAULT]
from = feeds@example.org
to = reader@example.org
email-protocol = smtp
smtp-server = 127.0.0.1
smtp-port = ${smtp.port}
smtp-auth = False
smtp-ssl = False

[feed.watch]
url = ${place.feeds.find((url) => url.endsWith(format))}
`,
    );
    const argv = ['-c', file('r2e.cfg'), '-d', file('r2e.json'), 'run'];
    const read = async (): Promise<readonly string[]> => {
      await execute('r2e', argv, { env: { HOME: place.folder, PATH: '/usr/bin:/bin' } });
      return smtp.messages.map(({ bytes }) => SUBJECT.exec(bytes.toString())?.[1] ?? '').sort();
    };
    expect(await readTwice(place, read)).toEqual([TWO, FOUR]);
  });
}

const SUBJECT = /^Subject: (.*)$/m; // Subject: Added: fir
