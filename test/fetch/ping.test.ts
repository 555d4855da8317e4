import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPinger } from '../../src/fetch/ping.ts';
import type { Pinger, PingVerdict } from '../../src/model/ports.ts';
import { type Answering, type HttpServer, startHttpServer } from '../support/http.ts';

const RUN = '7f0b4d3e-0000-4000-8000-00000000ab01';
const CHECK = '/ping/0d5f9c1e-secret-check';
let server: HttpServer;
let answer: Answering;
let bodies: string[];
let warnings: object[];

beforeEach(async () => {
  bodies = [];
  warnings = [];
  answer = (_request, response) => response.end('OK');
  server = await startHttpServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => bodies.push(body));
    answer(request, response);
  });
});
afterEach(() => server.close());

const open = (over: { timeoutMs?: number; signal?: AbortSignal; address?: string } = {}): Pinger =>
  createPinger({
    address: `${server.origin}${CHECK}`,
    env: {},
    version: '1.2.3',
    log: { debug() {}, warn: (event, fields) => warnings.push({ event, ...fields }) },
    signal: new AbortController().signal,
    ...over,
  });

describe('pings in the protocol of healthchecks.io', () => {
  test.each<[string, PingVerdict, string]>([
    ['success', { kind: 'success', text: 'all well' }, ''],
    ['a failure with its exit status', { kind: 'fail', exitCode: 69, text: 'held' }, '/69'],
    ['a failure of a program that goes on', { kind: 'fail', exitCode: null, text: 'held' }, '/fail'],
    ['neither', { kind: 'log', text: 'stopped' }, '/log'],
  ])('start, then %s, with one run id', async (_, verdict, path) => {
    const pinger = open();
    pinger.start(RUN);
    await pinger.end(RUN, verdict);
    await pinger.close();
    expect(server.paths()).toEqual([`${CHECK}/start?rid=${RUN}`, `${CHECK}${path}?rid=${RUN}`]);
    expect(bodies).toEqual(['', verdict.text]);
    expect(server.requests.map(({ method, headers }) => [method, headers['user-agent']])).toEqual([
      ['POST', 'pubwatch/1.2.3'],
      ['POST', 'pubwatch/1.2.3'],
    ]);
    expect(warnings).toEqual([]);
  });

  test('a query and a slash at the end of the address are kept apart from the path', async () => {
    const pinger = open({ address: `${server.origin}${CHECK}/?create=1` });
    await pinger.end(RUN, { kind: 'fail', exitCode: 75, text: '' });
    await pinger.close();
    expect(server.paths()).toEqual([`${CHECK}/75?create=1&rid=${RUN}`]);
  });

  test('a server that never answers is given up in time, and the run goes on', async () => {
    answer = () => {};
    const pinger = open({ timeoutMs: 60 });
    pinger.start(RUN);
    await pinger.end(RUN, { kind: 'success', text: '' });
    await pinger.close();
    expect(warnings).toEqual([
      { event: 'ping.failed', ping: '/start', host: `127.0.0.1:${server.port}`, answer: 'too slow' },
      { event: 'ping.failed', ping: '/', host: `127.0.0.1:${server.port}`, answer: 'too slow' },
    ]);
  });

  test('a connection that breaks is tried once more', async () => {
    let broken = 0;
    answer = (request, response) => (broken++ === 0 ? request.socket.destroy() : response.end('OK'));
    const pinger = open();
    await pinger.end(RUN, { kind: 'success', text: '' });
    await pinger.close();
    expect([server.paths().length, warnings]).toEqual([2, []]);
  });

  test('an unknown check is told in the log, without the address', async () => {
    answer = (_request, response) => response.writeHead(404).end('not found');
    const pinger = open();
    await pinger.end(RUN, { kind: 'success', text: '' });
    await pinger.close();
    expect(warnings).toMatchObject([{ event: 'ping.failed', answer: 'status 404' }]);
    expect(JSON.stringify(warnings)).not.toContain('secret-check');
  });

  test('a watcher that is down is no fault of the run', async () => {
    const pinger = open();
    await server.close();
    pinger.start(RUN);
    await pinger.end(RUN, { kind: 'success', text: '' });
    await pinger.close();
    expect(warnings).toMatchObject([{ answer: 'no answer' }, { answer: 'no answer' }]);
  });

  test.each(['hc-ping.com/secret', 'ftp://hc-ping.example/secret', 'https://hc-ping.example', 'https://'])(
    'an address that is none (%s) is a fault of the configuration, told without showing it',
    (address) => {
      expect(() => open({ address })).toThrow(/^PUBWATCH_PING_URL: wanted/);
      expect(() => open({ address })).not.toThrow(/secret/);
    },
  );
});
