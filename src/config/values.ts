import { validate } from 'node-cron';
import * as z from 'zod';
import type { Cadence } from '../model/subscriber.ts';

// The message of a schema says what was wanted ("a number from 0 to 1"); faults.ts puts the key before it and what was found after it.

/** The params of an issue whose message is a whole sentence about the value, not what was wanted in its place. */
export const VERDICT = { isVerdict: true } as const;

/** Are these the params of such an issue? */
export function isVerdict(params: Readonly<Record<string, unknown>> | undefined): boolean {
  return params !== undefined && 'isVerdict' in params;
}

/** A map with exactly these keys. The message of its unknown-key issue is the list of keys it knows, for suggestions. */
export function strictMap<Shape extends z.ZodRawShape>(shape: Shape, wanted = 'a map of keys') {
  const known = Object.keys(shape).join(' ');
  return z.strictObject(shape, { error: (issue) => (issue.code === 'unrecognized_keys' ? known : wanted) });
}

/** A list; `wanted` says of what. */
export function listOf<Entry extends z.ZodType>(entry: Entry, wanted: string) {
  return z.array(entry, { error: wanted });
}

/** Text that is not blank. */
export function textOf(wanted: string) {
  return z.string({ error: wanted }).refine((text) => text.trim() !== '', { error: wanted });
}

/** true or false; nothing that merely looks like it. */
export const toggle = z.boolean({ error: 'true or false' });

/** A whole number within bounds, both included. */
export function wholeNumber(least: number, most: number) {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

/** A share: 0.3 is three in ten. */
export const ratio = z
  .number({ error: 'a number from 0 to 1' })
  .min(0, { error: 'a number from 0 to 1' })
  .max(1, { error: 'a number from 0 to 1' });

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/; // 1.5s
const UNIT_MS = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const MOST_MS = 2_147_483_647; // what a timer can wait

/** Milliseconds of `600ms`, `5s`, `10m`, `26h`, `7d`; null for anything else. */
function durationMs(text: string): number | null {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  if (amount === undefined || unit === undefined) return null;
  const ms = Math.round(Number(amount) * (UNIT_MS.get(unit) ?? 0));
  return ms <= MOST_MS ? ms : null;
}

/** A duration from `leastMs` on. */
export function duration(leastMs: number) {
  const error = `a duration such as 600ms, 5s or 10m${leastMs > 0 ? ', above zero' : ''}`;
  return readText(error, (text) => {
    const ms = durationMs(text);
    return ms !== null && ms >= leastMs ? ms : null;
  });
}

const SIZE = /^(\d{1,12}(?:\.\d{1,3})?) ?(B|kB|KB|KiB|MB|MiB|GB|GiB|TB|TiB)$/; // 20MiB
const UNIT_BYTES = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['GiB', 2 ** 30],
  ['TB', 1e12],
  ['TiB', 2 ** 40],
]);
/** Bytes of `20MiB`, `2MB`, `512KiB`; more than `mostBytes` is a fault, told as `most`. */
function sizeUpTo(mostBytes: number, most: string) {
  return readText(`a size such as 512KiB, 2MB or 20MiB, at most ${most}`, (text) => {
    const [, amount, unit] = SIZE.exec(text) ?? [];
    const bytes = Math.round(Number(amount) * (UNIT_BYTES.get(unit ?? '') ?? 0));
    return bytes > 0 && bytes <= mostBytes ? bytes : null;
  });
}

/** Of a page, which is held in memory whole. */
export const size = sizeUpTo(2 ** 30, '1GiB');
/** Of files together. */
export const diskSize = sizeUpTo(2 ** 50, '1024TiB');

const DAYS = /^(\d{1,5})d$/; // 400d

/** Milliseconds of whole days, `400d`; at least one. */
export const days = readText('a number of days such as 400d', (text) => {
  const count = Number(DAYS.exec(text)?.[1] ?? 0);
  return count >= 1 ? count * 86_400_000 : null;
});

/** An IANA time zone that this Node knows. */
export const timezone = readText('an IANA time zone such as America/New_York', (text) =>
  isTimezone(text) ? text : null,
);

function isTimezone(name: string): boolean {
  if (!TIMEZONE.test(name)) return false; // Intl also takes offsets such as +02:00, which know no summer time
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
const TIMEZONE = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/; // America/Argentina/Buenos_Aires

const CRON = /^\S{1,100}(?: +\S{1,100}){4}$/; // 17 6 * * *

/** Five cron fields, as node-cron reads them. */
export const cron = readText('five cron fields such as "17 6 * * *" (minute, hour, day, month, weekday)', (text) =>
  CRON.test(text.trim()) && validate(text.trim()) ? text.trim() : null,
);

const WEB = /^https?:\/\//i; // https://example.org

/** Is this an http or https address? */
export function isWebAddress(text: string): boolean {
  return WEB.test(text) && URL.canParse(text);
}

/** An http or https address without a login in it: this file is no place for a password. */
export const webAddress = z.string({ error: 'an http or https address' }).superRefine((text, context) => {
  if (!isWebAddress(text)) {
    context.addIssue({ code: 'custom', message: 'an http or https address' });
    return;
  }
  const { username, password } = new URL(text);
  if (username === '' && password === '') return;
  const message = 'a login does not belong into an address; use fetch.headers, filled from the environment';
  context.addIssue({ code: 'custom', message, params: VERDICT });
});

/** The same, https alone: what stands there moves on its own say-so. */
export const secureAddress = webAddress.refine((text) => SECURE.test(text), { error: 'an https address' });
const SECURE = /^https:\/\//i; // https://watch.example.org/unsubscribe

const MAIL_ADDRESS =
  /^[^\s\p{Cc}@<>()[\]",:;\\]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62}(?:\.[\p{L}\p{N}][\p{L}\p{N}-]{0,62}){0,20})$/u; // a@example.org

/** Is this one bare mail address? */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && MAIL_ADDRESS.test(text);
}

/** One bare mail address. */
export const mailAddress = readText('a mail address such as editor@example.org', (text) =>
  isMailAddress(text) ? text : null,
);

const MAILBOX = /^(?:"?[^\p{Cc}<>@"]{0,200}"? ?)<([^<>]{1,254})>$/u; // Publication watch <watch@example.org>

/** `Name <address>` or a bare address. */
export const mailbox = readText('a sender such as Publication watch <watch@example.org>', (text) =>
  isMailAddress(MAILBOX.exec(text)?.[1] ?? text) ? text : null,
);

const DIGEST = /^(?:daily|weekly (sun|mon|tue|wed|thu|fri|sat)) ([01]\d|2[0-3]):([0-5]\d)$/; // weekly mon 07:00
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** When reports are made. */
export const cadence = readText('immediate, "daily 07:00" or "weekly mon 07:00"', (text) =>
  text === 'immediate' ? { kind: 'immediate' as const } : readCadence(text),
);

/** When a proof of watch is mailed. */
export const heartbeat = readText('"daily 08:00" or "weekly mon 08:00"', readCadence);

function readCadence(text: string): Cadence | null {
  const [, weekday, hour, minute] = DIGEST.exec(text) ?? [];
  if (hour === undefined || minute === undefined) return null;
  const time = { hour: Number(hour), minute: Number(minute) };
  if (weekday === undefined) return { kind: 'daily', ...time };
  return { kind: 'weekly', weekday: WEEKDAYS.indexOf(weekday), ...time };
}

/** Text that `read` turns into a value; null from it is the fault "wanted …". */
function readText<Value>(wanted: string, read: (text: string) => Value | null) {
  return z.string({ error: wanted }).transform((text, context): Value => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: wanted, input: text });
    return z.NEVER;
  });
}
