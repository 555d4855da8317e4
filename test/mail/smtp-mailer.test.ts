import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SmtpSettings } from '../../src/mail/smtp.ts';
import { createSmtpMailer } from '../../src/mail/smtp-mailer.ts';
import { openSession } from '../../src/mail/smtp-session.ts';
import type { OutboxMessage } from '../../src/model/outbox.ts';
import type { Mailer } from '../../src/model/ports.ts';
import {
  type SmtpFaultAction,
  type SmtpMoment,
  type SmtpScript,
  type SmtpServer,
  startSmtpServer,
} from '../support/smtp.ts';
import { UNTRUSTED } from './certificate.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const port of open.splice(0).reverse()) await port.close();
});

const PASSWORD = 'kiwi/:@%41';
const FROM = 'Publication watch <watch@example.org>';
const BYTES = Buffer.from('Subject: x\r\nMessage-ID: <a.b@example.org>\r\n\r\nFirst line.\r\n.starts with a dot\r\n');
const NEVER = new AbortController().signal;

const messageTo = (to: string): OutboxMessage => ({
  id: `id-${to}`,
  messageId: '<a.b@example.org>',
  to,
  subscriberId: to,
  kind: 'report',
  sourceIds: ['dhs-ice'],
  changeIds: [],
  madeAt: '2026-11-23T11:17:00Z',
  state: 'pending',
  attempts: 0,
  lastAttempt: null,
  lastAnswer: null,
  notBefore: null,
});
const settingsOf = (port: number, over: Partial<SmtpSettings> = {}): SmtpSettings => ({
  host: '127.0.0.1',
  port,
  encryption: 'offered',
  login: null,
  ...over,
});
const start = async (
  script: SmtpScript = {},
  over: Partial<SmtpSettings> = {},
): Promise<{ server: SmtpServer; mailer: Mailer }> => {
  const server = await startSmtpServer(script);
  const mailer = createSmtpMailer(settingsOf(server.port, over), FROM);
  open.push(server, mailer);
  return { server, mailer };
};
const at = (
  moment: SmtpMoment,
  action: SmtpFaultAction,
  times = Number.POSITIVE_INFINITY,
): NonNullable<SmtpScript['fault']> => {
  let left = times;
  return (now) => (now === moment && left-- > 0 ? action : null);
};
const say = (line: string): SmtpFaultAction => ({ kind: 'say', line });

test('stored bytes arrive to the letter, for one recipient, from the bare sender', async () => {
  const { server, mailer } = await start();
  const result = await mailer.send(messageTo('editor@example.org'), BYTES, NEVER);
  expect(result).toEqual({ state: 'sent', answer: '250 2.0.0 queued', isContentRefused: false });
  expect(server.messages).toHaveLength(1);
  expect(server.messages[0]).toMatchObject({ from: 'watch@example.org', to: ['editor@example.org'] });
  expect(server.messages[0]?.bytes.equals(BYTES)).toBe(true);
});

test.each([true, false])('one connection serves a whole run (pipelining: %s)', async (pipelining) => {
  const { server, mailer } = await start({ pipelining });
  for (const name of ['a', 'b', 'c']) await mailer.send(messageTo(`${name}@example.org`), BYTES, NEVER);
  expect(server.messages.map(({ to }) => to)).toEqual([['a@example.org'], ['b@example.org'], ['c@example.org']]);
  expect(server.connections()).toBe(1);
  await mailer.close();
  expect(server.commands.at(-1)).toBe('QUIT');
});

test('a server that hangs up between two messages costs neither of them', async () => {
  const { server, mailer } = await start({ messagesPerConnection: 1 });
  for (const name of ['a', 'b', 'c'])
    expect(await mailer.send(messageTo(`${name}@example.org`), BYTES, NEVER)).toMatchObject({ state: 'sent' });
  expect(server.messages).toHaveLength(3);
  expect(server.connections()).toBe(3);
});

describe('what a server says decides the state', () => {
  const failed = { state: 'failed', isContentRefused: false } as const;
  const refused = { state: 'failed', isContentRefused: true } as const;
  const pending = { state: 'pending', isContentRefused: false } as const;
  const unreachable = { ...pending, isUnreachable: true } as const;
  test.each([
    ['421 in the greeting', 'greeting', '421 4.3.2 not now', unreachable],
    ['554 in the greeting', 'greeting', '554 5.7.1 no service for you', unreachable],
    ['451 for the sender', 'MAIL', '451 4.3.0 later', pending],
    ['452 for the size', 'MAIL', '452 4.3.1 disk full', pending],
    ['552 for the size', 'MAIL', '552 5.3.4 too big', refused],
    ['450 for the recipient (greylisting)', 'RCPT', '450 4.2.0 greylisted', pending],
    ['550 for the recipient', 'RCPT', '550 5.1.1 user unknown', failed],
    ['451 for DATA', 'DATA', '451 4.3.0 later', pending],
    ['554 for DATA', 'DATA', '554 5.7.1 policy', failed],
    ['451 after the message', 'message', '451 4.3.0 queue error', pending],
    ['421 after the message', 'message', '421 4.3.2 shutting down', pending],
    ['552 after the message', 'message', '552 5.3.4 too big', refused],
    ['554 after the message', 'message', '554 5.7.1 looks like spam', refused],
  ] as const)('%s', async (_, moment, line, expected) => {
    const { mailer } = await start({ fault: at(moment, say(line)) });
    const result = await mailer.send(messageTo('editor@example.org'), BYTES, NEVER);
    expect(result).toMatchObject(expected);
    expect(result.isUnreachable ?? false).toBe('isUnreachable' in expected);
    expect(result.answer).toContain(line.slice(4));
  });

  test('a message above the announced size is refused for its content', async () => {
    const { mailer } = await start({ maxBytes: 10 });
    expect(await mailer.send(messageTo('editor@example.org'), BYTES, NEVER)).toMatchObject(refused);
  });

  test('one refused recipient does not keep the next message back', async () => {
    const { server, mailer } = await start({
      fault: (moment, argument) =>
        moment === 'RCPT' && argument.startsWith('nobody@') ? say('550 5.1.1 user unknown') : null,
    });
    expect(await mailer.send(messageTo('nobody@example.org'), BYTES, NEVER)).toMatchObject(failed);
    expect(await mailer.send(messageTo('editor@example.org'), BYTES, NEVER)).toMatchObject({ state: 'sent' });
    expect(server.messages.map(({ to }) => to)).toEqual([['editor@example.org']]);
  });
});

describe('a line that goes dead', () => {
  test('nobody listens: pending, and nothing else will get through', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const result = await createSmtpMailer(settingsOf(port), FROM).send(messageTo('a@example.org'), BYTES, NEVER);
    expect(result).toMatchObject({ state: 'pending', isUnreachable: true, answer: expect.stringContaining('REFUSED') });
  });

  test.each([
    ['greeting', true],
    ['EHLO', true],
    ['MAIL', false],
    ['RCPT', false],
    ['DATA', false],
    ['message', false],
  ] as const)('dropped at %s: pending', async (moment, isUnreachable) => {
    const { mailer } = await start({ fault: at(moment, { kind: 'drop' }, 1) });
    const result = await mailer.send(messageTo('editor@example.org'), BYTES, NEVER);
    expect(result.state).toBe('pending');
    expect(result.isUnreachable ?? false).toBe(isUnreachable);
    expect(await mailer.send(messageTo('editor@example.org'), BYTES, NEVER)).toMatchObject({ state: 'sent' });
  });

  test('the server has the message but its answer is lost: pending, and said so', async () => {
    const { server, mailer } = await start({ fault: at('message', { kind: 'drop', stored: true }, 1) });
    const result = await mailer.send(messageTo('editor@example.org'), BYTES, NEVER);
    expect(result).toMatchObject({ state: 'pending', answer: expect.stringContaining('may have it already') });
    expect(server.messages).toHaveLength(1);
  });

  test.each(['greeting', 'EHLO', 'MAIL', 'DATA', 'message'] as const)(
    'a server silent at %s is left at once when the run is stopped',
    async (moment) => {
      const { server, mailer } = await start({ fault: at(moment, { kind: 'hang' }) });
      const stop = new AbortController();
      const sending = mailer.send(messageTo('editor@example.org'), BYTES, stop.signal);
      await server.met(moment);
      stop.abort();
      expect(await sending).toMatchObject({ state: 'pending', answer: expect.stringContaining('stopped') });
    },
  );

  test('a silence after the message is borne as long as asked, and no longer', async () => {
    const server = await startSmtpServer({ fault: at('message', { kind: 'hang', stored: true }) });
    open.push(server);
    const opened = await openSession(settingsOf(server.port), 100, NEVER);
    expect(opened.fault).toBeNull();
    const mail = { sender: 'watch@example.org', recipient: 'editor@example.org', bytes: BYTES };
    const tried = await opened.value?.send(mail, NEVER);
    expect(tried?.fault).toMatchObject({ step: 'content', code: 'ETIMEDOUT', status: null });
    expect(opened.value?.isOpen()).toBe(false);
  });
});

describe('what no retry mends is a fault of the configuration', () => {
  const login = { user: 'watch', password: PASSWORD };
  const sendOnce = async (script: SmtpScript, over: Partial<SmtpSettings>): Promise<unknown> => {
    const { mailer } = await start(script, over);
    return mailer.send(messageTo('editor@example.org'), BYTES, NEVER).catch((error: unknown) => error);
  };

  test.each([
    ['a refused login', { login: { user: 'watch', password: 'another' } }, { login }, 'refuses the login of watch'],
    ['a login where none is offered', {}, { login }, 'the server offers none'],
    [
      'no login where one is wanted',
      { fault: at('MAIL', say('530 5.7.0 authentication required')) },
      {},
      'wants a login',
    ],
    ['a refused sender', { fault: at('MAIL', say('550 5.7.1 sender rejected')) }, {}, 'Set mail.from'],
    ['no STARTTLS where TLS is required', {}, { encryption: 'required' }, 'offers no STARTTLS'],
    [
      'an untrusted certificate with STARTTLS',
      { tls: UNTRUSTED },
      { encryption: 'required' },
      'certificate is not accepted',
    ],
    [
      'an untrusted certificate from the first byte',
      { tls: { ...UNTRUSTED, implicit: true } },
      { encryption: 'implicit' },
      'certificate is not accepted',
    ],
    ['a server that speaks no TLS', {}, { encryption: 'implicit' }, 'smtps:// means TLS from the first byte'],
  ] as const)('%s', async (_, script, over, words) => {
    const error = await sendOnce(script, over);
    expect(error).toMatchObject({ code: 'MAIL_CONFIG', message: expect.stringContaining(words) });
    expect(String(error)).not.toContain(PASSWORD);
  });

  test('a login refused for now is tried again', async () => {
    const result = await sendOnce({ login, fault: at('AUTH', say('454 4.7.0 try later')) }, { login });
    expect(result).toMatchObject({ state: 'pending', isUnreachable: true });
  });

  test('a server that repeats the password is not quoted', async () => {
    const encoded = Buffer.from(`\0watch\0${PASSWORD}`).toString('base64');
    const error = await sendOnce({ login, fault: at('AUTH', say(`535 no: ${PASSWORD} ${encoded}`)) }, { login });
    expect(String(error)).toContain('535 no: *** ***');
  });
});

test('the right login is used, and a certificate on loopback need not be trusted', async () => {
  const login = { user: 'watch', password: PASSWORD };
  const { server, mailer } = await start({ login, tls: UNTRUSTED }, { login });
  expect(await mailer.send(messageTo('editor@example.org'), BYTES, NEVER)).toMatchObject({ state: 'sent' });
  expect(server.messages[0]).toMatchObject({ isEncrypted: true, user: 'watch' });
});

test("a server's words are one clean, bounded line", async () => {
  const { mailer } = await start({
    fault: at('RCPT', say(`550-5.1.1 no\u001b[31m\u202esuch\r\n550 ${'user '.repeat(500)}`)),
  });
  const { answer } = await mailer.send(messageTo('editor@example.org'), BYTES, NEVER);
  expect(answer).toMatch(/^550-5\.1\.1 no\[31msuch 550 user/);
  expect(Array.from(answer).length).toBeLessThanOrEqual(300);
});
