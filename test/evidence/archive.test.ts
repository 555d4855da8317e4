import { createHash } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WARCParser } from 'warcio';
import { createArchive } from '../../src/evidence/archive.ts';
import { encodeRecord } from '../../src/evidence/warc-record.ts';
import type { Capture } from '../../src/model/capture.ts';
import { exhibitOf } from '../store/samples.ts';

const INFO = {
  sourceId: 'alpha',
  sequence: 7,
  takenAt: '2026-02-03T04:05:06.000Z',
  recipeHash: 'r1',
  version: '1.2.3',
};
const { read } = createArchive();
const write = (captures: readonly Capture[], info = INFO) =>
  createArchive().write(
    captures.map((capture) => exhibitOf(capture)),
    info,
  );
const archive = { read, write };

function captureOf(body: string, over: Partial<Capture> = {}): Capture {
  const bytes = Buffer.from(body);
  return {
    requestUrl: 'https://library.example/list',
    url: 'https://library.example/list?page=1',
    method: 'GET',
    requestHeaders: { Host: 'library.example', 'User-Agent': 'pubwatch/1 (+https://watch.example)' },
    status: 200,
    rawHeaders: [
      ['Content-Type', 'text/html'],
      ['Set-Cookie', 'a=1'],
      ['Set-Cookie', 'b=2'],
      ['ETag', 'W/"x"'],
      ['Last-Modified', 'Tue, 03 Feb 2026 04:05:06 GMT'],
    ],
    headers: {
      'content-type': 'text/html',
      'set-cookie': 'a=1, b=2',
      etag: 'W/"x"',
      'last-modified': 'Tue, 03 Feb 2026 04:05:06 GMT',
    },
    wireBody: bytes,
    validators: { etag: 'W/"x"', lastModified: 'Tue, 03 Feb 2026 04:05:06 GMT' },
    hops: [{ url: 'https://library.example/list', status: 301, location: 'https://library.example/list?page=1' }],
    remoteAddress: '2001:db8::1',
    tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', certificateSha256: 'c'.repeat(64) },
    fetchedAt: '2026-02-03T04:05:06.789Z',
    elapsedMs: 321,
    ...over,
  };
}

const readBack = async (captures: readonly Capture[]): Promise<readonly Capture[]> =>
  (await archive.read(await archive.write(captures, INFO))).map((archived) => archived.capture);
const plain = (capture: Capture): object => ({
  ...capture,
  wireBody: Buffer.from(capture.wireBody).toString('base64'),
});

describe('captures come back as they went in', () => {
  test('several pages, in their order', async () => {
    const captures = [
      captureOf('<p>one</p>'),
      captureOf('<p>two</p>', { status: 404, hops: [], remoteAddress: null, tls: null }),
      captureOf(''),
    ];
    expect((await readBack(captures)).map(plain)).toEqual(captures.map(plain));
  });
  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['zstd', zstdCompressSync],
  ] as const)('a body in %s is kept as received', async (encoding, encode) => {
    const wireBody = encode(Buffer.from('<p>many words</p>'.repeat(50)));
    const rawHeaders = [['Content-Encoding', encoding] as const];
    const headers = { 'content-encoding': encoding };
    const validators = { etag: null, lastModified: null };
    const [read] = await readBack([captureOf('', { wireBody, rawHeaders, headers, validators })]);
    expect(Buffer.from(read?.wireBody ?? []).equals(wireBody)).toBe(true);
    expect(read?.headers['content-encoding']).toBe(encoding);
  });
  test('a packed body of several stored blocks is kept as received, for other readers too', async () => {
    const wireBody = gzipSync(Buffer.from(Array.from({ length: 12_000 }, (_, at) => sha256(String(at))).join()));
    expect(wireBody.length).toBeGreaterThan(2 * 65_535);
    const rawHeaders = [['Content-Encoding', 'gzip'] as const];
    const capture = captureOf('', { wireBody, rawHeaders, headers: { 'content-encoding': 'gzip' } });
    const [read] = await readBack([capture]);
    expect(Buffer.from(read?.wireBody ?? []).equals(wireBody)).toBe(true);
    const file = await write([capture]);
    expect(gunzipSync(file).includes(wireBody)).toBe(true);
  });
  test('a HEAD answer keeps the length it told', async () => {
    const head = captureOf('', {
      method: 'HEAD',
      rawHeaders: [['Content-Length', '9000']],
      headers: { 'content-length': '9000' },
      validators: { etag: null, lastModified: null },
    });
    expect((await readBack([head])).map(plain)).toEqual([plain(head)]);
  });
  test('any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }), async (bodies) => {
        const captures = bodies.map((bytes) => captureOf('', { wireBody: bytes }));
        expect((await readBack(captures)).map(plain)).toEqual(captures.map(plain));
      }),
      { numRuns: 50 },
    );
  });
});

interface Seen {
  readonly type: string | null;
  readonly url: string | null;
  readonly head: string;
  readonly payload: string;
  readonly field: (name: string) => string | null;
}
async function readByOther(bytes: Uint8Array): Promise<readonly Seen[]> {
  const records: Seen[] = [];
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  for await (const record of new WARCParser(stream)) {
    const payload = Buffer.from(await record.readFully(false)).toString('latin1');
    const header = record.warcHeaders.headers;
    records.push({
      type: record.warcType ?? null,
      url: record.warcTargetURI ?? null,
      head: `${record.httpHeaders?.statusline ?? ''}\n${[...(record.httpHeaders?.headers ?? [])].join('\n')}`,
      payload,
      field: (name) => header.get(name) ?? null,
    });
  }
  return records;
}
const sha256 = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');

describe('an independent reader (npm warcio) sees', () => {
  test('information first, then response, request and metadata of each capture', async () => {
    const records = await readByOther(await archive.write([captureOf('<p>one</p>'), captureOf('<p>two</p>')], INFO));
    const three = ['response', 'request', 'metadata'];
    expect(records.map((record) => record.type)).toEqual(['warcinfo', ...three, ...three]);
    expect(records[0]?.payload).toMatch(/software: pubwatch\/1\.2\.3\r\n[\s\S]*isPartOf: alpha/);
    expect(records[1]).toMatchObject({ url: 'https://library.example/list?page=1', payload: '<p>one</p>' });
    expect(records[1]?.head).toContain('HTTP/1.1 200');
    expect(records[1]?.field('WARC-Payload-Digest')).toBe(`sha256:${sha256('<p>one</p>')}`);
    expect(records[1]?.field('WARC-IP-Address')).toBe('2001:db8::1');
    expect(records[2]?.field('WARC-Concurrent-To')).toBe(records[1]?.field('WARC-Record-ID'));
    expect(JSON.parse(records[3]?.payload ?? '')).toMatchObject({
      recipeHash: 'r1',
      software: 'pubwatch/1.2.3',
      hops: [{ status: 301 }],
      remoteAddress: '2001:db8::1',
      tls: { protocol: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', certificateSha256: 'c'.repeat(64) },
    });
  });
  test('a response without the framing that was undone', async () => {
    const chunked = captureOf('<p>one</p>', {
      rawHeaders: [
        ['Transfer-Encoding', 'chunked'],
        ['X-Odd', 'a\r\nInjected: 1'],
      ],
    });
    const response = (await readByOther(await archive.write([chunked], INFO)))[1];
    expect(response?.head).not.toMatch(/^Transfer-Encoding/im);
    expect(response?.head).toMatch(/^X-Archive-Orig-Transfer-Encoding,chunked$/im);
    expect(response?.head).not.toMatch(/^Injected/im);
    expect(response?.payload).toBe('<p>one</p>');
  });
  test('a 304 as a revisit of the page that it confirms, where that is kept', async () => {
    const capture = captureOf('', { status: 304 });
    const confirms = { sequence: 3, fetchedAt: '2026-02-01T04:05:06.123Z' };
    const bytes = await createArchive().write([{ ...exhibitOf(capture), confirms }, exhibitOf(capture)], INFO);
    const [, revisit, , about, other] = await readByOther(bytes);
    expect(revisit?.type).toBe('revisit');
    expect(revisit?.field('WARC-Refers-To-Target-URI')).toBe('https://library.example/list?page=1');
    expect(revisit?.field('WARC-Refers-To-Date')).toBe('2026-02-01T04:05:06.123Z');
    expect(revisit?.field('WARC-Profile')).toMatch(/server-not-modified$/);
    expect(JSON.parse(about?.payload ?? '')).toMatchObject({ confirms });
    expect(other?.type).toBe('revisit');
    expect(other?.field('WARC-Refers-To-Date')).toBeNull();
  });
});

test('secrets of a request are not kept', async () => {
  const secret = { Authorization: 'Bearer kiwi', cookie: 'kiwi', 'Proxy-Authorization': 'kiwi', Accept: 'text/html' };
  const records = await readByOther(await archive.write([captureOf('x', { requestHeaders: secret })], INFO));
  const all = JSON.stringify(records);
  expect(all).not.toContain('kiwi');
  expect(all).toMatch(/accept(?:,|: )text\/html/i);
});

test('the same captures are the same bytes, other ones have ids of their own', async () => {
  const [one, again, other] = await Promise.all([
    archive.write([captureOf('a'), captureOf('a')], INFO),
    archive.write([captureOf('a'), captureOf('a')], INFO),
    archive.write([captureOf('a')], { ...INFO, sequence: 8 }),
  ]);
  expect(Buffer.from(one).equals(again)).toBe(true);
  const ids = [...(await readByOther(one)), ...(await readByOther(other))].map((record) =>
    record.field('WARC-Record-ID'),
  );
  expect(new Set(ids).size).toBe(7 + 4);
});

test('a record can be read alone, from its offset', async () => {
  const bytes = await archive.write([captureOf('<p>one</p>'), captureOf('<p>two</p>')], INFO);
  const [, second] = await archive.read(bytes);
  const [found] = await readByOther(bytes.subarray(second?.offset));
  expect(found).toMatchObject({ type: 'response', payload: '<p>two</p>' });
  expect(found?.field('WARC-Record-ID')).toBe(second?.recordId);
});

test('a cut or garbled file is refused', async () => {
  const bytes = await archive.write([captureOf('<p>one</p>')], INFO);
  const refused = { code: 'DATA_INVALID' };
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 2 }), async (at) => {
      const flipped = Uint8Array.from(bytes);
      // Byte 4 to 9 of each member hold time and system, which nothing depends on.
      flipped[at] = (flipped[at] ?? 0) ^ 16;
      const read = await archive.read(flipped).then(
        (captures) => captures.map((archived) => plain(archived.capture)),
        (error: unknown) => error,
      );
      expect([expect.objectContaining(refused), [plain(captureOf('<p>one</p>'))]]).toContainEqual(read);
    }),
    { numRuns: 60 },
  );
  await expect(archive.read(bytes.subarray(0, bytes.length - 5))).rejects.toMatchObject(refused);
  await expect(archive.read(Buffer.from('no gzip'))).rejects.toMatchObject(refused);
});

describe('an exhibit', () => {
  test('comes back with its role and the keys of its items, and the response as it is kept', async () => {
    const exhibits = [
      exhibitOf(captureOf('<p>one</p>'), ['a', 'b']),
      { ...exhibitOf(captureOf('gone', { status: 404 }), ['c']), role: 'probe' as const },
    ];
    const [page, probe] = await archive.read(await createArchive().write(exhibits, INFO));
    expect(page).toMatchObject({ role: 'page', keys: ['a', 'b'] });
    expect(probe).toMatchObject({ role: 'probe', keys: ['c'] });
    expect(Buffer.from(probe?.response ?? []).toString()).toMatch(/^HTTP\/1\.1 404 \r\n[\s\S]*\r\n\r\ngone$/);
  });
  test('of a file that does not tell keys is a page of unknown ones', async () => {
    const fields = [['WARC-Concurrent-To', '<urn:uuid:1>']] as const;
    const date = '2026-02-03T04:05:06.000Z';
    const record = { date, contentType: 'application/http' };
    const about = { requestUrl: 'https://a.example/', url: 'https://a.example/', hops: [], remoteAddress: null };
    const members = await Promise.all([
      encodeRecord({ ...record, id: '<urn:uuid:1>', type: 'response', fields: [], block: http('HTTP/1.1 200 ') }),
      encodeRecord({ ...record, id: '<urn:uuid:2>', type: 'request', fields, block: http('GET / HTTP/1.1') }),
      encodeRecord({
        ...record,
        id: '<urn:uuid:3>',
        type: 'metadata',
        fields,
        block: Buffer.from(JSON.stringify({ ...about, elapsedMs: 1 })),
      }),
    ]);
    const [read] = await archive.read(Buffer.concat(members));
    expect(read).toMatchObject({ role: 'page', keys: null, recordId: '<urn:uuid:1>' });
    expect(read?.capture.tls).toBeUndefined();
  });
});

function http(first: string): Uint8Array {
  return Buffer.from(`${first}\r\n\r\n`);
}
