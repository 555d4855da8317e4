const SECONDS = /^\d{1,15}$/; // 120
const LONGEST_MS = 7 * 86_400_000; // beyond a week it is a mistake, or a way to blind us for good

/**
 * Retry-After (RFC 9110 §10.2.3), seconds or a date, as milliseconds from now, at most a week; null where it says nothing. A date is
 * read against the server's own Date, where it sent one: its clock may be wrong, and ours.
 */
export function readRetryAfter(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const text = headers['retry-after']?.trim() ?? '';
  if (SECONDS.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS);
  const until = Date.parse(text);
  if (Number.isNaN(until)) return null;
  const serverNow = Date.parse(headers['date'] ?? '');
  const waitMs = until - (Number.isNaN(serverNow) ? now.getTime() : serverNow);
  return Math.min(Math.max(0, waitMs), LONGEST_MS);
}
