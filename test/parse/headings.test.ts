import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { pageOf, recipe } from './make.ts';

const DATED = recipe('li', { title: 'b', date: { select: 'h3', type: 'date', above: true } });
const datesOf = (html: string, how = DATED) =>
  normalizeItems(parseListing(pageOf(html), how).items, how, null).items.map(({ date }) => date);

describe('a field that stands above the records', () => {
  test.each([
    [
      'a heading of each list',
      '<h3>14 May 2026</h3><ul><li><b>A</b><li><b>B</b></ul><h3>9 May 2026</h3><ul><li><b>C</b></ul>',
      ['2026-05-14', '2026-05-14', '2026-05-09'],
    ],
    [
      'a heading inside of a section',
      '<section><div><h3>14 May 2026</h3></div><ul><li><b>A</b></ul></section><ul><li><b>B</b></ul>',
      ['2026-05-14', '2026-05-14'],
    ],
    [
      'no heading before the first record',
      '<ul><li><b>A</b></ul><h3>9 May 2026</h3><ul><li><b>B</b></ul>',
      [null, '2026-05-09'],
    ],
    [
      'a heading without a day ends what was said before',
      '<h3>14 May 2026</h3><ul><li><b>A</b></ul><h3>Older</h3><ul><li><b>B</b></ul>',
      ['2026-05-14', null],
    ],
    ['a heading of a month alone', '<h3>May 2026</h3><ul><li><b>A</b></ul>', [null]],
    [
      'headings in records head nothing',
      '<h3>14 May 2026</h3><ul><li><h3>1 May 2020</h3><b>A</b><li><b>B</b></ul>',
      ['2026-05-14', '2026-05-14'],
    ],
    ['no heading at all', '<ul><li><b>A</b></ul>', [null]],
  ])('is read from the nearest match before them: %s', (_, html, dates) => {
    expect(datesOf(html)).toEqual(dates);
  });

  test('an element that holds a record is not above it', () => {
    const how = recipe('li', { title: 'b', date: { select: '.day', type: 'date', above: true } });
    expect(datesOf('<div class=day>1 May 2026 <ul><li><b>A</b></ul></div><ul><li><b>B</b></ul>', how)).toEqual([
      null,
      null,
    ]);
  });

  test('the attribute and the pattern of a rule are read as within a record', () => {
    const stamped = recipe('li', {
      title: 'b',
      date: { select: 'h3 time', attr: 'datetime', type: 'date', above: true },
    });
    expect(datesOf('<h3><time datetime=2026-05-14>Thursday</time></h3><ul><li><b>A</b></ul>', stamped)).toEqual([
      '2026-05-14',
    ]);
    const named = recipe('li', { title: 'b', part: { select: 'h3', pattern: 'Part (\\w+)', above: true } });
    expect(parseListing(pageOf('<h3>Part II: Rules</h3><li><b>A</b>'), named).items[0]).toEqual({
      title: 'A',
      part: 'II',
    });
  });

  test.each([
    ['spans its rows', '<tr><td rowspan=2>14 May 2026<td><b>A</b><tr><td><b>B</b>', ['2026-05-14', '2026-05-14']],
    [
      'and no more than them',
      '<tr><td rowspan=2>14 May 2026<td><b>A</b><tr><td><b>B</b><tr><td><b>C</b>',
      ['2026-05-14', '2026-05-14', null],
    ],
    [
      'stands in a row of its own',
      '<tr class=day><td>14 May 2026<tr><td><b>A</b><tr><td><b>B</b>',
      ['2026-05-14', '2026-05-14'],
    ],
    [
      'belongs to its own row first',
      '<tr class=day><td>14 May 2026<tr><td>9 May 2026<td><b>A</b><tr><td><b>B</b>',
      ['2026-05-09', null],
    ],
  ])('a cell %s', (_, rows, dates) => {
    const how = recipe('tr:not(.day)', {
      title: 'b',
      date: { select: 'td:first-child:not(:has(b))', type: 'date', above: true },
    });
    expect(datesOf(`<table>${rows}</table>`, how)).toEqual(dates);
  });

  test('two hundred thousand elements beside each other are no trouble', () => {
    const page = `<h3>14 May 2026</h3>${'<i></i>'.repeat(200_000)}<ul><li><b>A</b></ul>`;
    expect(datesOf(page)).toEqual(['2026-05-14']);
  });

  const day = fc.integer({ min: 1, max: 28 });
  const wrap = fc.constantFrom<(html: string) => string>(
    (html) => html,
    (html) => `<div>${html}</div>`,
    (html) => `<section><p>x</p>${html}</section>`,
  );

  test('wherever headings and records stand, each record has the last heading before it', () => {
    const piece = fc.oneof(day, fc.constant('record' as const));
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, wrap), { maxLength: 30 }), (pieces) => {
        let current: string | null = null;
        const expected: (string | null)[] = [];
        const html = pieces.map(([what, around]) => {
          if (what === 'record') expected.push(current);
          else current = `2026-05-${String(what).padStart(2, '0')}`;
          return around(what === 'record' ? '<li><h3>3 March 2021</h3><b>A</b></li>' : `<h3>${what} May 2026</h3>`);
        });
        expect(datesOf(html.join(''))).toEqual(expected);
      }),
    );
  });
});
