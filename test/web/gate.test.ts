import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashPassword } from '../../src/lib/password.ts';
import { createGate } from '../../src/web/gate.ts';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

const site = makeSite({ sources: 1, items: 3, crawls: 2, changesACrawl: 1 });
const left: string[] = [];
const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;
let server: TestServer;
let login: { readonly user: string; readonly passwordHash: string };
beforeAll(async () => {
  login = { user: 'reader', passwordHash: await hashPassword('open: sesame', Buffer.alloc(16, 1)) };
  server = await startServer(site, {
    gate: createGate(login),
    metrics: async () => 'x 1\n',
    leaving: { paths: ['/unsubscribe'], key: 'k'.repeat(32), leave: async ({ list }) => void left.push(list) },
  });
});
afterAll(() => server.close());

test.each([
  ['no password', undefined],
  ['a wrong password', basic('reader:sesame')],
  ['a wrong user', basic('editor:open: sesame')],
  ['a password without a user', basic('open')],
  ['another scheme', 'Bearer open: sesame'],
  ['rubbish', 'Basic ====='],
])('with %s nothing is shown, and a password is asked for', async (_name, authorization) => {
  for (const path of ['/', '/metrics', '/changes.csv', '/nothing']) {
    const answer = await server.ask(path, authorization === undefined ? {} : { headers: { authorization } });
    expect([path, answer.status]).toEqual([path, 401]);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="Publication watch", charset="UTF-8"');
    expect(answer.body).not.toContain('source-001');
  }
});

test('with the password every page is shown', async () => {
  const headers = { authorization: basic('reader:open: sesame') };
  expect((await server.ask('/', { headers })).status).toBe(200);
  expect((await server.ask('/metrics', { headers })).body).toBe('x 1\n');
});

test('the endpoint of One-Click needs no password: mail providers have none', async () => {
  expect((await server.ask('/unsubscribe?token=x', { method: 'POST' })).status).toBe(400);
});

test('a flood of guesses is turned away, and who knows the password still gets in', async () => {
  const gate = createGate(login);
  expect(await gate.ask(basic('reader:open: sesame'))).toBe('open');
  const guesses = Array.from({ length: 60 }, (_, index) => gate.ask(basic(`reader:guess ${index}`)));
  expect(await gate.ask(basic('reader:open: sesame'))).toBe('open');
  const answers = await Promise.all(guesses);
  expect(answers.filter((answer) => answer === 'refused')).toHaveLength(20);
  expect(answers.filter((answer) => answer === 'busy')).toHaveLength(40);
});
