import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { loadConfig } from '../../src/config/load.ts';
import { startHttpServer } from '../support/http.ts';

const TOPICS = ['Eel passes', 'Lock gates', 'Tolls', 'Ice on the quay', 'Pilots', 'Dredging', 'Lamps', 'Ferries'];

/** Eight reports a page, the given pages; the last one has no next link unless `wraps`. */
function listPage(page: number, pages: number, wraps: boolean): string {
  const rows = TOPICS.map(
    (topic, at) =>
      `<li class="report"><h3><a href="/reports/${page}-${at}">${topic} in the lower harbour, part ${page}</a></h3><p>What the board of the harbour found about ${topic.toLowerCase()} in its ${page * 8 + at}th meeting.</p></li>`,
  );
  const next = page < pages || wraps ? `<a rel="next" href="/reports?page=${Math.min(page + 1, pages)}">Next</a>` : '';
  return `<html><head><title>Reports of the harbour board</title></head><body><nav><a href="/">Home</a> <a href="/about">About</a></nav><main><h1>Reports</h1><ul>${rows.join('')}</ul>${next}</main></body></html>`;
}
const reports =
  (pages: number, wraps = false) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const page = Number(new URL(request.url ?? '', 'http://x').searchParams.get('page') ?? 1);
    response.writeHead(200, { 'content-type': 'text/html' }).end(listPage(page, pages, wraps));
  };

async function makeFolder(contact = 'desk@river.example'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-add-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'config'));
  await writeFile(
    join(folder, 'config/pubwatch.yaml'),
    `# Ours.\ncontact: "${contact}"\nfetch: { hostDelay: 0s, allowPrivateAddresses: true } # at home\n`,
  );
  return folder;
}

/** Runs `pubwatch add …`; `answers` are typed at a terminal, one a question. */
async function run(folder: string, args: readonly string[], answers: readonly string[] | null = null) {
  const stdin = Object.assign(new PassThrough(), { isTTY: answers !== null });
  const stdout = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: answers !== null });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const said: string[] = [];
  const left = [...(answers ?? [])];
  stdout.on('data', (text: string) => {
    said.push(text);
    if (!QUESTION.test(text)) return;
    const answer = left.shift();
    if (answer === undefined) stdin.end();
    else stdin.write(`${answer}\n`);
  });
  const argv = ['add', ...args, '--config', join(folder, 'config'), '--snapshots', join(folder, 'snapshots')];
  const code = await runCli({ argv, env: {}, stdin, stdout, stderr, programFile: '' }, new AbortController().signal);
  return { code, out: said.join(''), err: String(stderr.read() ?? ''), unasked: left };
}
const QUESTION = /(\]|reach you\):) $/; // [Y/n]

const sourcesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(folder, 'config'))).includes('sources') ? readdir(join(folder, 'config/sources')) : [];

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void, robots?: string) {
  const server = await startHttpServer(answer, robots === undefined ? {} : { robots: (_, to) => to.end(robots) });
  onTestFinished(() => server.close());
  return server;
}

test('with --yes a source file is written that the configuration accepts', async () => {
  const { origin } = await serve(reports(3));
  const folder = await makeFolder();
  const { code, out } = await run(folder, [`${origin}/reports`, '--id', 'harbour', '--yes']);
  expect(code).toBe(0);
  expect(out).toContain('8 there, none twice');
  expect(out).toContain('Eel passes in the lower harbour, part 1');
  expect(out).toContain('No dates were found in the records.');
  expect(out).toMatch(/Subject: \[harbour\] 1 added/);
  const { sources } = await loadConfig(join(folder, 'config'), {});
  expect(sources).toMatchObject([
    { id: 'harbour', title: 'Reports of the harbour board', urls: [`${origin}/reports`], recipe: { format: 'html' } },
  ]);
  expect(await readFile(join(folder, 'config/sources/harbour.yaml'), 'utf8')).toContain('# One record of the list.');
});

test('at a terminal one question is asked of a list that is beyond doubt', async () => {
  const { origin } = await serve(reports(1));
  const folder = await makeFolder();
  const { code, out, unasked } = await run(folder, [`${origin}/reports`], ['', 'never asked']);
  expect(code).toBe(0);
  expect(out).toMatch(/Save as .*sources\/reports\.yaml \(id reports\), checked daily at 06:\d\d UTC\? \[Y\/n\]/);
  expect(unasked).toEqual(['never asked']);
  expect(await sourcesOf(folder)).toEqual(['reports.yaml']);
});

test('an empty contact is asked for before any request, and kept', async () => {
  const server = await serve(reports(1));
  const folder = await makeFolder('');
  const { code } = await run(folder, [`${server.origin}/reports`], ['nobody', 'desk@river.example', 'y']);
  expect(code).toBe(0);
  expect(server.requests.every(({ headers }) => headers['user-agent']?.includes('desk@river.example'))).toBe(true);
  expect(await readFile(join(folder, 'config/pubwatch.yaml'), 'utf8')).toBe(
    '# Ours.\ncontact: "desk@river.example"\nfetch: { hostDelay: 0s, allowPrivateAddresses: true } # at home\n',
  );
});

test.each([
  ['the answer is no', ['n']],
  ['the terminal is closed', []],
])('nothing is written when %s', async (_, answers) => {
  const { origin } = await serve(reports(1));
  const folder = await makeFolder();
  const { code, err } = await run(folder, [`${origin}/reports`], answers);
  expect(code).not.toBe(0);
  expect(err.toLowerCase()).toContain('nothing was written');
  expect(await sourcesOf(folder)).toEqual([]);
});

test.each([
  ['without a terminal and --yes', ['/reports'], 'at a terminal, or with --yes'],
  ['an id that cannot be a folder', ['/reports', '--yes', '--id', '../x'], 'the id of the source'],
  ['an id that has another use', ['/reports', '--yes', '--id', 'outbox'], 'another use'],
  ['a contact that is none', ['/reports', '--yes', '--contact', 'me'], 'mail address'],
])('%s: exit 64, nothing asked of the site, nothing written', async (_, [path = '', ...args], why) => {
  const server = await serve(reports(1));
  const folder = await makeFolder();
  const { code, err } = await run(folder, [`${server.origin}${path}`, ...args]);
  expect([code, err]).toEqual([64, expect.stringContaining(why)]);
  expect(server.requests).toEqual([]);
  expect(await sourcesOf(folder)).toEqual([]);
});

test.each(['ftp://river.example/', 'reports', 'file:///etc/passwd'])('%s is no address to watch', async (address) => {
  expect(await run(await makeFolder(), [address, '--yes'])).toMatchObject({ code: 64 });
});

test('a source that is there is not written over; a suggested id makes way', async () => {
  const { origin } = await serve(reports(1));
  const folder = await makeFolder();
  await run(folder, [`${origin}/reports`, '--yes']);
  expect(await run(folder, [`${origin}/reports`, '--yes', '--id', 'reports'])).toMatchObject({ code: 64 });
  expect(await run(folder, [`${origin}/reports`, '--yes'])).toMatchObject({ code: 0 });
  expect((await sourcesOf(folder)).toSorted()).toEqual(['reports-2.yaml', 'reports.yaml']);
});

test('a next page that only repeats the first is told, and left out of the recipe', async () => {
  const { origin } = await serve(reports(1, true));
  const folder = await makeFolder();
  const { out } = await run(folder, [`${origin}/reports?page=1`, '--yes', '--id', 'loop', '--json']);
  const told: { warnings: string[]; recipe: { next: string | null } } = JSON.parse(out);
  expect(told.recipe.next).toBeNull();
  const { sources } = await loadConfig(join(folder, 'config'), {});
  expect(sources[0]?.recipe).toMatchObject({ next: null });
});

test('a page without a list says what it is; exit 65, nothing written', async () => {
  const { origin } = await serve((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end('<html><body><h1>Log in</h1><form><input type="password" name="p"></form></body></html>'),
  );
  const folder = await makeFolder();
  const { code, err, out } = await run(folder, [`${origin}/reports`, '--yes']);
  expect([code, out]).toEqual([65, '']);
  expect(err).toContain('log-in form');
  expect(await sourcesOf(folder)).toEqual([]);
});

test('robots.txt is obeyed and told of: its pace, and pages of records it closes', async () => {
  const folder = await makeFolder();
  const closed = await serve(reports(1), 'User-agent: *\nDisallow: /\n');
  expect(await run(folder, [`${closed.origin}/reports`, '--yes'])).toMatchObject({ code: 69 });
  const partly = await serve(reports(1), 'User-agent: *\nDisallow: /reports/\nCrawl-delay: 0.2\n');
  const { code, out } = await run(folder, [`${partly.origin}/reports`, '--yes']);
  expect(code).toBe(0);
  expect(out).toContain("8 of 8 records' own pages");
  expect(out).toContain('0.2 s between requests');
});

test('in a folder without configuration the contact is asked for and the main file made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-add-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { code, err } = await run(folder, [
    'http://127.0.0.1:9/reports',
    '--yes',
    '--contact',
    'https://river.example',
  ]);
  expect([code, err]).toEqual([69, expect.stringContaining('127.0.0.1')]); // private addresses stay closed
  expect((await loadConfig(join(folder, 'config'), {})).settings.contact).toBe('https://river.example');
});

test.each([
  ['has more, and dates', 12, '<pubDate>Tue, 12 Mar 2024 08:00:00 GMT</pubDate>', 'it is the richer source'],
  ['has the newest only', 3, '', 'the page is the fuller source'],
])('a feed that the page offers is read, and told of where it %s', async (_, count, date, told) => {
  const entry = (at: number) => `<item><title>Entry ${at}</title><link>/reports/1-${at}</link>${date}</item>`;
  const feed = `<rss version="2.0"><channel><title>Reports</title>${Array.from({ length: count }, (__, at) => entry(at)).join('')}</channel></rss>`;
  const { origin } = await serve((request, response) => {
    if (request.url === '/reports.xml') response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feed);
    else
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(
          listPage(1, 1, false).replace(
            '</head>',
            '<link rel="alternate" type="application/rss+xml" href="/reports.xml"></head>',
          ),
        );
  });
  const { code, out } = await run(await makeFolder(), [`${origin}/reports`, '--yes']);
  expect(code).toBe(0);
  expect(out).toContain(`holds ${count} entries, ${Math.min(count, 8)} of them among the 8 records`);
  expect(out).toContain(told);
});
