import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { get, makeFetcher, never } from './make.ts';

const unexpected: string[] = [];
const note = (request: Request | { readonly url?: string }): void => void unexpected.push(String(request.url));

beforeEach(() => {
  nock.disableNetConnect();
  nock.emitter.on('no match', note);
});
afterEach(() => {
  nock.emitter.off('no match', note);
  nock.cleanAll();
  nock.enableNetConnect();
  nock.restore();
  nock.activate();
  expect(unexpected.splice(0)).toEqual([]);
});

test('a listing is asked as its server expects it: robots.txt first, then with validators and identity', async () => {
  const site = nock('https://library.example.org', {
    reqheaders: { 'user-agent': 'pubwatch/1.2.3 (+https://example.org/bot)' },
  })
    .get('/robots.txt')
    .reply(200, 'User-agent: *\nDisallow: /search', { 'content-type': 'text/plain' })
    .get('/publications')
    .query({ page: '1' })
    .matchHeader('if-none-match', '"abc"')
    .reply(304, '', { ETag: '"abc"' });
  const fetcher = makeFetcher();
  const capture = await fetcher.fetch(
    get('https://library.example.org/publications?page=1', { validators: { etag: '"abc"', lastModified: null } }),
    never,
  );
  expect(capture).toMatchObject({ status: 304, validators: { etag: '"abc"', lastModified: null } });
  expect(site.isDone()).toBe(true);
});

test('a feed that moved to its www name is found there', async () => {
  nock('https://example.org').get('/feed').reply(301, '', { location: 'https://www.example.org/feed.xml' });
  nock('https://www.example.org').get('/feed.xml').reply(200, '<rss/>', { 'content-type': 'application/rss+xml' });
  const fetcher = makeFetcher();
  const capture = await fetcher.fetch(get('https://example.org/feed', { policy: { respectRobots: false } }), never);
  expect(capture.url).toBe('https://www.example.org/feed.xml');
  expect(Buffer.from(capture.wireBody).toString()).toBe('<rss/>');
  expect(nock.isDone()).toBe(true);
});
