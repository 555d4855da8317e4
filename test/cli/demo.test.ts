import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../src/cli/cli.ts';
import { createDemoMailbox } from '../../src/cli/demo/mailbox.ts';
import { createDemoSite } from '../../src/cli/demo/site.ts';

const EML = /^The same as a mail: +(\S+)$/m; // The same as a mail:   /tmp/x/report.eml
const PAGE = /^The same as a page: +(\S+)$/m; // The same as a page:   /tmp/x/report.html
const PICTURE = /```\n([\s\S]*?)```/; // ``` … ```

test('the demo crawls twice, prints the report and leaves it as a mail and as a page', async () => {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const io = { argv: ['demo'], env: {}, stdin: Readable.from([]), stdout, stderr, programFile: '' };
  expect(await runCli(io, new AbortController().signal)).toBe(0);
  expect(stderr.read()).toBeNull();
  const said = String(stdout.read());
  const [eml = '', page = ''] = [EML, PAGE].map((pattern) => pattern.exec(said)?.[1] ?? '');
  onTestFinished(() => rm(dirname(eml), { recursive: true }));

  expect(said).toContain('1 added, 2 changed, 1 removed');
  expect(await readFile(eml, 'latin1')).toMatch(/^(?:.*\r\n)*Subject: \[town\] 1 added, 2 changed, 1 removed/);
  expect(await readFile(page, 'utf8')).toContain('Price of Water: Proposal for the Coming Year');

  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const picture = PICTURE.exec(readme)?.[1]?.trim().split('\n') ?? [];
  expect(picture.length).toBeGreaterThan(10);
  for (const line of picture.filter((text) => text !== '')) expect(said).toContain(line.replace(' 9 items.', ''));
});

test("the demo's site pages its list, and a day later has one publication more, one less and two edited", async () => {
  const site = await createDemoSite();
  onTestFinished(() => site.close());
  const read = async (url: string): Promise<[number, string]> => {
    const response = await fetch(url, { headers: { connection: 'close' } });
    return [response.status, await response.text()];
  };
  const pages = async () => (await Promise.all([1, 2, 3].map((page) => read(`${site.url}?page=${page}`)))).join();
  const before = await pages();
  expect(before.match(/<li /g)).toHaveLength(9);
  expect(before.match(/rel="next"/g)).toHaveLength(2);
  expect((await read(`${site.url}/complaints`))[0]).toBe(200);

  site.passDay();
  const after = await pages();
  expect(after.match(/<li /g)).toHaveLength(9);
  expect(after).toContain('Price of Water');
  expect(after).toContain('Corrected Report');
  expect(after).toContain('80 beds');
  expect((await read(`${site.url}/complaints`))[0]).toBe(404);
});

test("the demo's mailbox keeps a message byte for byte, however its lines are cut", async () => {
  const mailbox = await createDemoMailbox();
  onTestFinished(() => mailbox.close());
  const socket = connect(Number(new URL(mailbox.url).port), '127.0.0.1').setEncoding('latin1');
  const ended = new Promise((resolve) => socket.once('close', resolve));
  let answers = '';
  const say = async (text: string, answer: string): Promise<void> => {
    for (const half of [text.slice(0, -2), text.slice(-2)]) socket.write(half, 'latin1');
    const [line] = await new Promise<string[]>((resolve) => socket.once('data', (data) => resolve([String(data)])));
    answers += line;
    expect(answers.trim().split('\r\n').at(-1)).toMatch(answer);
  };
  await new Promise((resolve) => socket.once('data', resolve));
  await say('EHLO here\r\n', '250');
  await say('MAIL FROM:<a@example.org>\r\n', '250');
  await say('RCPT TO:<b@example.org>\r\n', '250');
  await say('DATA\r\n', '354');
  await say('Subject: \xe9\r\n\r\n..a line that begins with a dot\r\nQUIT\r\n.\r\n', '250');
  await say('QUIT\r\n', '221');
  await ended;
  expect(mailbox.messages).toEqual(['Subject: \xe9\r\n\r\n.a line that begins with a dot\r\nQUIT\r\n']);
});
