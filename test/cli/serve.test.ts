import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { signUnsubscription } from '../../src/lib/unsubscribe.ts';
import { startHttpServer } from '../support/http.ts';
import { openHouse } from './house.ts';

const PASSWORD = 'open: sesame, 57';
const KEY = 'b8f1'.repeat(16);
const LOGIN = { authorization: `Basic ${Buffer.from(`reader:${PASSWORD}`).toString('base64')}` };

/** Runs the program with this on its standard input. */
async function run(argv: readonly string[], stdin: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const io = { argv, env: {}, stdin: Readable.from([stdin]), stdout, stderr, programFile: '' };
  const code = await runCli(io, new AbortController().signal);
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

/** A house with one crawl behind it, and `serve` running in it until the test ends. */
async function openServed(settings: string) {
  const site = await startHttpServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<ul><li><a href="/ash">Ash</a></li></ul>');
  });
  onTestFinished(() => site.close());
  const house = await openHouse(`${site.origin}/list`, { settings });
  onTestFinished(() => house.close());
  await writeFile(join(house.folder, 'config/unsubscribe.key'), KEY);
  expect((await house.run(['crawl'])).code).toBe(0);
  const stop = new AbortController();
  const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const places = ['--config', join(house.folder, 'config'), '--snapshots', join(house.folder, 'snapshots')];
  const argv = ['serve', '--port', '0', '--json', ...places];
  const ended = runCli({ argv, env: {}, stdin: Readable.from([]), stdout, stderr, programFile: '' }, stop.signal);
  const [text] = await Promise.race([once(stdout, 'data'), ended.then(() => [String(stderr.read())])]);
  onTestFinished(async () => {
    stop.abort();
    expect(await ended).toBe(0);
  });
  const { url }: { url: string } = JSON.parse(text);
  return { url, house };
}

test('a password that was hashed by the command guards the page and the metrics', async () => {
  const { code, stdout } = await run(['hash-password'], `${PASSWORD}\n`);
  expect(code).toBe(0);
  const { url } = await openServed(`page: { user: reader, passwordHash: '${stdout.trim()}' }`);
  expect((await fetch(url)).status).toBe(401);
  expect((await fetch(url, { headers: LOGIN })).status).toBe(200);
  const metrics = await fetch(new URL('/metrics', url), { headers: LOGIN });
  expect(await metrics.text()).toContain('pubwatch_source_items{source="harbour"} 1');
});

test('a password that is too short is refused', async () => {
  expect(await run(['hash-password'], 'short\n')).toMatchObject({ code: 64, stdout: '' });
});

test('One-Click on the served page is heeded by the runs that follow', async () => {
  const { url, house } = await openServed(
    'mail: { unsubscribe: { url: "https://watch.example.org/list/leave", keyFile: unsubscribe.key } }',
  );
  const token = signUnsubscription({ subscriberId: 'ann@example.org', list: 'harbour' }, KEY);
  const answer = await fetch(new URL(`/list/leave?token=${token}`, url), { method: 'POST' });
  expect(answer.status).toBe(200);
  expect(await house.state()).toContain('"subscriberId":"ann@example.org","list":"harbour"');
});
