import { Agent, request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { createConnector } from '../../src/fetch/guarded-connect.ts';
import { startHttpServer } from '../support/http.ts';
import { faultOf, get, makeRealFetcher, never } from './make.ts';

async function startServer() {
  const server = await startHttpServer((_request, response) => response.end('secret'));
  onTestFinished(server.close);
  return server;
}

/** Asks through a guarded connector for whom names resolve as told. */
async function askGuarded(url: string, addresses: readonly string[]): Promise<string> {
  const resolve: Parameters<typeof createConnector>[0]['resolve'] = (_name, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  const connect = createConnector({ isGuarded: true, ca: null, connected: () => {}, resolve });
  const dispatcher = new Agent({ connect });
  onTestFinished(() => dispatcher.destroy());
  return (await request(url, { dispatcher })).body.text();
}

test.each([
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  'localhost',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
  '[::1]',
])('http://%s is refused without a connection', async (host) => {
  const server = await startServer();
  const fetcher = makeRealFetcher();
  onTestFinished(() => fetcher.close());
  const url = `http://${host}:${server.port}/`;
  const fault = await faultOf(fetcher.fetch(get(url, { policy: { allowPrivateAddresses: false } }), never));
  expect(fault.code).toBe('FETCH_REFUSED_ADDRESS');
  expect(server.connections()).toBe(0);
});

test.each([
  ['a name that leads home', ['127.0.0.1']],
  ['a name with one private address among public ones', ['93.184.216.34', '10.0.0.1']],
  ['a name with a mapped address', ['::ffff:127.0.0.1']],
  ['a name with a NAT64 address', ['64:ff9b::7f00:1']],
])('%s is refused at connect time', async (_what, addresses) => {
  const server = await startServer();
  await expect(askGuarded(`http://innocent.example:${server.port}/`, addresses)).rejects.toMatchObject({
    code: 'FETCH_REFUSED_ADDRESS',
  });
  expect(server.connections()).toBe(0);
});

test('a literal that slips past every earlier check is refused by the connector itself', async () => {
  const server = await startServer();
  await expect(askGuarded(server.origin, [])).rejects.toMatchObject({ code: 'FETCH_REFUSED_ADDRESS' });
  expect(server.connections()).toBe(0);
});

test.each(['file:///etc/passwd', 'ftp://example.org/', 'data:text/plain,x', 'javascript:alert(1)', 'nonsense'])(
  '%s is not asked',
  async (url) => {
    const fetcher = makeRealFetcher();
    expect((await faultOf(fetcher.fetch(get(url), never))).code).toBe('FETCH_REFUSED_ADDRESS');
  },
);
