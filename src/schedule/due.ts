import { createTask, parse, type ScheduledTask } from 'node-cron';

const SILENT = { info() {}, warn() {}, error() {}, debug() {} }; // node-cron prints by itself where it is given no logger

/**
 * A node-cron task in its zone that calls back whenever it is due, not started yet. Moments it slept through (a suspended
 * machine) call back too, once it is awake. The callback only takes note: checks that overlap are the caller's to prevent.
 */
export function createDueTask(cron: string, timezone: string, onDue: () => void): ScheduledTask {
  const task = createTask(cron, onDue, { timezone, noOverlap: true, suppressMissedWarning: true, logger: SILENT });
  task.on('execution:missed', () => onDue());
  return task;
}

const MINUTE_MS = 60_000;
const MOST_DAYS_BACK = 32; // a monthly schedule; what was missed longer ago waits for its next turn
const ZONE_STEP_MINUTES = 15; // zones of our days differ by quarters of an hour

/** Was the source due after its last attempt and up to now? One that was never attempted is due. */
export function isOverdue(cron: string, timezone: string, lastAttempt: string | null, now: Date): boolean {
  if (lastAttempt === null) return true;
  const from = Math.max(Date.parse(lastAttempt), now.getTime() - MOST_DAYS_BACK * 24 * 60 * MINUTE_MS);
  const task = createDueTask(cron, timezone, () => {});
  // A match costs 25 µs, mostly for the zone: minutes that no zone can make fit are passed over.
  const quarters = new Set(parse(cron).minute.map((minute) => minute % ZONE_STEP_MINUTES));
  for (let minute = Math.floor(from / MINUTE_MS) + 1; minute * MINUTE_MS <= now.getTime(); minute++) {
    if (quarters.has(minute % ZONE_STEP_MINUTES) && task.match(new Date(minute * MINUTE_MS))) return true;
  }
  return false;
}
