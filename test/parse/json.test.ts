import { expect, test } from 'vitest';
import type { JsonFieldRule, JsonRecipe } from '../../src/model/recipe.ts';
import { valueAt } from '../../src/parse/json-value.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { pageOf, URL_HERE } from './make.ts';

const rule = (pointer: string, over: Partial<JsonFieldRule> = {}): JsonFieldRule => ({
  pointer,
  type: 'text',
  order: null,
  pattern: null,
  ...over,
});
const recipe = (fields: JsonRecipe['fields'], over: Partial<JsonRecipe> = {}): JsonRecipe => ({
  format: 'json',
  items: '/data',
  fields,
  next: '/links/next',
  ...over,
});
const read = (document: unknown, over = recipe({ title: rule('/t') })) =>
  parseListing(pageOf(JSON.stringify(document)), over);

test('reads records by their pointers', () => {
  const document = {
    data: [
      { t: { rendered: 'A &amp; <i>B</i>' }, l: '/a?fbclid=1', d: 1_709_200_000, tags: ['x', 2, true], n: null },
      { t: 5, l: 'javascript:x', d: '29 Feb 2024', tags: [{ a: 1 }] },
      { other: 1 },
    ],
    links: { next: '?page=2' },
  };
  const fields = {
    title: rule('/t/rendered'),
    url: rule('/l'),
    date: rule('/d'),
    tags: rule('/tags'),
    note: rule('/n'),
  };
  expect(read(document, recipe(fields))).toEqual({
    items: [
      {
        title: 'A & B',
        url: 'https://library.example/a',
        date: '2024-02-29T09:46:40.000Z',
        tags: 'x, 2, true',
        note: null,
      },
    ],
    nextUrl: 'https://library.example/publications/ice?page=2',
    children: [],
    isMarkedEmpty: false,
    totalShown: null,
    rowCount: 3,
  });
});

test.each([
  [1_709_200_000_000, '2024-02-29T09:46:40.000Z'],
  [2024, '2024'],
  [9e18, '9000000000000000000'],
  ['2024-02-29', '2024-02-29'],
])('the moment %j is the date text %s', (moment, text) => {
  const fields = { title: rule('/t'), made: rule('/d', { type: 'date' }) };
  expect(read({ data: [{ t: 'T', d: moment }] }, recipe(fields)).items[0]?.['made']).toBe(text);
});

test('a pattern keeps its first group', () => {
  const fields = { title: rule('/t', { pattern: 'No\\. (\\d+)' }), url: rule('/t', { pattern: 'at (\\S+)' }) };
  expect(read({ data: [{ t: 'No. 12 at /p/12' }, { t: 'none' }] }, recipe(fields)).items).toEqual([
    { title: '12', url: 'https://library.example/p/12' },
  ]);
});

test.each([
  ['absent', {}],
  ['null', { links: { next: null } }],
  ['empty', { links: { next: ' ' } }],
  ['the page itself', { links: { next: URL_HERE } }],
  ['a script', { links: { next: 'javascript:x' } }],
])('no next page where its address is %s', (_, more) => {
  expect(read({ data: [], ...more }).nextUrl).toBeNull();
  expect(read({ data: [], ...more }, recipe({}, { next: null })).nextUrl).toBeNull();
});

// The examples of RFC 6901 §5.
test.each([
  ['', undefined],
  ['/foo', ['bar', 'baz']],
  ['/foo/0', 'bar'],
  ['/', 0],
  ['/a~1b', 1],
  ['/c%d', 2],
  ['/e^f', 3],
  ['/g|h', 4],
  ['/i\\j', 5],
  ['/k"l', 6],
  ['/ ', 7],
  ['/m~0n', 8],
])('the pointer %j leads to its value', (pointer, value) => {
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'e^f': 3,
    'g|h': 4,
    'i\\j': 5,
    'k"l': 6,
    ' ': 7,
    'm~n': 8,
  };
  expect(valueAt(document, pointer)).toEqual(pointer === '' ? document : value);
});

test.each([
  '/foo/-',
  '/foo/01',
  '/foo/length',
  '/foo/2',
  '/constructor',
  '/__proto__/toString',
  '/foo/0/x',
  '/nothing/x',
])('the pointer %j leads nowhere', (pointer) => {
  expect(valueAt({ foo: ['bar'] }, pointer)).toBeUndefined();
});

test.each([
  ['{"data":{}}', /found another value, expected a list of records at “\/data”/],
  ['{"error":"x"}', /found nothing, expected a list of records/],
  ['{"data":[', /found broken JSON, expected a JSON listing/],
  ['<html><title>Sorry</title>', /found an HTML page “Sorry”/],
  ['\u0000\u0001', /found a binary file/],
])('%j in place of the list is said', (text, message) => {
  expect(() => parseListing(pageOf(text), recipe({ title: rule('/t') }))).toThrow(message);
});
