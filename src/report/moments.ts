/** Says a moment (ISO 8601) in the reader's zone and in UTC. */
export type SayMoment = (iso: string) => string;

/** `22 November 2026 06:17 (America/New_York), 11:17 UTC`; the UTC day too, where it is another one. */
export function createMoments(timezone: string): SayMoment {
  const local = clockIn(timezone);
  const utc = clockIn('UTC');
  return (iso) => {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return iso;
    const here = local(at);
    const there = utc(at);
    if (timezone === 'UTC') return `${there.day} ${there.time} UTC`;
    const world = here.day === there.day ? there.time : `${there.day} ${there.time}`;
    return `${here.day} ${here.time} (${timezone}), ${world} UTC`;
  };
}

/** `22 November 06:17`: for a subject line, in the reader's zone. */
export function createShortMoments(timezone: string): SayMoment {
  const local = clockIn(timezone);
  return (iso) => {
    const at = new Date(iso);
    if (Number.isNaN(at.getTime())) return iso;
    const { dayMonth, time } = local(at);
    return `${dayMonth} ${time}${timezone === 'UTC' ? ' UTC' : ''}`;
  };
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `3 days 4 hours`, `2 hours`, `12 minutes`: the two largest units that say something. */
export function sayDuration(fromIso: string, toIso: string): string {
  const ms = Math.max(0, Date.parse(toIso) - Date.parse(fromIso));
  if (!(ms >= MINUTE_MS)) return 'less than 1 minute';
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const units = [count(days, 'day'), count(hours, 'hour'), days > 0 ? '' : count(minutes, 'minute')];
  return units.filter((unit) => unit !== '').join(' ');
}

function count(number: number, unit: string): string {
  return number === 0 ? '' : `${number} ${unit}${number === 1 ? '' : 's'}`;
}

interface ClockReading {
  readonly day: string; // 22 November 2026
  readonly dayMonth: string; // 22 November
  readonly time: string; // 06:17
}

function clockIn(timeZone: string): (at: Date) => ClockReading {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    const dayMonth = `${of('day')} ${of('month')}`;
    return { day: `${dayMonth} ${of('year')}`, dayMonth, time: `${of('hour')}:${of('minute')}` };
  };
}
