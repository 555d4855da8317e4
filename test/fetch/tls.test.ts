import { X509Certificate } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { EXPIRED, KEY, LOCAL, OTHER_HOST } from './certificates.ts';
import { faultOf, get, makeFetcher, never } from './make.ts';

async function visit(cert: string, trusted: string | null) {
  const server = await startHttpServer((_request, response) => response.end('secret'), { tls: { key: KEY, cert } });
  const fetcher = makeFetcher({
    readFile: async (path) => {
      if (path === 'ca.pem' && trusted !== null) return trusted;
      throw new Error(`no such file: ${path}`);
    },
  });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  return { server, fetcher };
}

test('a certificate of the operator’s own authority is accepted', async () => {
  const { server, fetcher } = await visit(LOCAL, LOCAL);
  const capture = await fetcher.fetch(get(server.origin, { policy: { caFile: 'ca.pem' } }), never);
  expect(capture.status).toBe(200);
  expect(capture.remoteAddress).toBe('127.0.0.1');
  expect(capture.tls).toMatchObject({ protocol: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/) });
  const fingerprint = new X509Certificate(LOCAL).fingerprint256.replaceAll(':', '').toLowerCase();
  expect(capture.tls?.certificateSha256).toBe(fingerprint);
});

test('an authority trusted by one source is not trusted by another', async () => {
  const { server, fetcher } = await visit(LOCAL, LOCAL);
  await fetcher.fetch(get(server.origin, { policy: { caFile: 'ca.pem' } }), never);
  expect((await faultOf(fetcher.fetch(get(server.origin), never))).code).toBe('FETCH_TLS');
});

test.each([
  ['signed by itself', LOCAL, null, /signed by itself/],
  ['that has expired', EXPIRED, EXPIRED, /expired/],
  ['for another name', OTHER_HOST, OTHER_HOST, /another name/],
])('a certificate %s is refused before a byte is sent, and not tried again', async (_what, cert, trusted, message) => {
  const { server, fetcher } = await visit(cert, trusted);
  const fault = await faultOf(
    fetcher.fetch(get(server.origin, { policy: { caFile: trusted === null ? null : 'ca.pem' } }), never),
  );
  expect(fault.code).toBe('FETCH_TLS');
  expect(fault.message).toMatch(message);
  expect(server.requests).toHaveLength(0);
  expect(server.connections()).toBe(1);
});

test('a server that speaks no TLS is a fault of TLS or network, not a crash', async () => {
  const server = await startHttpServer((_request, response) => response.end());
  const fetcher = makeFetcher();
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const fault = await faultOf(fetcher.fetch(get(server.origin.replace('http:', 'https:')), never));
  expect(fault.code).toMatch(/^FETCH_(TLS|NETWORK)$/);
});

test('a file of authorities that cannot be read is a fault of the configuration', async () => {
  const { server, fetcher } = await visit(LOCAL, null);
  const fault = await faultOf(fetcher.fetch(get(server.origin, { policy: { caFile: 'ca.pem' } }), never));
  expect(fault.code).toBe('CONFIG_INVALID');
  expect(fault.message).toContain('ca.pem');
});

test('https does not fall to http by a redirect', async () => {
  const plain = await startHttpServer((_request, response) => response.end('plain'));
  const server = await startHttpServer(
    (_request, response) => response.writeHead(302, { location: `${plain.origin}/` }).end(),
    {
      tls: { key: KEY, cert: LOCAL },
    },
  );
  const fetcher = makeFetcher({ readFile: async () => LOCAL });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
    await plain.close();
  });
  const own = { caFile: 'ca.pem', headers: { 'x-api-key': 'secret' } };
  const fault = await faultOf(fetcher.fetch(get(server.origin, { policy: own }), never));
  expect(fault.code).toBe('FETCH_REDIRECT');
  expect(fault.message).toContain('from https to http');
  expect(plain.requests).toHaveLength(0);
  const capture = await fetcher.fetch(get(server.origin, { policy: { ...own, allowDowngrade: true } }), never);
  expect(capture.url).toBe(`${plain.origin}/`);
  expect(plain.requests.at(-1)?.headers['x-api-key']).toBeUndefined();
});
