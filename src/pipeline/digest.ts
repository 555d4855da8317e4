import type { Cadence } from '../model/subscriber.ts';

const DAY_MS = 86_400_000;

/** The latest moment at or before `now` when a digest of this cadence falls due; null for `immediate`. */
export function latestDigestTime(cadence: Cadence, timezone: string, now: Date): Date | null {
  if (cadence.kind === 'immediate') return null;
  const clock = clockIn(timezone);
  const { year, month, day } = clock(now);
  for (let daysBack = 0; daysBack <= 7; daysBack++) {
    const date = new Date(Date.UTC(year, month - 1, day) - daysBack * DAY_MS);
    if (cadence.kind === 'weekly' && date.getUTCDay() !== cadence.weekday) continue;
    const moment = momentOf(date, cadence, clock);
    if (moment.getTime() <= now.getTime()) return moment;
  }
  return null;
}

type WallClock = (moment: Date) => LocalTime;

interface LocalTime {
  readonly year: number;
  readonly month: number; // 1..12
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/**
 * When a wall clock in the zone shows this time on this day. Of a time that comes twice (autumn), the first; a time that is
 * skipped (spring) is the moment the clock would have shown it without the change.
 */
function momentOf(date: Date, { hour, minute }: Pick<LocalTime, 'hour' | 'minute'>, clock: WallClock): Date {
  const asIfUtc = date.getTime() + (hour * 60 + minute) * 60_000;
  const early = asIfUtc - offsetMs(new Date(asIfUtc - DAY_MS), clock);
  const late = asIfUtc - offsetMs(new Date(asIfUtc + DAY_MS), clock);
  const showsIt = (time: number): boolean => time + offsetMs(new Date(time), clock) === asIfUtc;
  const moments = [early, late].filter(showsIt).sort((a, b) => a - b);
  return new Date(moments[0] ?? early);
}

/** How far the zone's wall clock is ahead of UTC at this moment. */
function offsetMs(moment: Date, clock: WallClock): number {
  const { year, month, day, hour, minute } = clock(moment);
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(moment.getTime() / 60_000) * 60_000;
}

/** What a wall clock in the zone shows. Making one costs more than reading it many times. */
function clockIn(timezone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
  };
}
