import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyUrl, resolveItemUrl, resolveUrl } from '../../src/parse/url.ts';

const BASE = 'https://library.example/list/index.html?page=2';

test.each([
  ['/publication/a', 'https://library.example/publication/a'],
  ['b.pdf', 'https://library.example/list/b.pdf'],
  ['?s=1&id=4', 'https://library.example/list/index.html?s=1&id=4'],
  ['//cdn.example/c', 'https://cdn.example/c'],
  ['HTTP://LIBRARY.Example:80/D', 'http://library.example/D'],
  ['/library/../.././e', 'https://library.example/e'],
  ['/a b/é.pdf', 'https://library.example/a%20b/%C3%A9.pdf'],
  ['/%7euser/%c3%a9', 'https://library.example/~user/%C3%A9'],
  ['/f#block-17', 'https://library.example/f#block-17'],
  ['/f?utm_source=list#block-17', 'https://library.example/f#block-17'],
  ['/f#!/reports/3', 'https://library.example/f#!/reports/3'],
  ['/app#/reports/3', 'https://library.example/app#/reports/3'],
  ['/g?utm_source=list&id=3&fbclid=abc', 'https://library.example/g?id=3'],
  ['/g?utm_source=list', 'https://library.example/g'],
  ['/g?id=3&UTM_Campaign=x&%75tm_term=y', 'https://library.example/g?id=3'],
  ['/h.do;jsessionid=1A2B?x=1', 'https://library.example/h.do?x=1'],
  ['/i?PHPSESSID=abc&y=2', 'https://library.example/i?y=2'],
  ['/i?b=2&a=1&&', 'https://library.example/i?b=2&a=1'],
  ['https://user:secret@library.example/j', 'https://library.example/j'],
])('the address of an item %s is %s', (href, url) => {
  expect(resolveItemUrl(href, BASE)).toBe(url);
});

test.each([
  'javascript:alert(1)',
  ' JavaScript:void(0)',
  'data:text/html,x',
  'mailto:someone@library.example',
  'tel:+123',
  'ftp://library.example/x',
  'file:///etc/passwd',
  'http://[bad/',
  'https://',
  '#top',
  '',
  '  ',
])('%j is no address of an item', (href) => {
  expect(resolveItemUrl(href, BASE)).toBeNull();
});

test('a link for the walk keeps its parameters and loses its credentials', () => {
  expect(resolveUrl('?utm_source=x&page=3', BASE)).toBe('https://library.example/list/index.html?utm_source=x&page=3');
  expect(resolveUrl('https://u:p@library.example/', BASE)).toBe('https://library.example/');
  expect(resolveUrl('javascript:next()', BASE)).toBeNull();
});

test.each([
  ['the scheme', 'http://a.example/x'],
  ['the case of the host', 'https://A.Example/x'],
  ['the default port', 'https://a.example:443/x'],
  ['the other default port', 'http://a.example:80/x'],
  ['a last dot of the host', 'https://a.example./x'],
  ['a last slash', 'https://a.example/x/'],
  ['a fragment', 'https://a.example/x#part'],
  ['an empty query', 'https://a.example/x?'],
  ['tracking', 'https://a.example/x?gclid=1&mc_cid=2'],
  ['needless encoding', 'https://a.example/%78'],
  ['credentials', 'https://u:p@a.example/x'],
])('%s makes no other page', (_, address) => {
  expect(keyUrl(address)).toBe('https://a.example/x');
});

test.each([
  ['another path', 'https://a.example/x', 'https://a.example/y'],
  ['the case of a path', 'https://a.example/x', 'https://a.example/X'],
  ['a parameter', 'https://a.example/x?id=1', 'https://a.example/x?id=2'],
  ['a port', 'https://a.example:8080/x', 'https://a.example/x'],
  ['an encoded slash', 'https://a.example/x%2Fy', 'https://a.example/x/y'],
  ['the route of an application', 'https://a.example/#/1', 'https://a.example/#/2'],
  ['the order of one repeated parameter', 'https://a.example/?a=1&a=2', 'https://a.example/?a=2&a=1'],
])('%s makes another page', (_, one, other) => {
  expect(keyUrl(one)).not.toBe(keyUrl(other));
});

test('the order of parameters makes no other page', () => {
  expect(keyUrl('https://a.example/?b=2&a=1&c')).toBe(keyUrl('https://a.example/?c&a=1&b=2'));
});

test('what is no web address is its own key', () => {
  expect(keyUrl(' not an address ')).toBe('not an address');
  expect(keyUrl('mailto:a@b.example')).toBe('mailto:a@b.example');
});

const part = fc.array(
  fc.constantFrom(
    'a',
    'B',
    '/',
    '//',
    '.',
    '..',
    '%',
    '%2',
    '%41',
    '%2F',
    '%c3',
    '%25',
    ';jsessionid=1',
    '=',
    '&',
    '?',
    '#',
    '#!',
    '#/',
    'utm_x=1',
    ' ',
    'é',
    "'",
    '"',
    '+',
    '@',
    ':',
    '\\',
  ),
  { maxLength: 12 },
);
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  part.map((pieces) => `https://a.example/${pieces.join('')}`),
  part.map((pieces) => `http://A.example:8080${pieces.join('')}`),
  fc.string(),
);

test('the key of a key is the key', () => {
  fc.assert(
    fc.property(address, (url) => {
      expect(keyUrl(keyUrl(url))).toBe(keyUrl(url));
    }),
    { numRuns: 2_000 },
  );
});

test('an address that is clean stays as it is, and has the key of the one it was made of', () => {
  fc.assert(
    fc.property(address, (href) => {
      const url = resolveItemUrl(href, BASE);
      fc.pre(url !== null);
      expect(resolveItemUrl(url, BASE)).toBe(url);
      expect(keyUrl(url)).toBe(keyUrl(resolveUrl(href, BASE) ?? ''));
    }),
    { numRuns: 2_000 },
  );
});

const segment = fc.stringMatching(/^[\w~-][\w~.-]{0,8}$/);
const plainPath = fc.array(segment, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
const origin = fc.constantFrom(
  'https://library.example',
  'http://LIBRARY.Example:80',
  'https://library.example.:8443',
  'http://127.1:4000',
  'https://user:secret@library.example',
  'https://bücher.example',
  'https://[bad',
  'ftp://library.example',
);

test('a plain address is read as any other is', () => {
  fc.assert(
    fc.property(origin, origin, plainPath, fc.constantFrom('', '/'), (one, other, path, slash) => {
      const href = path === '/' ? path : path + slash;
      for (const place of [one, other]) {
        // A parameter of a tool is dropped, and has the address read by all the rules.
        const base = `${place}/list`;
        expect(resolveItemUrl(href, base)).toBe(resolveItemUrl(`${href}?utm_source=x`, base));
        const address = `${place}${href}`;
        if (URL.canParse(address) && place.startsWith('http'))
          expect(keyUrl(address)).toBe(keyUrl(`${address}?utm_source=x`));
        else expect(keyUrl(address)).toBe(URL.parse(address)?.href ?? address);
      }
    }),
  );
});
