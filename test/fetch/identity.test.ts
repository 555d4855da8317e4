import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { CONTENT_HEADERS, identityHeaders } from '../../src/fetch/request-headers.ts';
import { isAllowed, parseRobots } from '../../src/fetch/robots-rules.ts';
import { startHttpServer } from '../support/http.ts';
import { get, makeFetcher, never } from './make.ts';

const page = readFileSync(new URL('../../config/identity.md', import.meta.url), 'utf8');
const BLOCK = /^```\n([\s\S]*?)^```$/gm; // ```\nUser-agent: pubwatch\n```
const blocks = [...page.matchAll(BLOCK)].map(([, text = '']) => text);
const NAME = /^([a-z-]+): /gm; // user-agent: pubwatch
const OF_THE_CONNECTION = ['host', 'connection']; // HTTP's own

test('the page for site owners shows the request that is sent, and no header less', async () => {
  const server = await startHttpServer((_request, response) => response.end());
  const fetcher = makeFetcher({ version: '0.1.0' });
  onTestFinished(async () => {
    await fetcher.close();
    await server.close();
  });
  const validators = { etag: '"a"', lastModified: 'Mon, 02 Feb 2026 10:00:00 GMT' };
  await fetcher.fetch(get(`${server.origin}/library`, { validators }), never);
  const [example = ''] = blocks;
  const sent = Object.keys(server.requests.at(-1)?.headers ?? {}).filter((name) => !OF_THE_CONNECTION.includes(name));
  expect([...example.matchAll(NAME)].map(([, name]) => name).sort()).toEqual(sent.sort());
  expect(example).toContain(`user-agent: ${identityHeaders('https://example.org/bot', '0.1.0')['user-agent']}\n`);
  expect(example).toContain(`accept-encoding: ${CONTENT_HEADERS['accept-encoding']}\n`);
});

test('what the page tells owners to write slows us down, and stops us', () => {
  const [, slow = '', stop = ''] = blocks;
  expect(parseRobots(slow, 'pubwatch').crawlDelayMs).toBe(30_000);
  expect(isAllowed(parseRobots(slow, 'pubwatch'), 'https://example.org/library')).toBe(true);
  expect(isAllowed(parseRobots(stop, 'pubwatch'), 'https://example.org/library')).toBe(false);
});
