import { describe, expect, test, vi } from 'vitest';
import { createDueTask, isOverdue } from '../../src/schedule/due.ts';

const NEVER = () => {};

describe('isOverdue', () => {
  test.each([
    ['17 6 * * *', 'UTC', '2026-11-24T06:16:59Z', '2026-11-24T06:17:00Z', true, 'the minute has just come'],
    ['17 6 * * *', 'UTC', '2026-11-24T06:17:03Z', '2026-11-24T23:00:00Z', false, 'it ran on time'],
    ['17 6 * * *', 'UTC', '2026-11-24T06:17:00Z', '2026-11-25T06:16:59Z', false, 'the next minute has not come'],
    ['17 6 * * *', 'UTC', '2026-11-20T06:17:03Z', '2026-11-24T05:00:00Z', true, 'days were missed'],
    [
      '17 6 * * *',
      'America/New_York',
      '2026-11-24T06:30:00Z',
      '2026-11-24T11:16:00Z',
      false,
      '06:17 there is 11:17 here',
    ],
    ['17 6 * * *', 'America/New_York', '2026-11-24T06:30:00Z', '2026-11-24T11:17:00Z', true, 'and now it is'],
    [
      '17 6 * * *',
      'America/New_York',
      '2026-07-01T10:00:00Z',
      '2026-07-01T10:17:00Z',
      true,
      'an hour earlier in summer',
    ],
    ['5 12 * * *', 'Asia/Kathmandu', '2026-11-24T06:00:00Z', '2026-11-24T06:20:00Z', true, 'a zone of 5 h 45 min'],
    ['5 12 * * *', 'Asia/Kathmandu', '2026-11-24T06:00:00Z', '2026-11-24T06:19:00Z', false, 'not a minute before'],
    ['0 9 * * mon', 'UTC', '2026-11-21T00:00:00Z', '2026-11-23T09:00:00Z', true, 'a Monday by name'],
    ['0 9 * * 1', 'UTC', '2026-11-23T10:00:00Z', '2026-11-29T23:59:00Z', false, 'no Monday between'],
    ['0 9 * * 0', 'UTC', '2026-11-28T00:00:00Z', '2026-11-29T09:00:00Z', true, 'Sunday is 0'],
    ['0 9 * * 7', 'UTC', '2026-11-28T00:00:00Z', '2026-11-29T09:00:00Z', true, 'and 7'],
    ['0 0 1 * *', 'UTC', '2026-10-15T00:00:00Z', '2026-11-10T00:00:00Z', true, 'the first of the month'],
    ['0 0 L * *', 'UTC', '2026-11-24T00:00:00Z', '2026-11-30T01:00:00Z', true, 'the last day of it'],
    ['0 0 1 1 *', 'UTC', '2026-02-01T00:00:00Z', '2026-11-24T00:00:00Z', false, 'a year is not over'],
    ['*/30 * * * *', 'UTC', '2026-11-24T06:31:00Z', '2026-11-24T06:59:59Z', false, 'between two halves'],
    ['*/30 * * * *', 'UTC', '2026-11-24T06:31:00Z', '2026-11-24T07:00:00Z', true, 'at the half'],
    [
      '30 2 * * *',
      'Europe/Berlin',
      '2026-03-28T20:00:00Z',
      '2026-03-29T20:00:00Z',
      false,
      '02:30 is no time of a spring day',
    ],
    ['17 6 * * *', 'UTC', '2027-01-01T00:00:00Z', '2026-11-24T06:17:00Z', false, 'a clock that was set back'],
  ])('%s in %s, last tried %s, at %s: %s (%s)', (cron, zone, last, now, expected) => {
    expect(isOverdue(cron, zone, last, new Date(now))).toBe(expected);
  });

  test('a source that was never tried is due', () => {
    expect(isOverdue('0 0 1 1 *', 'UTC', null, new Date('2026-11-24T00:00:00Z'))).toBe(true);
  });

  test('a schedule missed for years is looked at a month back, not further', () => {
    expect(isOverdue('0 0 1 1 *', 'UTC', '2001-01-01T00:00:00Z', new Date('2026-11-24T00:00:00Z'))).toBe(false);
    expect(isOverdue('0 0 1 11 *', 'UTC', '2001-01-01T00:00:00Z', new Date('2026-11-24T00:00:00Z'))).toBe(true);
  });
});

describe('createDueTask', () => {
  test('says nothing on the console, also when time was slept through', async () => {
    vi.useFakeTimers({ now: new Date('2026-11-24T06:00:00Z') });
    const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error'), vi.spyOn(console, 'log')];
    let times = 0;
    const task = createDueTask('*/10 * * * *', 'UTC', () => {
      times++;
    });
    await task.start();
    vi.setSystemTime(new Date('2026-11-24T08:05:00Z')); // the lid was closed
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    await task.destroy();
    vi.useRealTimers();
    expect(times).toBeGreaterThan(0);
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('does nothing before it is started', () => {
    expect(createDueTask('* * * * *', 'UTC', NEVER).getStatus()).toBe('stopped');
  });
});
