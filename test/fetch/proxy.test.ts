import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { startProxy } from '../support/proxy.ts';
import { KEY, LOCAL } from './certificates.ts';
import { faultOf, get, makeFetcher, never } from './make.ts';

async function visit(over: Readonly<Record<string, string>> = {}) {
  const server = await startHttpServer((_request, response) => response.end('page'), {
    tls: { key: KEY, cert: LOCAL },
  });
  const proxy = await startProxy(server.port);
  const env = { HTTP_PROXY: proxy.url, https_proxy: proxy.url, ...over };
  const fetcher = makeFetcher({ env, readFile: async () => LOCAL });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  return { server, proxy, fetcher };
}
const guarded = { respectRobots: false, allowPrivateAddresses: false, caFile: 'ca.pem' };

test('a proxy of the environment is used, though it stands on a private address', async () => {
  const { proxy, fetcher } = await visit();
  const capture = await fetcher.fetch(get('http://example.org/list', { policy: guarded }), never);
  expect(Buffer.from(capture.wireBody).toString()).toContain('proxied');
  expect(capture.remoteAddress).toBeNull();
  expect(proxy.asked).toEqual(['GET http://example.org/list']);
});

test('https goes through a tunnel, and its certificate is verified', async () => {
  const { proxy, fetcher } = await visit();
  const fault = await faultOf(fetcher.fetch(get('https://example.org/', { policy: guarded }), never));
  expect(fault.code).toBe('FETCH_TLS');
  expect(proxy.asked).toEqual(['CONNECT example.org:443']);
});

test.each(['http://127.0.0.1/', 'http://10.0.0.1/', 'http://metadata.google.internal/', 'https://[::1]/'])(
  '%s is refused before the proxy is asked',
  async (url) => {
    const { proxy, fetcher } = await visit();
    expect((await faultOf(fetcher.fetch(get(url, { policy: guarded }), never))).code).toBe('FETCH_REFUSED_ADDRESS');
    expect(proxy.asked).toEqual([]);
  },
);

test('hosts of NO_PROXY are asked directly', async () => {
  const { server, proxy, fetcher } = await visit({ NO_PROXY: '127.0.0.1' });
  const capture = await fetcher.fetch(
    get(server.origin, { policy: { ...guarded, allowPrivateAddresses: true } }),
    never,
  );
  expect(Buffer.from(capture.wireBody).toString()).toBe('page');
  expect(proxy.asked).toEqual([]);
});

test('a proxy address that is none is a fault of the configuration', async () => {
  const { fetcher } = await visit({ HTTP_PROXY: 'not an address' });
  expect((await faultOf(fetcher.fetch(get('http://example.org/', { policy: guarded }), never))).code).toBe(
    'CONFIG_INVALID',
  );
});
