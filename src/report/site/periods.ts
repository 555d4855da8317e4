import type { DatedChange } from './dated-change.ts';
import type { SiteMoments } from './site-moments.ts';

/** The changes of one calendar month in the site's zone. */
export interface Month {
  readonly month: string; // 2026-11
  readonly changes: readonly DatedChange[]; // newest first
}

/** Months that have changes, newest first. */
export function monthsOf(moments: SiteMoments, changes: readonly DatedChange[]): readonly Month[] {
  const byMonth = Map.groupBy(changes, ({ changeset }) => moments.dayOf(changeset.at).slice(0, MONTH_LENGTH));
  return [...byMonth].map(([month, list]) => ({ month: month || UNDATED, changes: list }));
}

const MONTH_LENGTH = '2026-11'.length;
const UNDATED = 'undated'; // state that was damaged by hand: a moment that is none

export const CHANGES_A_PAGE = 100; // of 2.5 kB at most each: a page stays below 300 kB

/** How many pages a list takes. */
export function partCount(length: number, size: number): number {
  return Math.max(1, Math.ceil(length / size));
}

/**
 * One part of a list that is given newest first. Part 1 holds the oldest, so that a part that is full never changes again and
 * its address can be quoted.
 */
export function partFromOldest<Entry>(newestFirst: readonly Entry[], part: number, size: number): readonly Entry[] {
  const end = newestFirst.length - (part - 1) * size;
  return newestFirst.slice(Math.max(0, end - size), Math.max(0, end));
}

/** One part of a list in its own order. */
export function partOf<Entry>(list: readonly Entry[], part: number, size: number): readonly Entry[] {
  return list.slice((part - 1) * size, part * size);
}

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** `November 2026` for 2026-11. */
export function monthName(month: string): string {
  const [year = '', number = ''] = month.split('-');
  const name = MONTH_NAMES[Number(number) - 1];
  return name === undefined ? 'No date' : `${name} ${year}`;
}

const DAY_MS = 86_400_000;

/** The Monday of the week of a day (2026-11-24 gives 2026-11-23). */
export function weekOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return '';
  return dayPlus(day, -((at.getUTCDay() + 6) % 7));
}

/** A day so many days later. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
