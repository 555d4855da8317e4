import { expect, test } from 'vitest';
import type { Cadence } from '../../src/model/subscriber.ts';
import { latestDigestTime } from '../../src/pipeline/digest.ts';

const daily = (hour: number, minute = 0): Cadence => ({ kind: 'daily', hour, minute });
const monday: Cadence = { kind: 'weekly', weekday: 1, hour: 7, minute: 0 };

test.each([
  ['a minute before, yesterday’s', daily(7), 'UTC', '2026-06-10T06:59:00Z', '2026-06-09T07:00:00Z'],
  ['at the very minute, today’s', daily(7), 'UTC', '2026-06-10T07:00:00Z', '2026-06-10T07:00:00Z'],
  ['in the reader’s zone, not in UTC', daily(7), 'Asia/Kathmandu', '2026-06-10T01:15:00Z', '2026-06-10T01:15:00Z'],
  ['on the day before in UTC', daily(7), 'Pacific/Auckland', '2026-06-09T19:30:00Z', '2026-06-09T19:00:00Z'],
  ['the last day in winter time', daily(7), 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-28T06:00:00Z'],
  ['the day the clock goes forward', daily(7), 'Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-29T05:00:00Z'],
  ['the day the clock goes back', daily(7), 'Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-25T06:00:00Z'],
  ['an hour that is skipped', daily(2, 30), 'America/New_York', '2026-03-08T12:00:00Z', '2026-03-08T07:30:00Z'],
  [
    'an hour that comes twice, the first',
    daily(1, 30),
    'America/New_York',
    '2026-11-01T12:00:00Z',
    '2026-11-01T05:30:00Z',
  ],
  [
    'a clock that moves by half an hour',
    daily(7),
    'Australia/Lord_Howe',
    '2026-04-05T02:00:00Z',
    '2026-04-04T20:30:00Z',
  ],
  ['over New Year', daily(23, 30), 'UTC', '2027-01-01T00:00:00Z', '2026-12-31T23:30:00Z'],
  ['a Monday', monday, 'Europe/Berlin', '2026-03-30T05:00:00Z', '2026-03-30T05:00:00Z'],
  ['six days after, that Monday’s still', monday, 'Europe/Berlin', '2026-03-29T23:00:00Z', '2026-03-23T06:00:00Z'],
])('%s', (_, cadence, timezone, now, due) => {
  expect(latestDigestTime(cadence, timezone, new Date(now))?.toISOString().replace('.000', '')).toBe(due);
});

test('who wants news at once has no hour', () => {
  expect(latestDigestTime({ kind: 'immediate' }, 'UTC', new Date())).toBeNull();
});
