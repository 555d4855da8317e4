import { createTask, type ScheduledTask } from 'node-cron';

const SILENT = { info() {}, warn() {}, error() {}, debug() {} };

/** A node-cron task in its zone that never overlaps itself and prints nothing; not started yet. */
export function createDueTask(cron: string, timezone: string, onDue: () => Promise<void>): ScheduledTask {
  return createTask(cron, onDue, { timezone, noOverlap: true, logger: SILENT });
}

const MOST_DAYS_BACK = 32; // of a schedule that is due less than monthly no missed run is caught up

const FIELD_RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const; // minute, hour, day, month, weekday

/** Was the source due between its last attempt and now? Never attempted counts as due. */
export function wasMissed(cron: string, timezone: string, lastAttempt: string | null, now: Date): boolean {
  if (lastAttempt === null) return true;
  const from = Math.max(Date.parse(lastAttempt), now.getTime() - MOST_DAYS_BACK * 86_400_000);
  const isDue = createMatcher(cron, timezone);
  for (let minute = Math.floor(from / 60_000) + 1; minute * 60_000 <= now.getTime(); minute++) {
    if (isDue(new Date(minute * 60_000))) return true;
  }
  return false;
}

function createMatcher(cron: string, timezone: string): (moment: Date) => boolean {
  const fields = cron
    .trim()
    .split(/\s+/)
    .map((field, index) => readField(field, FIELD_RANGES[index] ?? [0, 0]));
  const [minutes, hours, days, months, weekdays] = fields;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    minute: 'numeric',
    hour: 'numeric',
    day: 'numeric',
    month: 'numeric',
    weekday: 'short',
  });
  return (moment) => {
    if (
      minutes === undefined ||
      hours === undefined ||
      days === undefined ||
      months === undefined ||
      weekdays === undefined
    )
      return false;
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
    const weekday = WEEKDAYS.indexOf(parts.get('weekday') ?? '');
    return (
      minutes.has(number('minute')) &&
      hours.has(number('hour')) &&
      days.has(number('day')) &&
      months.has(number('month')) &&
      (weekdays.has(weekday) || (weekday === 0 && weekdays.has(7)))
    );
  };
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** "1,5-9/2" as the numbers it stands for. */
function readField(field: string, [least, most]: readonly [number, number]): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '*', step = '1'] = part.split('/');
    const [from, to] = range === '*' ? [least, most] : readRange(range, part.includes('/') ? most : null);
    for (let number = from; number <= to; number += Math.max(1, Number(step))) numbers.add(number);
  }
  return numbers;
}

function readRange(range: string, openEnd: number | null): [number, number] {
  const [from = '', to] = range.split('-');
  const start = readName(from);
  return [start, to === undefined ? (openEnd ?? start) : readName(to)];
}

function readName(name: string): number {
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase());
  const weekday = WEEKDAYS.findIndex((day) => day.toLowerCase() === name.slice(0, 3).toLowerCase());
  if (month !== -1) return month + 1;
  return weekday !== -1 ? weekday : Number(name);
}
