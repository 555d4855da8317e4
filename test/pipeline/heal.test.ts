import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { startHttpServer } from '../support/http.ts';

const TOPICS = ['Weirs', 'Eel ladders', 'Lock keepers', 'Dredgers', 'Tide tables', 'Harbour lamps', 'Ice', 'Pilots'];
type Draw = (topics: readonly string[]) => string;
const before: Draw = (topics) =>
  `<ul class="papers">${topics.map((topic) => `<li><h3><a href="/p/${topic.length}-${topic[0]}">${topic} on the lower river, a report</a></h3><p>What was found about ${topic} this year.</p></li>`).join('')}</ul>`;
const after: Draw = (topics) =>
  `<div class="grid-of-cards">${topics.map((topic) => `<article class="card"><h2><a href="/p/${topic.length}-${topic[0]}">${topic} on the lower river, a report</a></h2><div>What was found about ${topic} this year.</div></article>`).join('')}</div>`;

/** A watch of one list on loopback, whose page can be drawn anew between two crawls. */
async function makeWatch() {
  const site = { draw: before, topics: TOPICS };
  const server = await startHttpServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html' })
      .end(`<html><body><main><h1>Papers</h1>${site.draw(site.topics)}</main></body></html>`),
  );
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-heal-'));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  await mkdir(join(folder, 'config/sources'), { recursive: true });
  await writeFile(
    join(folder, 'config/pubwatch.yaml'),
    'contact: desk@river.example\nsubscribers:\n  - { email: ops@river.example, incidents: true }\nfetch: { hostDelay: 0s, allowPrivateAddresses: true, respectRobots: false }\n',
  );
  await writeFile(
    join(folder, 'config/sources/papers.yaml'),
    `# Our papers.\ntitle: Papers # of the river\nurl: ${server.origin}/papers\nremovals: listing\nrecipe:\n  item: .papers li\n  fields: { title: h3, url: { select: a, attr: href }, summary: p }\n`,
  );
  const run = async (...args: string[]) => {
    const stdout = new PassThrough({ encoding: 'utf8' });
    const stderr = new PassThrough({ encoding: 'utf8' });
    const argv = [...args, '--config', join(folder, 'config'), '--snapshots', join(folder, 'snapshots')];
    const io = { argv, env: {}, stdin: new PassThrough(), stdout, stderr, programFile: '' };
    const code = await runCli(io, new AbortController().signal);
    return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') };
  };
  const mails = async () => {
    const names = await readdir(join(folder, 'snapshots/mail'));
    return Promise.all(names.map((name) => readFile(join(folder, 'snapshots/mail', name), 'utf8')));
  };
  return { site, folder, run, mails };
}

test('a redesign is held, another recipe proposed in mail, status and JSON, and taken only by command', async () => {
  const { site, folder, run, mails } = await makeWatch();
  await run('crawl');
  site.draw = after;
  const held = await run('crawl', '--json');
  expect(held.code).toBe(69);
  expect(JSON.parse(held.out).sources[0]).toMatchObject({
    outcome: 'held',
    changes: [],
    incident: { code: 'LISTING_UNREADABLE', proposal: { itemCount: 8, knownCount: 8, expectedCount: 8 } },
  });
  const text = (await mails()).join().replaceAll('=\r\n', '').replaceAll('\r\n', ' ');
  expect(text).toContain('pubwatch accept papers');
  expect((await run('status')).out).toContain('8 of the 8 known ones among them: pubwatch accept papers');
  const again = JSON.parse((await run('status', '--json')).out);
  expect(again.sources[0].incident.proposal.recipe.format).toBe('html');

  const accepted = await run('accept', 'papers');
  expect(accepted.code).toBe(0);
  const file = await readFile(join(folder, 'config/sources/papers.yaml'), 'utf8');
  expect(file).toContain('# Our papers.\ntitle: Papers # of the river\n');
  expect(file).not.toContain('.papers li');
  expect(await readFile(join(folder, 'config/sources/papers.yaml.before'), 'utf8')).toContain('.papers li');
  const well = await run('crawl', '--json');
  expect([well.code, JSON.parse(well.out).sources[0].items]).toEqual([0, 8]);
  expect((await run('accept', 'papers')).code).toBe(64); // nothing is proposed any longer
});

test('a list that lost its records gets no proposal', async () => {
  const { site, run } = await makeWatch();
  await run('crawl');
  site.topics = TOPICS.slice(0, 3);
  const { out } = await run('crawl', '--json');
  expect(JSON.parse(out).sources[0]).toMatchObject({ incident: { code: 'LISTING_COLLAPSED', proposal: null } });
});

test('records that the recipe passes over are noted once, when they come', async () => {
  const { site, run } = await makeWatch();
  await run('crawl');
  const row = '<li><h3><a href="/p/odd">Odd ones on the lower river, a report</a></h3><p>What was found.</p></li>';
  site.draw = (topics) =>
    before(topics).replace('</ul>', `</ul><ul class="papers-new">${row.repeat(2).replace('/p/odd', '/p/even')}</ul>`);
  const first = JSON.parse((await run('crawl', '--json')).out).sources[0];
  expect(first).toMatchObject({ outcome: 'unchanged', incident: null });
  expect(first.notes.join()).toContain('2 records that the recipe does not read');
  site.topics = [...TOPICS, 'Toll houses'];
  const second = JSON.parse((await run('crawl', '--json')).out).sources[0];
  expect([second.outcome, second.notes]).toEqual(['changed', []]);
});
