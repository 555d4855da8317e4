import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createComposer } from '../../src/mail/compose.ts';
import { createFileMailer } from '../../src/mail/file-mailer.ts';
import type { OutboxMessage } from '../../src/model/outbox.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-mail-'));
});
afterEach(() => rm(folder, { recursive: true }));

const MESSAGE: OutboxMessage = {
  id: '0123abcd',
  messageId: '<0123abcd@example.org>',
  to: 'editor@example.org',
  subscriberId: 'editor@example.org',
  kind: 'report',
  sourceIds: ['dhs-ice'],
  changeIds: [],
  madeAt: '2026-11-23T11:17:40.123Z',
  state: 'pending',
  attempts: 0,
  lastAttempt: null,
  lastAnswer: null,
  notBefore: null,
};
const NEVER = new AbortController().signal;
const bytesOf = (): Promise<Uint8Array> =>
  createComposer({ from: 'watch@example.org', replyTo: null }).compose(
    {
      subject: '1 added',
      text: 'Text\n',
      html: '<p>Grüße</p>\n',
      attachments: [],
      listId: 'dhs-ice.pubwatch',
      sourceIds: ['dhs-ice'],
      kinds: ['added'],
    },
    { to: MESSAGE.to, messageId: MESSAGE.messageId, date: new Date(MESSAGE.madeAt), kind: 'report' },
  );

test('a message becomes a file of its bytes, with its HTML part beside it', async () => {
  const bytes = await bytesOf();
  const result = await createFileMailer(join(folder, 'mail')).send(MESSAGE, bytes, NEVER);
  expect(result).toMatchObject({ state: 'written', isContentRefused: false });
  expect((await readFile(result.answer)).equals(bytes)).toBe(true);
  expect(await readFile(result.answer.replace(/eml$/, 'html'), 'utf8')).toContain('<p>Grüße</p>');
});

test('written twice it is one file, and no temporary file stays', async () => {
  const mailer = createFileMailer(folder);
  const bytes = await bytesOf();
  await mailer.send(MESSAGE, bytes, NEVER);
  await mailer.send(MESSAGE, bytes, NEVER);
  expect((await readdir(folder)).map((name) => name.split('.').at(-1)).sort()).toEqual(['eml', 'html']);
});

test('no part of a message leads out of the folder', async () => {
  const hostile = { ...MESSAGE, to: '../../../etc/passwd', id: '..', sourceIds: ['a/../..'] };
  const { answer } = await createFileMailer(folder).send(hostile, await bytesOf(), NEVER);
  expect(dirname(answer)).toBe(folder);
});

test('what cannot be written is said, with the path', async () => {
  await writeFile(join(folder, 'mail'), 'a file where the folder should be');
  await expect(createFileMailer(join(folder, 'mail')).send(MESSAGE, await bytesOf(), NEVER)).rejects.toMatchObject({
    code: 'STATE_WRITE',
    message: expect.stringContaining(join(folder, 'mail')),
  });
});
