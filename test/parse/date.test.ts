import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findDate, learnOrder, readDate } from '../../src/parse/date.ts';

const LEAP = '2024-02-29';

test.each([
  '2024-02-29',
  '2024-02-29T23:30:00-05:00',
  '2024-02-29 10:00',
  '20240229',
  '20240229T101500Z',
  '2024/2/29',
  '2024.02.29',
  '2024. 2. 29.',
  '2024年2月29日',
  '2024 年 2 月 29 日(木)',
  '公開日:2024年02月29日 更新',
  '2024년 2월 29일',
  '２０２４年２月２９日',
  'February 29, 2024',
  'Feb. 29, 2024',
  'FEBRUARY 29TH, 2024',
  'Thursday, February 29, 2024 - 10:30 am',
  'Issued February 29, 2024 by the Office',
  'Posted on the 29th of February, 2024',
  '29 February 2024',
  '29-Feb-2024',
  '29-Feb-24',
  "29 Feb '24",
  'Thu, 29 Feb 2024 12:00:00 GMT',
  'Thu, 29 Feb 24 12:00:00',
  'Thu Feb 29 12:00:00 2024',
  '2024 February 29',
  '2/29/2024',
  '2/29/24',
  '2-29-2024',
  '29.02.2024',
  '29.2.24',
  '29/02/2024 14:05',
  '29 de febrero de 2024',
  '29 février 2024',
  '29 FEVRIER 2024',
  '29. Februar 2024',
  '29 febbraio 2024',
  '29 de fevereiro de 2024',
  '29 februari 2024',
  '29. februar 2024',
  '29. helmikuuta 2024',
  '29 lutego 2024 r.',
  '29. února 2024',
  '29 февраля 2024 г.',
  '29 лютого 2024 року',
  '29 Şubat 2024',
  '29 ŞUBAT 2024',
  '29 Φεβρουαρίου 2024',
  '29 ΦΕΒΡΟΥΑΡΙΟΥ 2024',
])('reads %s', (text) => {
  expect(readDate(text, null)).toBe(LEAP);
});

test.each([
  ['janvier 1er', '1er janvier 2023', '2023-01-01'],
  ['August in Finnish', '3. elokuuta 2021', '2021-08-03'],
  ['November in Polish', '7 listopada 2020', '2020-11-07'],
  ['May in Ukrainian', '5 травня 2022', '2022-05-05'],
  ['September in Turkish', '12 Eylül 2019', '2019-09-12'],
  ['December in Greek', '1 Δεκεμβρίου 2018', '2018-12-01'],
  ['April in Turkish capitals', '2 NİSAN 2017', '2017-04-02'],
  ['the last century in two digits', '6/30/98', '1998-06-30'],
  ['the first of two dates', 'January 5, 2020 (updated March 3, 2021)', '2020-01-05'],
  ['a date after a number', 'No. 12 of 12 May 2024', '2024-05-12'],
  ['a date after an impossible one', '31/31/2024, then 2024-05-06', '2024-05-06'],
])('reads %s', (_, text, date) => {
  expect(readDate(text, null)).toBe(date);
});

test.each([
  '',
  'February 29',
  'Sat Feb 29 10:00 am',
  'February 2024',
  '2024',
  '(2024)',
  '2024-02',
  'yesterday',
  '3 days ago',
  'February 30, 2024',
  '2023-02-29',
  '31.04.2024',
  '13/13/2024',
  '0/5/2024',
  '2024-00-10',
  '12:30',
  'No. 20240229 of the series',
  '202-447-3543',
  '3 March 12 documents',
  'March 3, 10 a.m.',
  'February 2024, 29 pages',
  '29 Smarch 2024',
  '29 February 0024',
])('finds no full date in %j', (text) => {
  expect(readDate(text, null)).toBeNull();
});

test.each([
  ['3/4/2024', 'mdy', '2024-03-04'],
  ['3/4/2024', 'dmy', '2024-04-03'],
  ['3/4/2024', null, null],
  ['3/4/2024', 'ymd', null],
  ['3.4.2024', null, '2024-04-03'],
  ['3.4.2024', 'mdy', '2024-03-04'],
  ['3/3/2024', null, '2024-03-03'],
  ['2/29/2024', 'dmy', '2024-02-29'],
  ['04-05-06', 'ymd', '2004-05-06'],
  ['04-05-06', null, null],
  ['98/02/27', null, '1998-02-27'],
] as const)('reads %s in the order %s as %s', (text, order, date) => {
  expect(readDate(text, order)).toBe(date);
});

test.each([
  ['a day beyond 12 in second place', ['3/4/2024', '2/29/2024'], 'mdy'],
  ['a day beyond 12 in first place', ['3/4/2024', 'Posted 29/2/2024'], 'dmy'],
  ['only open dates', ['3/4/2024', '5/6/2024'], null],
  ['dates that contradict', ['2/29/2024', '29/2/2024'], null],
  ['dates in words and ISO dates', ['29 February 2024', '2024-02-29'], null],
  ['two-digit years that open nothing else', ['98-02-27'], 'ymd'],
  ['nothing', [], null],
] as const)('learns the order from %s', (_, texts, order) => {
  expect(learnOrder(texts)).toBe(order);
});

// What a machine writes, and what is nearly that.
const stamp = fc
  .tuple(
    fc.integer({ min: 0, max: 2300 }),
    fc.integer({ min: 0, max: 14 }),
    fc.integer({ min: 0, max: 33 }),
    fc.constantFrom('', 'T08:00', 'T08:00:00.5Z', 'T08:00:00+01:00', 'T99:99-0500', 'T8:00', ' 08:00', '.', '-04'),
  )
  .map(([year, month, day, rest]) => {
    const two = (part: number): string => String(part).padStart(2, '0');
    return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}${rest}`;
  });

test('dates as machines write them are read as any text is', () => {
  fc.assert(
    fc.property(stamp, (text) => {
      // The bracket keeps the text from being read in one piece.
      expect(readDate(text, null)).toBe(readDate(`(${text}`, null));
      expect(learnOrder([text])).toBe(learnOrder([`(${text}`]));
    }),
  );
});

const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true });

test('every date is read back from every way to write it', () => {
  fc.assert(
    fc.property(day, (at) => {
      const iso = at.toISOString().slice(0, 10);
      const [y = 0, m = 0, d = 0] = iso.split('-').map(Number);
      const inWords = (locale: string) =>
        new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
      const languages = [
        'en-US',
        'en-GB',
        'es',
        'fr',
        'de',
        'it',
        'pt',
        'nl',
        'nb',
        'sv',
        'da',
        'fi',
        'pl',
        'cs',
        'ru',
        'uk',
        'tr',
        'el',
        'ja',
        'zh',
        'ko',
      ];
      for (const locale of languages) expect(readDate(`x: ${inWords(locale)} y`, null), locale).toBe(iso);
      expect(readDate(`${m}/${d}/${y}`, 'mdy')).toBe(d <= 12 || m <= 12 ? iso : null);
      expect(readDate(`${d}/${m}/${y}`, 'dmy')).toBe(iso);
      expect(readDate(`${d}.${m}.${y}`, null)).toBe(iso);
      expect(readDate(`${y}/${m}/${d}`, null)).toBe(iso);
      expect(readDate(at.toUTCString(), null)).toBe(iso);
      expect(readDate(iso, null)).toBe(iso);
    }),
    { numRuns: 300 },
  );
});

test('what is read from any text is a real date, and reads as itself', () => {
  const piece = fc.constantFrom(
    '1',
    '12',
    '29',
    '31',
    '2024',
    '24',
    '-',
    '/',
    '.',
    ' ',
    ',',
    'feb',
    'mai',
    '年',
    '月',
    ':',
    'T',
    'x',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom('mdy', 'dmy', 'ymd', null), (pieces, order) => {
      const date = readDate(pieces.join(''), order);
      fc.pre(date !== null);
      expect(new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10)).toBe(date);
      expect(findDate(date)).toEqual({ kind: 'certain', date });
    }),
    { numRuns: 2_000 },
  );
});
