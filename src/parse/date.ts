import { keepSome } from '../lib/keep-last.ts';
import type { DateOrder } from '../model/recipe.ts';
import { type DateToken, tokenizeDate } from './date-tokens.ts';
import { monthOf } from './months.ts';

/** A date as found in a text: certain by itself, or three numbers whose order must be known. */
export type FoundDate =
  | { readonly kind: 'certain'; readonly date: string } // YYYY-MM-DD
  | { readonly kind: 'open'; readonly readings: Readings; readonly usual: DateOrder | null }; // two or more that differ
type Readings = ReadonlyMap<DateOrder, string>; // the date by each order that makes one

/**
 * The first full date of a text, amid other words or alone, as written (no shift of time zones); null where none is: dates
 * without a year, relative and impossible ones. Numbers that could be read in two orders stay open.
 */
export function findDate(text: string): FoundDate | null {
  const plain = plainDate(text);
  if (plain !== null) return certain(plain);
  const tokens = tokenizeDate(text);
  for (let at = 0; at < tokens.length; at++) {
    const found =
      certain(namedAt(tokens, at) ?? yearFirstAt(tokens, at) ?? compactAt(tokens, at)) ?? numericAt(tokens, at);
    if (found !== null) return found;
  }
  return null;
}

/**
 * The first full date of a text as YYYY-MM-DD. Numbers that allow for more than one order are read in `order`; where it is null
 * and they are written as in 3.4.2024, the day comes first; else null.
 */
export function readDate(text: string, order: DateOrder | null): string | null {
  const found = findDate(text);
  if (found === null || found.kind === 'certain') return found?.date ?? null;
  const chosen = order ?? found.usual;
  return chosen === null ? null : (found.readings.get(chosen) ?? null);
}

/** The one order that the numeric dates of a list allow for, or prove (a day beyond 12); null where they leave it open or contradict. */
export function learnOrder(texts: Iterable<string>): DateOrder | null {
  const proven = new Set<DateOrder>();
  for (const text of texts) {
    const orders = [...numericReadings(text).keys()];
    if (orders.length === 1) for (const order of orders) proven.add(order);
  }
  const [order] = proven;
  return proven.size === 1 ? (order ?? null) : null; // a mixed list: each date is read by itself
}

function numericReadings(text: string): Readings {
  if (plainDate(text) !== null) return NO_READINGS;
  const tokens = tokenizeDate(text);
  for (let at = 0; at < tokens.length; at++) {
    if (namedAt(tokens, at) !== null || yearFirstAt(tokens, at) !== null) return NO_READINGS;
    const readings = readingsAt(tokens, at);
    if (readings.size > 0) return readings;
  }
  return NO_READINGS;
}

// 2024-02-29 · 2024-02-29T08:00:00.000+01:00
const PLAIN = /^(\d{4})-(\d\d)-(\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/** A date as machines write it, without cutting the text into tokens: what `datetime` attributes and feeds hold. */
function plainDate(text: string): string | null {
  return text.length === DAY_LENGTH ? readDay(text) : readPlain(text);
}

function readPlain(text: string): string | null {
  const found = PLAIN.exec(text);
  return found === null ? null : isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
}

const DAY_LENGTH = 10; // 2024-02-29: a text this short does not hold on to the page it was cut from
const MOST_REMEMBERED = 1_000; // a list shows few days many times, and each of its dates is asked for three times
const readDay = keepSome(MOST_REMEMBERED, readPlain);

function certain(date: string | null): FoundDate | null {
  return date === null ? null : { kind: 'certain', date };
}

/** February 29, 2024 · 29 February 2024 · 29-Feb-24 · 2024 February 29 */
function namedAt(tokens: readonly DateToken[], at: number): string | null {
  const [a, b, c, isYearClear] = contentFrom(tokens, at);
  if (a === undefined || b === undefined || c === undefined || c.kind !== 'number') return null;
  const isYear = LONG_YEAR.test(c.text) || isYearClear;
  if (a.kind === 'word' && b.kind === 'number') return isYear ? dated(c, a, b) : null;
  if (a.kind !== 'number' || b.kind !== 'word') return null;
  return (isYear ? dated(c, b, a) : null) ?? (LONG_YEAR.test(a.text) ? dated(a, b, c) : null);
}

const CENTURY_TURN = 70; // a two-digit year from 70 on is of the 1900s
const SHORT_YEAR = /^\d{2}$/; // 24
const LONG_YEAR = /^\d{4}$/; // 2024
const DAY = /^\d{1,2}$/; // 29

function dated(year: DateToken, month: DateToken, day: DateToken): string | null {
  const number = monthOf(month.text);
  const years = yearOf(year.text);
  if (number === undefined || years === null || !DAY.test(day.text)) return null;
  return isoDate(years, number, Number(day.text));
}

function yearOf(text: string): number | null {
  if (LONG_YEAR.test(text)) return Number(text);
  if (!SHORT_YEAR.test(text)) return null;
  const short = Number(text);
  return short < CENTURY_TURN ? 2_000 + short : 1_900 + short;
}

const FILLER = /^(?:st|nd|rd|th|er|ère|re|of|de|del|di|den|der|the|year|г|р|года|року|na|le|e|a|[.,'’ºª°/-])$/; // 3rd of March, 2024
const MOST_FILLERS = 3; // between two parts of one date: "3rd of March", "3 de marzo de 2024"

const BINDS_YEAR = /^[-/'’]$/; // 29-Feb-24, May 1 '24

type Content = readonly [a?: DateToken, b?: DateToken, c?: DateToken, isYearClear?: boolean];

/**
 * The token here and the two that follow it, over what may stand between the parts of a date. Two digits of a year are clear only
 * where they are bound to the month or end the text: "3 March 12 documents" has none.
 */
function contentFrom(tokens: readonly DateToken[], at: number): Content {
  const content: DateToken[] = [];
  let fillers = 0;
  let next = at;
  for (; next < tokens.length && content.length < 3; next++) {
    const token = tokens[next];
    if (token === undefined) break;
    if (content.length === 0 || !FILLER.test(token.text)) {
      content.push(token);
      fillers = 0;
    } else {
      fillers += 1;
      if (fillers > MOST_FILLERS) break;
    }
  }
  const [a, b, c] = content;
  if (a === undefined || b === undefined || c === undefined) return [];
  return [a, b, c, next >= tokens.length || BINDS_YEAR.test(tokens[next - 2]?.text ?? '')];
}

const SEPARATOR = /^[-/.]$/; // 2/29/2024
const YEAR_MARK = /^[年년]$/; // 2024年
const MONTH_MARK = /^[月월]$/; // 2月

/** 2024-02-29 · 2016/3/3 · 2024. 2. 29. · 2024年2月29日 */
function yearFirstAt(tokens: readonly DateToken[], at: number): string | null {
  const [year, mark, month, secondMark, day] = tokens.slice(at, at + 5);
  if (year === undefined || mark === undefined || month === undefined || secondMark === undefined || day === undefined)
    return null;
  const isMarked = YEAR_MARK.test(mark.text) && MONTH_MARK.test(secondMark.text);
  const isSeparated = SEPARATOR.test(mark.text) && secondMark.text === mark.text;
  if (!LONG_YEAR.test(year.text) || !(isMarked || isSeparated)) return null;
  if (month.kind !== 'number' || day.kind !== 'number') return null;
  return isoDate(Number(year.text), Number(month.text), Number(day.text));
}

const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)$/; // 20240229

/** 20240229, where nothing but a time stands beside it: a longer text may hold numbers of any kind. */
function compactAt(tokens: readonly DateToken[], at: number): string | null {
  const isAlone = at === 0 && (tokens.length === 1 || tokens[1]?.text === 't');
  const found = isAlone ? COMPACT.exec(tokens[0]?.text ?? '') : null;
  return found === null ? null : isoDate(Number(found[1]), Number(found[2]), Number(found[3]));
}

function numericAt(tokens: readonly DateToken[], at: number): FoundDate | null {
  const readings = readingsAt(tokens, at);
  const dates = new Set(readings.values());
  const [date] = dates;
  if (date === undefined) return null;
  if (dates.size === 1) return { kind: 'certain', date };
  return { kind: 'open', readings, usual: tokens[at + 1]?.text === '.' ? 'dmy' : null };
}

const NO_READINGS: Readings = new Map();

/** 2/29/2024 · 29.02.2024 · 6/30/23 */
function readingsAt(tokens: readonly DateToken[], at: number): Readings {
  const [first, mark, second, secondMark, third] = tokens.slice(at, at + 5);
  if (first === undefined || mark === undefined || second === undefined || third === undefined) return NO_READINGS;
  if (!SEPARATOR.test(mark.text) || mark.text !== secondMark?.text) return NO_READINGS;
  if (!DAY.test(first.text) || !DAY.test(second.text)) return NO_READINGS;
  const readings = new Map<DateOrder, string>();
  const put = (order: DateOrder, year: string, month: string, day: string): void => {
    const years = yearOf(year);
    const date = years === null ? null : isoDate(years, Number(month), Number(day));
    if (date !== null) readings.set(order, date);
  };
  put('dmy', third.text, second.text, first.text);
  put('mdy', third.text, first.text, second.text);
  // Two digits of a year in front are rare but with hyphens, as in 24-02-29.
  const isYearInFront = mark.text === '-' || readings.size === 0;
  if (isYearInFront && SHORT_YEAR.test(first.text) && DAY.test(third.text)) {
    put('ymd', first.text, second.text, third.text);
  }
  return readings;
}

const EARLIEST_YEAR = 1_500; // printed matter; below it "1024" is a number like any other
const LATEST_YEAR = 2_199;

function isoDate(year: number, month: number, day: number): string | null {
  if (year < EARLIEST_YEAR || year > LATEST_YEAR || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
