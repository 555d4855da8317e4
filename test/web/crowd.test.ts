import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeSite } from './make-site.ts';
import { startServer, type TestServer } from './served.ts';

vi.setConfig({ testTimeout: 120_000 });

const CROWD = 1_000; // readers at the same time
const IDLE_MS = 500;

const site = makeSite({ sources: 20, items: 300, crawls: 30, changesACrawl: 30 });
let server: TestServer;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = await startServer(site, { idleMs: IDLE_MS });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** A reader that sends this and takes nothing of the answer until it is told to. */
async function openReader(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.pause();
  socket.write(text);
  return socket;
}

/** Passes the time after which a reader is idle: another that is idle from now on is let go. */
async function idleOnce(): Promise<void> {
  const socket = await openReader('');
  socket.resume();
  await once(socket, 'close');
}

test('a thousand readers at the same time are all answered', async () => {
  const paths = ['/', '/timeline/', '/search.html?q=water', '/sources/source-001/', '/feed.atom', '/incidents.html'];
  const patient = await startServer(site);
  const answers = await Promise.all(
    Array.from({ length: CROWD }, (_, index) => patient.ask(paths[index % paths.length] ?? '/')),
  );
  expect(answers.filter(({ status, body }) => status !== 200 || body.length < 1_000)).toEqual([]);
  await patient.close();
  expect(patient.faults).toEqual([]);
});

test('readers that take nothing keep nobody waiting, and are let go', async () => {
  const size = (await server.ask('/changes.json')).body.length;
  expect(size).toBeGreaterThan(10_000_000); // more than a connection holds in its buffers
  const slow = await Promise.all(
    Array.from({ length: 20 }, () => openReader('GET /changes.json HTTP/1.1\r\nHost: localhost\r\n\r\n')),
  );
  const began = performance.now();
  expect((await server.ask('/')).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(5_000);
  const [first] = slow;
  let taken = 0;
  await idleOnce();
  await idleOnce();
  first?.on('data', (chunk) => {
    taken += chunk.length;
  });
  first?.resume();
  if (first !== undefined) await once(first, 'close');
  expect(taken).toBeLessThan(size);
});

test('readers that never finish their question are let go', async () => {
  const dawdlers = await Promise.all(Array.from({ length: 50 }, () => openReader('GET / HTTP/1.1\r\nHost: loc')));
  expect((await server.ask('/')).status).toBe(200);
  await Promise.all(
    dawdlers.map(async (socket) => {
      socket.resume();
      if (!socket.destroyed) await once(socket, 'close');
    }),
  );
});
