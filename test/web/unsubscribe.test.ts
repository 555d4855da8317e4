import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUnsubscription } from '../../src/lib/unsubscribe.ts';
import { createFileUnsubscriptions } from '../../src/store/unsubscriptions.ts';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

const KEY = 'k'.repeat(32);
const site = makeSite({ sources: 1, items: 3, crawls: 2, changesACrawl: 1 });
const at = new Date('2026-11-24T06:17:00Z');
let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-leave-'));
  const unsubscriptions = createFileUnsubscriptions(folder);
  const leave = (one: { subscriberId: string; list: string }) => unsubscriptions.add(one, at);
  server = await startServer(site, { leaving: { paths: ['/u', '/unsubscribe'], key: KEY, leave } });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const left = () => createFileUnsubscriptions(folder).all();
const pathFor = (list: string, key = KEY): string =>
  `/unsubscribe?token=${encodeURIComponent(signUnsubscription({ subscriberId: 'ann@example.org', list }, key))}`;
const ONE_CLICK = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'List-Unsubscribe=One-Click',
} as const;

test('a link that is merely followed asks first, and changes nothing', async () => {
  const { status, body, headers } = await server.ask(pathFor('one'));
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  expect(body).toContain('<form method="post"');
  expect(await left()).toEqual([]);
});

test.each(['/u', '/unsubscribe'])('the post of a mail provider to %s is heeded', async (path) => {
  const list = `dhs-ice${path.length}`;
  const { status, body } = await server.ask(pathFor(list).replace('/unsubscribe', path), ONE_CLICK);
  expect([status, body.includes(`changes of ${list}`)]).toEqual([200, true]);
  expect(await left()).toContainEqual({ subscriberId: 'ann@example.org', list });
});

test('a second post changes nothing and is no fault', async () => {
  await server.ask(pathFor('digest'), ONE_CLICK);
  const before = await left();
  expect((await server.ask(pathFor('digest'), ONE_CLICK)).status).toBe(200);
  expect(await left()).toEqual(before);
});

test('a form of another site is refused', async () => {
  const headers = { ...ONE_CLICK.headers, 'sec-fetch-site': 'cross-site' };
  expect((await server.ask(pathFor('two'), { ...ONE_CLICK, headers })).status).toBe(403);
  expect((await left()).map(({ list }) => list)).not.toContain('two');
});

test.each([
  ['no token', '/unsubscribe'],
  ['half a token', pathFor('three').slice(0, -4)],
  ['a token of another key', pathFor('three', 'x'.repeat(32))],
  ['rubbish', '/unsubscribe?token=%00.%00'],
])('%s takes nobody off', async (_name, path) => {
  expect((await server.ask(path, ONE_CLICK)).status).toBe(400);
  expect((await left()).map(({ list }) => list)).not.toContain('three');
});

test('what cannot be written is a fault that the provider is told of, so that it tries again', async () => {
  const broken = await startServer(site, {
    leaving: { paths: ['/unsubscribe'], key: KEY, leave: () => Promise.reject(new Error('disk full')) },
  });
  const { status } = await broken.ask(pathFor('four'), ONE_CLICK);
  await broken.close();
  expect(status).toBe(500);
  expect(broken.faults.join()).toContain('disk full');
});
