import { createMoments, type SayMoment } from '../moments.ts';
import { html, type Markup } from './html.ts';

/** Says moments (ISO 8601) in the site's time zone. */
export interface SiteMoments {
  readonly timezone: string; // IANA name
  /** `22 Nov 2026, 06:17` as a <time>. */
  time(iso: string): Markup;
  /** The same as text. */
  plain(iso: string): string;
  /** `22 Nov 2026` as a <time>. */
  day(iso: string): Markup;
  /** `22 November 2026 06:17 (America/New_York), 11:17 UTC`, as mails say it. */
  readonly long: SayMoment;
  /** 2026-11-22, in the site's zone; '' where it is no moment. */
  dayOf(iso: string): string;
}

/** Formats each moment once: the changes of one crawl share it, and Intl is slow. */
export function createSiteMoments(timezone: string): SiteMoments {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const sortable = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const sayLong = createMoments(timezone);
  const known = new Map<string, Said>();
  const say = (iso: string): Said => {
    const said = known.get(iso) ?? sayMoment(iso, format, sortable, sayLong);
    if (known.size < MOST_REMEMBERED) known.set(iso, said);
    return said;
  };
  return {
    timezone,
    time: (iso) => say(iso).time,
    plain: (iso) => say(iso).plain,
    day: (iso) => say(iso).day,
    long: (iso) => say(iso).long,
    dayOf: (iso) => say(iso).dayOf,
  };
}

const MOST_REMEMBERED = 50_000; // moments; a site of 100 sources watched daily for a year has 36,500

interface Said {
  readonly time: Markup;
  readonly plain: string;
  readonly day: Markup;
  readonly long: string;
  readonly dayOf: string;
}

function sayMoment(iso: string, format: Intl.DateTimeFormat, sortable: Intl.DateTimeFormat, sayLong: SayMoment): Said {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return { time: html`${iso}`, plain: iso, day: html`${iso}`, long: iso, dayOf: '' };
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const day = `${of('day')} ${of('month')} ${of('year')}`;
  const plain = `${day}, ${of('hour')}:${of('minute')}`;
  const stamp = at.toISOString();
  return {
    time: html`<time datetime="${stamp}">${plain}</time>`,
    plain,
    day: html`<time datetime="${stamp}">${day}</time>`,
    long: sayLong(iso),
    dayOf: sortable.format(at),
  };
}
