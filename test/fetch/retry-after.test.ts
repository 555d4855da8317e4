import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRetryAfter } from '../../src/fetch/retry-after.ts';

const now = new Date('2026-03-01T08:00:00Z');
const WEEK_MS = 604_800_000;

test.each([
  [{}, null],
  [{ 'retry-after': '' }, null],
  [{ 'retry-after': 'soon' }, null],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '-5' }, expect.any(Number)],
  [{ 'retry-after': ' 120 ' }, 120_000],
  [{ 'retry-after': '99999999' }, WEEK_MS],
  [{ 'retry-after': 'Sun, 01 Mar 2026 08:01:00 GMT' }, 60_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 07:59:00 GMT' }, 0],
  [{ 'retry-after': 'Fri, 01 Mar 2999 08:00:00 GMT' }, WEEK_MS],
  [{ 'retry-after': 'Sun, 01 Mar 2026 08:01:00 GMT', date: 'Sun, 01 Mar 2026 08:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Sun, 01 Mar 2026 08:01:00 GMT', date: 'nonsense' }, 60_000],
])('%j is a wait of %s ms', (headers, expected) => {
  expect(readRetryAfter(headers, now)).toEqual(expected);
});

test('whatever a server writes is a wait from none to a week, or says nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (value, date) => {
      const waitMs = readRetryAfter({ 'retry-after': value, date }, now);
      expect(waitMs === null || (waitMs >= 0 && waitMs <= WEEK_MS)).toBe(true);
    }),
  );
});
