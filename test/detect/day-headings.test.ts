import { describe, expect, test } from 'vitest';
import { detectListing } from '../../src/detect/detect-listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf } from './fixtures.ts';

const links = (from: number, count: number): string =>
  Array.from(
    { length: count },
    (_, at) => `<li><a href="/p/${from + at}">Report ${from + at} on the lock keepers of the upper river</a></li>`,
  ).join('');
const DAYS = ['14 May 2026', '9 May 2026', '30 April 2026'];
const lists = (heading: (day: string) => string, days = DAYS): string =>
  days.map((day, at) => `${heading(day)}<ul>${links(at * 3, 3)}</ul>`).join('');
const read = (matter: string) => {
  const detection = detectListing(pageOf(`<body><h1>Papers of the river office</h1>${matter}</body>`));
  const { recipe, items } = detection;
  if (recipe?.format !== 'html') throw new Error(`expected an HTML recipe: ${detection.what}`);
  return {
    ...detection,
    rule: recipe.fields['date'],
    dates: normalizeItems(items, recipe, null).items.map(({ date }) => date),
  };
};

describe('dates that stand above several records', () => {
  test.each<[string, string, string]>([
    ['headings', lists((day) => `<h3>${day}</h3>`), 'h3'],
    ['headings with a weekday', lists((day) => `<h3>Thursday, ${day}</h3>`), 'h3'],
    [
      'headings with a name',
      lists((day) => `<div class="row"><h3 class="release-day">${day}</h3></div>`),
      '.release-day',
    ],
    ['boxes', lists((day) => `<div class="date-header"><span>${day}</span></div>`), '.date-header'],
  ])('are found in %s, by what they are called', (_, matter, selector) => {
    const { rule, dates, warnings } = read(matter);
    expect(rule).toEqual({ select: selector, attr: null, type: 'date', order: null, pattern: null, above: true });
    expect(dates).toEqual(['2026-05-14', '2026-05-09', '2026-04-30'].flatMap((date) => [date, date, date]));
    expect(warnings).toEqual([]);
  });

  test('make it surer that the records are a list', () => {
    expect(read(lists((day) => `<h3>${day}</h3>`)).confidence).toBeGreaterThan(
      read(lists(() => '<h3>More</h3>')).confidence,
    );
  });

  test.each([
    ['months alone, which name no day', lists((day) => `<h3>${day.slice(day.indexOf(' ') + 1)}</h3>`)],
    [
      'one date for all: the page is of that day',
      lists((day) => `<h3>${day}</h3>`, DAYS.slice(0, 1)).replace('</ul>', `${links(9, 5)}</ul>`),
    ],
    ['dates behind the lists', lists(() => '', DAYS).replaceAll('</ul>', '</ul><p>14 May 2026</p>')],
  ])('are not read from %s', (_, matter) => {
    const { rule, warnings } = read(matter);
    expect(rule).toBeUndefined();
    expect(warnings).toContain('no dates were found in the records');
  });
});
