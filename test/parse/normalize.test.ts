import { expect, test } from 'vitest';
import type { RawItem } from '../../src/model/item.ts';
import type { FeedRecipe } from '../../src/model/recipe.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { recipe } from './make.ts';

const FEED: FeedRecipe = { format: 'feed' };
const item = (over: RawItem): RawItem => ({
  title: 'T',
  url: 'https://a.example/t',
  date: null,
  summary: null,
  ...over,
});
const datesOf = (texts: readonly string[], rule = recipe('li', { date: 'i' }), learnt: 'mdy' | 'dmy' | null = null) => {
  const { items, dateOrder } = normalizeItems(
    texts.map((date) => item({ date })),
    rule,
    learnt,
  );
  return [...items.map((one) => one.date), dateOrder];
};

test('an item is known by its address, else by its folded title', () => {
  const { items } = normalizeItems(
    [item({ url: 'http://A.example/t/#x' }), item({ url: null, title: 'The “Plan”' })],
    FEED,
    null,
  );
  expect(items.map(({ key }) => key)).toEqual(['https://a.example/t', 'title:the "plan"']);
});

test('fields that were not found are null, an absent title is empty, duplicates stay in page order', () => {
  const { items } = normalizeItems([item({ title: null, summary: '' }), item({ summary: 'S' }), item({})], FEED, null);
  expect(items.map(({ title, summary }) => [title, summary])).toEqual([
    ['', null],
    ['T', 'S'],
    ['T', null],
  ]);
});

test('one date that proves the order reads the others', () => {
  expect(datesOf(['3/4/2024', '2/29/2024'])).toEqual(['2024-03-04', '2024-02-29', 'mdy']);
});

test('the order in the recipe reads what the dates leave open, and only that', () => {
  const rule = recipe('li', { date: { select: 'i', order: 'dmy' } });
  expect(datesOf(['3/4/2024', '2/29/2024'], rule)).toEqual(['2024-04-03', '2024-02-29', 'mdy']);
});

test('an order learnt before reads what is open today, and is kept', () => {
  expect(datesOf(['3/4/2024'], undefined, 'mdy')).toEqual(['2024-03-04', 'mdy']);
  expect(datesOf(['3/4/2024', '29/2/2024'], undefined, 'mdy')).toEqual(['2024-04-03', '2024-02-29', 'dmy']);
});

test('open dates without any order are not guessed', () => {
  expect(datesOf(['3/4/2024'])).toEqual([null, null]);
});

test('further fields are kept where they hold something, dates among them as dates', () => {
  const rule = recipe('li', { office: 'b', due: { select: 'i', type: 'date' } });
  const raw = [item({ office: 'North', due: '29 February 2024' }), item({ office: null, due: 'soon' })];
  expect(normalizeItems(raw, rule, null).items.map(({ extra }) => extra)).toEqual([
    { office: 'North', due: '2024-02-29' },
    {},
  ]);
});

test('a field called __proto__ is a field', () => {
  const raw = Object.fromEntries([
    ['title', 'T'],
    ['__proto__', 'x'],
  ]);
  const [one] = normalizeItems([raw], FEED, null).items;
  expect(Object.entries(one?.extra ?? {})).toEqual([['__proto__', 'x']]);
});
