import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWebhookPoster, type PosterParts } from '../../src/fetch/webhook-poster.ts';
import type { OutboxMessage, SendResult } from '../../src/model/outbox.ts';
import type { Webhook } from '../../src/model/subscriber.ts';
import { messageOf } from '../store/samples.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Answering, type HttpServer, startHttpServer } from '../support/http.ts';

// The key and message of the example in the specification, standardwebhooks.com.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEXT_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const BODY = '{"type":"publications.changed"}';
const MESSAGE: OutboxMessage = {
  ...messageOf('m1'),
  messageId: 'msg_m1',
  to: 'webhook:newsroom',
  channel: 'webhook',
  subscriberId: 'webhook:newsroom',
};
const NOW = '2026-11-24T11:17:40.000Z';

let server: HttpServer;
let answer: Answering;
let bodies: string[];

beforeEach(async () => {
  bodies = [];
  answer = (_request, response) => response.end('thanks');
  server = await startHttpServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(body);
      answer(request, response);
    });
  });
});
afterEach(() => server.close());

interface Over extends Partial<Pick<PosterParts, 'timeoutMs' | 'secrets' | 'env'>> {
  readonly webhook?: Partial<Webhook>;
  readonly times?: number;
}

/** What came of one message posted so many times, a minute between. */
async function post({ webhook = {}, times = 1, ...parts }: Over = {}): Promise<SendResult> {
  const clock = createFakeClock(NOW);
  const target: Webhook = {
    url: `${server.origin}/hook`,
    format: 'json',
    secrets: [SECRET],
    allowPrivateAddresses: true,
    ...webhook,
  };
  const poster = createWebhookPoster({
    webhooks: new Map([['webhook:newsroom', target]]),
    env: {},
    version: '1.2.3',
    clock,
    secrets: [],
    ...parts,
  });
  try {
    let result = await poster.send(MESSAGE, Buffer.from(BODY), new AbortController().signal);
    for (let time = 1; time < times; time++) {
      clock.advance(60_000);
      result = await poster.send(MESSAGE, Buffer.from(BODY), new AbortController().signal);
    }
    return result;
  } finally {
    await poster.close();
  }
}

/** The signature as a receiver makes it, straight from the specification. */
const sign = (secret: string, seconds: number, body: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
    .update(`msg_m1.${seconds}.${body}`)
    .digest('base64')}`;

describe('a post after Standard Webhooks', () => {
  test('is signed over id, time and body, and says who sends', async () => {
    expect(await post()).toMatchObject({ state: 'sent', answer: '200 thanks' });
    const seconds = Date.parse(NOW) / 1_000;
    expect(bodies).toEqual([BODY]);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/hook',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'pubwatch/1.2.3',
        'webhook-id': 'msg_m1',
        'webhook-timestamp': String(seconds),
        'webhook-signature': sign(SECRET, seconds, BODY),
      },
    });
  });

  test('a second try has the same id and bytes, and a signature of its own time', async () => {
    answer = (_request, response) => response.writeHead(bodies.length === 1 ? 500 : 200).end();
    expect(await post({ times: 2 })).toMatchObject({ state: 'sent' });
    const [first, second] = server.requests.map(({ headers }) => headers);
    expect(bodies).toEqual([BODY, BODY]);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(second?.['webhook-signature']).toBe(sign(SECRET, Date.parse(NOW) / 1_000 + 60, BODY));
  });

  test('each secret makes a signature, so that a receiver can change to the next', async () => {
    await post({ webhook: { secrets: [NEXT_SECRET, SECRET] } });
    const seconds = Date.parse(NOW) / 1_000;
    const wanted = [sign(NEXT_SECRET, seconds, BODY), sign(SECRET, seconds, BODY)].join(' ');
    expect(server.requests[0]?.headers['webhook-signature']).toBe(wanted);
  });

  test('without a secret nothing is signed, and the id is there all the same', async () => {
    await post({ webhook: { secrets: [] } });
    expect(server.requests[0]?.headers).toMatchObject({ 'webhook-id': 'msg_m1' });
    expect(server.requests[0]?.headers).not.toHaveProperty('webhook-signature');
  });
});

describe('what an answer means', () => {
  test.each<[number, Partial<SendResult>]>([
    [200, { state: 'sent' }],
    [204, { state: 'sent' }],
    [400, { state: 'failed', isContentRefused: true }],
    [401, { state: 'pending' }],
    [404, { state: 'pending' }],
    [410, { state: 'failed', isEnded: true }],
    [413, { state: 'failed', isContentRefused: true }],
    [422, { state: 'failed', isContentRefused: true }],
    [429, { state: 'pending' }],
    [500, { state: 'pending' }],
    [503, { state: 'pending' }],
  ])('%d', async (status, wanted) => {
    answer = (_request, response) => response.writeHead(status).end();
    const result = await post();
    expect(result).toMatchObject(wanted);
    expect([result.isUnreachable, result.isEnded]).toEqual([undefined, wanted.isEnded]);
  });

  test.each([
    ['120', 120_000],
    ['0', 1_000],
    [new Date(Date.parse(NOW) + 300_000).toUTCString(), 300_000],
  ])('Retry-After: %s is a pause', async (text, retryAfterMs) => {
    answer = (_request, response) =>
      response.writeHead(503, { 'retry-after': text, date: new Date(NOW).toUTCString() }).end();
    expect(await post()).toMatchObject({ state: 'pending', retryAfterMs });
  });

  test('a redirect is not followed, and says what to do', async () => {
    answer = (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end();
    expect(await post()).toMatchObject({
      state: 'pending',
      answer: expect.stringMatching(/^307: redirects are not followed/),
    });
    expect(server.paths()).toEqual(['/hook']);
  });

  test('a long answer is cut, a secret in it is not kept', async () => {
    answer = (_request, response) => response.writeHead(500).end(`no ${SECRET} here \u001b[31m${'x'.repeat(100_000)}`);
    const { answer: said } = await post({ secrets: [SECRET] });
    expect(said).toMatch(/^500 no \*\*\* here \[31mx+…$/);
    expect(said.length).toBeLessThan(300);
  });

  test('a receiver that does not answer in time may have it already: the message waits', async () => {
    answer = () => {};
    expect(await post({ timeoutMs: 50 })).toMatchObject({ state: 'pending', isUnreachable: true });
  });

  test('a receiver that is down has refused nothing', async () => {
    await server.close();
    expect(await post()).toMatchObject({
      state: 'pending',
      isUnreachable: true,
      answer: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  test('a webhook that is configured no longer is asked nothing', async () => {
    const poster = createWebhookPoster({
      webhooks: new Map(),
      env: {},
      version: '1.2.3',
      clock: createFakeClock(NOW),
      secrets: [],
    });
    const result = await poster.send(MESSAGE, Buffer.from(BODY), new AbortController().signal);
    expect(result).toMatchObject({ state: 'pending', answer: 'no webhook:newsroom is configured' });
  });
});

describe('a private address is refused unless it is allowed', () => {
  test.each(['http://127.0.0.1:PORT/hook', 'http://localhost:PORT/hook', 'http://0x7f.1:PORT/hook'])(
    '%s',
    async (url) => {
      const webhook = { url: url.replace('PORT', String(server.port)), allowPrivateAddresses: false };
      expect(await post({ webhook })).toMatchObject({
        state: 'pending',
        answer: expect.stringMatching(/only public ones are asked/),
      });
      expect(server.requests).toEqual([]);
    },
  );

  test('also behind a proxy, where no name is looked up here', async () => {
    const webhook = { url: 'http://10.0.0.7/hook', allowPrivateAddresses: false };
    const result = await post({ webhook, env: { http_proxy: server.origin } });
    expect(result).toMatchObject({
      state: 'pending',
      answer: expect.stringMatching(/10\.0\.0\.7 is no public address/),
    });
    expect(server.requests).toEqual([]);
  });
});
