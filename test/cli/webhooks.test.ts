import { expect, onTestFinished, test } from 'vitest';
import { startHttpServer } from '../support/http.ts';
import { type House, openHouse } from './house.ts';

interface Posted {
  readonly id: string;
  readonly body: string;
}
interface Place {
  readonly house: House;
  readonly posted: readonly Posted[];
  list(...items: readonly string[]): void;
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
}

/** A site and a receiver on one loopback server, and a house with one webhook. */
async function openPlace(settings = ''): Promise<Place> {
  let items: readonly string[] = ['ash', 'birch'];
  let status = 200;
  let sent: Readonly<Record<string, string>> = {};
  const posted: Posted[] = [];
  const server = await startHttpServer((request, response) => {
    const list = items.map((name) => `<li><a href="/${name}">${name}</a></li>`).join('');
    if (request.method !== 'POST') return response.setHeader('content-type', 'text/html').end(`<ul>${list}</ul>`);
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      posted.push({ id: String(request.headers['webhook-id']), body });
      response.writeHead(status, sent).end('said');
    });
  });
  onTestFinished(() => server.close());
  const house = await openHouse(`${server.origin}/list`, {
    settings: `webhooks: [{ id: room, url: "${server.origin}/hook"${settings} }]`,
  });
  onTestFinished(() => house.close());
  return {
    house,
    posted,
    list: (...names) => {
      items = names;
    },
    answer: (code, headers = {}) => {
      status = code;
      sent = headers;
    },
  };
}

/** A place whose list has one item more than at the first look. */
async function openChanged(settings = ''): Promise<Place> {
  const place = await openPlace(settings);
  await place.house.run(['crawl']);
  place.list('ash', 'birch', 'cedar');
  return place;
}

test('a change is posted once, as JSON in the shape of crawl --json', async () => {
  const { house, posted } = await openChanged();
  const crawled = JSON.parse((await house.run(['crawl', '--json'])).stdout);
  expect(crawled.deliveries).toMatchObject([{ to: 'webhook:room', state: 'sent', messageId: posted[0]?.id }]);
  const event = JSON.parse(posted[0]?.body ?? '');
  expect(event.data.sources[0].changes).toMatchObject(crawled.sources[0].changes);
  await house.run(['deliver']);
  expect(posted).toHaveLength(1);
});

test('what a receiver puts off goes out again with the same id and bytes', async () => {
  const { house, posted, answer } = await openChanged();
  answer(500);
  const crawled = await house.run(['crawl']);
  expect([crawled.code, crawled.stdout]).toEqual([
    75,
    expect.stringContaining('Report to webhook:room waits: 500 said'),
  ]);
  expect((await house.run(['status'])).stdout).toContain('webhook:room: 1 waiting, last answer: 500 said');
  answer(200);
  const delivered = await house.run(['deliver']);
  expect([delivered.code, delivered.stdout.trim()]).toEqual([0, 'Report to webhook:room sent.']);
  expect(posted).toHaveLength(2);
  expect(posted[1]).toEqual(posted[0]);
});

test('Retry-After is obeyed by deliver too', async () => {
  const { house, posted, answer } = await openChanged();
  answer(503, { 'retry-after': '3600' });
  await house.run(['crawl']);
  answer(200);
  expect((await house.run(['deliver'])).code).toBe(75);
  expect((await house.run(['status'])).stdout).toMatch(
    /webhook:room: 1 waiting, last answer: 503 said, not asked before 2/,
  );
  expect(posted).toHaveLength(1);
});

test('410 ends the webhook: later changes are not posted, status says so', async () => {
  const { house, posted, answer, list } = await openChanged();
  answer(410);
  expect((await house.run(['crawl'])).code).toBe(75);
  answer(200);
  list('ash', 'birch', 'cedar', 'elm');
  expect((await house.run(['crawl'])).code).toBe(0);
  expect(posted).toHaveLength(1);
  expect((await house.run(['status'])).stdout).toContain('webhook:room: ended, its receiver answered 410');
  const { webhooks } = JSON.parse((await house.run(['status', '--json'])).stdout);
  expect(webhooks).toMatchObject([{ name: 'webhook:room', waiting: 0, isEnded: true }]);
});

test('keywords and kinds choose what is posted', async () => {
  const { house, posted } = await openChanged(', exclude: [cedar]');
  expect((await house.run(['crawl'])).code).toBe(0);
  expect(posted).toEqual([]);
});

test('test-mail sends a sample to a webhook, and names those that there are', async () => {
  const { house, posted } = await openPlace(', format: discord');
  const sample = await house.run(['test-mail', 'webhook:room']);
  expect([sample.code, sample.stdout.trim()]).toEqual([0, 'Sample to webhook:room: sent (200 said)']);
  expect(JSON.parse(posted[0]?.body ?? '').content).toContain('Harbour Survey, Third Quarter');
  const unknown = await house.run(['test-mail', 'webhook:attic']);
  expect([unknown.code, unknown.stderr]).toEqual([64, expect.stringContaining('there is: webhook:room')]);
});
