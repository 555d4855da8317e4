import { createVerify, generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { readUnsubscription } from '../../src/lib/unsubscribe.ts';
import { createComposer } from '../../src/mail/compose.ts';
import { htmlOf } from '../../src/mail/html-part.ts';
import type { Envelope } from '../../src/model/ports.ts';
import type { MailContent } from '../../src/model/report.ts';
import { headersOf } from './headers.ts';

const CONTENT: MailContent = {
  subject: '[dhs-ice] 1 added: Grüße aus Zürich',
  text: 'Complete by itself: Zürich.\n',
  html: '<!DOCTYPE html><p>Zürich = 出版物</p>\n',
  attachments: [
    { filename: 'changes.json', contentType: 'application/json', content: '{"changes":[]}\n' },
    { filename: 'changes.csv', contentType: 'text/csv; charset=utf-8', content: 'kind\r\nadded\r\n' },
  ],
  listId: 'dhs-ice.pubwatch',
  sourceIds: ['dhs-ice'],
  kinds: ['added', 'removed'],
};
const ENVELOPE: Envelope = {
  to: 'editor@example.org',
  messageId: '<0123456789abcdef@example.org>',
  date: new Date('2026-11-23T11:17:40Z'),
  kind: 'report',
};
const SETTINGS = { from: 'Publication watch <watch@example.org>', replyTo: 'desk@example.org' };
const compose = async (over: Partial<MailContent> = {}): Promise<string> =>
  Buffer.from(await createComposer(SETTINGS).compose({ ...CONTENT, ...over }, ENVELOPE)).toString('latin1');

test('every header that readers, filters and scripts rely on is there', async () => {
  const headers = headersOf(await compose());
  expect(Object.fromEntries(headers)).toMatchObject({
    from: 'Publication watch <watch@example.org>',
    to: 'editor@example.org',
    'reply-to': 'desk@example.org',
    'message-id': ENVELOPE.messageId,
    date: 'Mon, 23 Nov 2026 11:17:40 +0000',
    'auto-submitted': 'auto-generated',
    precedence: 'bulk',
    'list-id': '<dhs-ice.pubwatch>',
    'list-unsubscribe': '<mailto:desk@example.org?subject=unsubscribe%20dhs-ice>',
    'x-monitor-source': 'dhs-ice',
    'x-monitor-kinds': 'added, removed',
    'mime-version': '1.0',
  });
  expect(headers.get('content-type')).toMatch(/^multipart\/mixed/);
});

test('the head of the log of runs stands in the header, with its signature where it is signed', async () => {
  const logHead = { line: 12, sha256: 'ab'.repeat(32), at: '2026-11-23T11:17:40.000Z', signature: null };
  const plain = headersOf(await compose({ logHead }));
  expect(plain.get('x-monitor-log')).toBe(`line=12; sha256=${logHead.sha256}`);
  expect(plain.has('x-monitor-log-signature')).toBe(false);
  const signature = `${'Qk'.repeat(43)}==`;
  const signed = headersOf(await compose({ logHead: { ...logHead, signature } }));
  expect(signed.get('x-monitor-log-signature')).toBe(signature);
  expect(headersOf(await compose()).has('x-monitor-log')).toBe(false);
});

test('without a reply address the sender is whom an unsubscriber writes to', async () => {
  const bytes = await createComposer({ ...SETTINGS, replyTo: null }).compose(CONTENT, ENVELOPE);
  const headers = headersOf(Buffer.from(bytes).toString('latin1'));
  expect(headers.get('list-unsubscribe')).toContain('mailto:watch@example.org');
  expect(headers.has('reply-to')).toBe(false);
});

const UNSUBSCRIBE = {
  url: 'https://watch.example.org/unsubscribe',
  key: 'a key of enough characters, for a test only',
};

test('with an endpoint the reader leaves with one click, or by mail as before', async () => {
  const bytes = await createComposer({ ...SETTINGS, unsubscribe: UNSUBSCRIBE }).compose(CONTENT, {
    ...ENVELOPE,
    subscriberId: `a-long-name-${'x'.repeat(150)}@example.org`,
  });
  const headers = headersOf(Buffer.from(bytes).toString('latin1'));
  const [click = '', mail] = (headers.get('list-unsubscribe') ?? '').split(', ');
  const token = new URL(click.slice(1, -1)).searchParams.get('token') ?? '';
  expect(click).toMatch(/^<https:\/\/watch\.example\.org\/unsubscribe\?token=\S+>$/);
  expect(readUnsubscription(token, UNSUBSCRIBE.key)).toEqual({
    subscriberId: `a-long-name-${'x'.repeat(150)}@example.org`,
    list: 'dhs-ice',
  });
  expect(mail).toBe('<mailto:desk@example.org?subject=unsubscribe%20dhs-ice>');
  expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
});

test('without an endpoint no button is promised', async () => {
  expect(headersOf(await compose()).has('list-unsubscribe-post')).toBe(false);
});

test('mails of one source form one thread where that is wished, and only there', async () => {
  const threadOf = async (listId: string, threads: boolean): Promise<(string | undefined)[]> => {
    const bytes = await createComposer({ ...SETTINGS, threads }).compose({ ...CONTENT, listId }, ENVELOPE);
    const headers = headersOf(Buffer.from(bytes).toString('latin1'));
    return [headers.get('references'), headers.get('in-reply-to')];
  };
  const root = '<thread.dhs-ice.pubwatch@example.org>';
  expect(await threadOf('dhs-ice.pubwatch', true)).toEqual([root, root]);
  expect(await threadOf('digest.pubwatch', true)).not.toContain(root);
  expect(await threadOf('dhs-ice.pubwatch', false)).toEqual([undefined, undefined]);
});

test('the same words and envelope give the same bytes', async () => {
  expect(await compose()).toBe(await compose());
});

test('text comes before HTML, and attachments after both', async () => {
  const types = [...(await compose()).matchAll(/^Content-Type: ([a-z/]+)/gm)].map(([, type]) => type);
  expect(types).toEqual([
    'multipart/mixed',
    'multipart/alternative',
    'text/plain',
    'text/html',
    'application/json',
    'text/csv',
  ]);
});

test('what has no attachments is text and HTML alone', async () => {
  expect(headersOf(await compose({ attachments: [] })).get('content-type')).toMatch(/^multipart\/alternative/);
});

test('bytes are 7-bit, end lines with CRLF, and keep every line below 998 octets', async () => {
  const raw = await compose({
    text: `${'x'.repeat(5_000)}\n.\n${'出'.repeat(3_000)}\n`,
    html: `<p>${'ü'.repeat(5_000)}</p>`,
  });
  expect(raw).not.toMatch(/[^\t\r\n -~]/);
  expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
});

test.each([
  ['a line break', 'Notice\r\nBcc: victim@example.net\r\nX-Evil: yes'],
  ['a bare carriage return', 'Notice\rBcc: victim@example.net'],
  ['an encoded word', '=?utf-8?Q?=0ABcc:_victim@example.net?='],
])('%s in a subject adds no header', async (_, subject) => {
  const headers = headersOf(await compose({ subject }));
  expect([...headers.keys()]).not.toContain('bcc');
  expect([...headers.keys()]).not.toContain('x-evil');
});

test('a subject that looks encoded arrives as it was written', async () => {
  const subject = headersOf(await compose({ subject: '=?utf-8?b?RXZpbA==?= 1 added' })).get('subject') ?? '';
  const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, word = '']) => Buffer.from(word, 'base64'));
  expect(Buffer.concat(words).toString()).toBe('=?utf-8?b?RXZpbA==?= 1 added');
});

test('a recipient is one recipient, whatever its address holds', async () => {
  const bytes = await createComposer(SETTINGS).compose(CONTENT, { ...ENVELOPE, to: 'a@example.org, b@example.net' });
  const to = headersOf(Buffer.from(bytes).toString('latin1')).get('to') ?? '';
  expect(to).not.toMatch(/^a@example\.org, b@example\.net$/);
});

test('the HTML part can be read back from the bytes', async () => {
  const raw = Buffer.from(await compose(), 'latin1');
  expect(Buffer.from(htmlOf(raw) ?? []).toString()).toBe(CONTENT.html.replaceAll('\n', '\r\n'));
  expect(htmlOf(Buffer.from('Subject: x\r\n\r\nno parts\r\n'))).toBeNull();
});

test('with a key every mail is signed, all headers that decide its treatment included', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const dkim = {
    domain: 'example.org',
    selector: 'watch',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const raw = Buffer.from(await createComposer({ ...SETTINGS, dkim }).compose(CONTENT, ENVELOPE)).toString('latin1');
  const signature = headersOf(raw).get('dkim-signature') ?? '';
  const signed = / h=([^;]+);/.exec(signature)?.[1]?.replace(/\s/g, '').split(':') ?? [];
  expect(signed).toEqual(
    expect.arrayContaining([
      'from',
      'to',
      'subject',
      'message-id',
      'list-unsubscribe',
      'auto-submitted',
      'x-monitor-source',
    ]),
  );
  const headers = headersOf(raw);
  const canonical = signed.map((name) => `${name}:${headers.get(name)}\r\n`).join('');
  const unsigned = `dkim-signature:${signature.replace(/b=[^;=]+=*$/, 'b=')}`;
  const value = /b=([^;]+)$/.exec(signature)?.[1]?.replace(/\s/g, '') ?? '';
  expect(
    createVerify('RSA-SHA256')
      .update(canonical + unsigned, 'latin1')
      .verify(publicKey, value, 'base64'),
  ).toBe(true);
});

test('a key that cannot sign is a fault of the configuration, not an unsigned mail', async () => {
  const dkim = { domain: 'example.org', selector: 'watch', privateKey: 'no key' };
  await expect(createComposer({ ...SETTINGS, dkim }).compose(CONTENT, ENVELOPE)).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringContaining('mail.dkim'),
  });
});
