import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createSystemClock } from '../../src/lib/clock.ts';
import type { Fetcher } from '../../src/model/ports.ts';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import { testWith } from '../support/program.ts';
import { bodyOf, faultOf, get, makeFetcher, never } from './make.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const PAGES: Readonly<Record<string, string>> = {
  '/list': '<!doctype html><ul id="list"></ul><img src="/picture"><script src="/app.js"></script>',
  '/endless': '<p>x<script>for (;;) {}</script>',
  '/busy': '<ul id="list"></ul><script>setInterval(() => document.title += "x", 10); fetch("/data")</script>',
  '/greedy': '<p>x<script>let a = []; for (;;) a.push(new Array(1e6).fill(Math.random()))</script>',
  '/leaving': '<p>here<script>location.href = "/elsewhere"</script><p>the rest',
  '/restless':
    '<p>here<script>onload = () => { location.href = "/elsewhere"; window.open("/popup"); alert(1) }</script><p>the rest',
};
const SCRIPT = `fetch('/data').then((answer) => answer.json()).then((titles) => {
  document.getElementById('list').innerHTML = titles.map((title) => '<li>' + title + '</li>').join('');
});`;
const policy = { render: true, timeoutMs: 5_000 } as const;

let site: HttpServer;
let fetcher: Fetcher;
let sandbox: string | undefined;

beforeAll(async () => {
  // A runner of CI is root in a container of its own; elsewhere the sandbox stays on.
  sandbox = process.getuid?.() === 0 ? 'off' : undefined;
  fetcher = makeFetcher({ clock: createSystemClock(), env: { PUBWATCH_CHROMIUM_SANDBOX: sandbox } });
  site = await startHttpServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/app.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(SCRIPT);
    else if (path === '/data') response.writeHead(200, { 'content-type': 'application/json' }).end('["One","Two"]');
    else if (PAGES[path] === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGES[path]);
  });
});
afterAll(async () => {
  await fetcher.close();
  await site.close();
});

const draw = async (path: string): Promise<string> =>
  Buffer.from(await bodyOf(fetcher, get(`${site.origin}${path}`, { policy }))).toString();
/** What was asked of the site since `from`, robots.txt left out. */
const pathsSince = (from: number): readonly string[] => site.paths().slice(from);

testWith('chromium', 'a list that a script fetches is read as a browser shows it', async () => {
  expect(await draw('/list')).toContain('<li>One</li><li>Two</li>');
  expect(site.paths()).toEqual(['/list', '/app.js', '/data']); // no picture
  expect(site.mostOpen()).toBe(1);
  expect(
    site.requests.every(({ headers }) => headers['user-agent'] === 'pubwatch/1.2.3 (+https://example.org/bot)'),
  ).toBe(true);
});

testWith('chromium', 'a page that keeps itself busy is drawn as it stands', async () => {
  expect(await draw('/busy')).toContain('<ul id="list"></ul>');
});

testWith('chromium', 'a page cannot lead the browser away, open another, or stop it with a question', async () => {
  const from = site.paths().length;
  expect(await draw('/restless')).toContain('the rest');
  expect(pathsSince(from)).toEqual(['/restless']);
});

testWith('chromium', 'a page that leads elsewhere before it is read is a redirect that is not followed', async () => {
  const from = site.paths().length;
  expect(await faultOf(draw('/leaving'))).toMatchObject({
    code: 'FETCH_REDIRECT',
    detail: { to: `${site.origin}/elsewhere` },
  });
  expect(pathsSince(from)).toEqual(['/leaving']);
});

testWith('chromium', 'a script without end is stopped, and the next page is drawn', async () => {
  expect(await faultOf(draw('/endless'))).toMatchObject({ code: 'FETCH_TIMEOUT' });
  expect(await draw('/list')).toContain('<li>One</li>');
});

testWith('chromium', 'a script that eats memory is stopped, and the next page is drawn', async () => {
  expect((await faultOf(draw('/greedy'))).code).toMatch(/^FETCH_(TOO_LARGE|TIMEOUT|NETWORK)$/);
  expect(await draw('/list')).toContain('<li>One</li>');
});

testWith('chromium', 'a page that is stopped gives way at once', async () => {
  const stop = new AbortController();
  const drawing = fetcher.fetch(
    get(`${site.origin}/endless`, { policy: { ...policy, timeoutMs: 60_000 } }),
    stop.signal,
  );
  await vi.waitUntil(() => site.paths().at(-1) === '/endless');
  stop.abort();
  expect((await faultOf(drawing)).code).toBe('ABORTED');
});

testWith('chromium', 'nothing that a page tries opens a connection of the browser’s own', async () => {
  let connections = 0;
  const trap = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  const datagrams = createSocket('udp4');
  datagrams.on('message', () => connections++);
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  const address = trap.address();
  if (address === null || typeof address === 'string') throw new Error('the trap has no port');
  datagrams.bind(address.port, '127.0.0.1');
  await once(datagrams, 'listening');
  const there = `127.0.0.1:${address.port}`;
  const lure = await startHttpServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<link rel="preconnect" href="http://${there}/">
      <link rel="dns-prefetch" href="//${there}"><link rel="prefetch" href="http://${there}/a">
      <link rel="stylesheet" href="http://${there}/b"><img src="http://${there}/c"><iframe src="http://${there}/d"></iframe>
      <object data="http://${there}/e"></object><video src="http://${there}/f"></video>
      <script>
        new WebSocket('ws://${there}/g'); new EventSource('http://${there}/h'); navigator.sendBeacon('http://${there}/i', 'x');
        fetch('http://${there}/j', { method: 'POST', body: 'x' }).catch(() => {});
        const peer = new RTCPeerConnection({ iceServers: [{ urls: 'stun:${there}' }] });
        peer.createDataChannel('x'); peer.createOffer().then((offer) => peer.setLocalDescription(offer));
        new Worker(URL.createObjectURL(new Blob(["fetch('http://${there}/k', { method: 'PUT' })"])));
        window.open('http://${there}/l');
        // Once it is read: a document that is left before is a redirect.
        addEventListener('DOMContentLoaded', () => setTimeout(() => { location.href = 'http://${there}/m'; }));
      </script><p>drawn`),
  );
  try {
    const capture = await fetcher.fetch(get(lure.origin, { policy }), never);
    expect(Buffer.from(capture.wireBody).toString()).toContain('drawn');
    expect(connections).toBe(0);
    expect(lure.paths()).toEqual(['/']);
  } finally {
    await lure.close();
    trap.close();
    datagrams.close();
  }
});

test('a machine without Chromium says so, and what helps', async () => {
  const poor = makeFetcher({ clock: createSystemClock(), env: { PUBWATCH_CHROMIUM: '/nowhere/chromium' } });
  const fault = await faultOf(poor.fetch(get(`${site.origin}/list`, { policy }), never));
  expect(fault.message).toMatch(/no Chromium at \/nowhere\/chromium; install it .*PUBWATCH_CHROMIUM/);
  await poor.close();
});
