import { expect, test } from 'vitest';
import { createCookieJar } from '../../src/fetch/cookies.ts';
import { createFakeClock } from '../support/clock.ts';
import { START } from './make.ts';

const at = 'https://example.org/list/page';

test.each<[string, readonly string[], string, string | null]>([
  ['for the directory it was set in', ['a=1'], 'https://example.org/list/other', 'a=1'],
  ['not outside of it', ['a=1'], 'https://example.org/', null],
  ['for its Path', ['a=1; Path=/'], 'https://example.org/', 'a=1'],
  ['not for a path that only begins alike', ['a=1; Path=/li'], at, null],
  ['the longer path first', ['a=1; Path=/', 'b=2; Path=/list'], at, 'b=2; a=1'],
  ['not for another host', ['a=1; Path=/; Domain=example.org'], 'https://www.example.org/', null],
  ['Secure not over http', ['a=1; Path=/; Secure'], 'http://example.org/', null],
  ['the last of a name', ['a=1; Path=/', 'a=2; Path=/'], at, 'a=2'],
  ['none that has expired', ['a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], at, null],
  ['none that is taken back', ['a=1; Path=/', 'a=; Path=/; Max-Age=0'], at, null],
  ['Max-Age before Expires', ['a=1; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], at, 'a=1'],
  ['none without a name', ['=1; Path=/', 'x; Path=/'], at, null],
  ['none that would break the header', ['a=1\u00e9; Path=/'], at, null],
  ['none longer than 4 kB', [`a=${'x'.repeat(5_000)}; Path=/`], at, null],
])('a cookie goes back %s', (_what, set, url, expected) => {
  const jar = createCookieJar(createFakeClock(START));
  jar.store(
    at,
    set.map((value) => ['Set-Cookie', value]),
  );
  expect(jar.headerFor(url)).toBe(expected);
});

test('a cookie ends with its Max-Age', () => {
  const clock = createFakeClock(START);
  const jar = createCookieJar(clock);
  jar.store(at, [['set-cookie', 'a=1; Max-Age=60']]);
  clock.advance(59_999);
  expect(jar.headerFor(at)).toBe('a=1');
  clock.advance(1);
  expect(jar.headerFor(at)).toBeNull();
});
