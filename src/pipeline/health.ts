import { NEVER_CHECKED } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Health, HealthIncident, SourceHealth } from '../model/health.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Ports, SourceState } from '../model/ports.ts';
import type { Source } from '../model/source.ts';

type HealthPorts = Pick<Ports, 'clock' | 'store'>;

/** Reads how these sources and the outbox are. Changes nothing; state that cannot be read is an incident of its source. */
export async function readHealth(sources: readonly Source[], { clock, store }: HealthPorts): Promise<Health> {
  const waiting = await store.outbox.pending();
  const read: SourceHealth[] = [];
  for (const source of sources) read.push(await healthOf(source, waiting, store));
  return {
    at: clock.now().toISOString(),
    sources: read,
    mailWaiting: waiting.length,
    mailStuck: waiting.filter((message) => message.attempts > 0).length,
    oldestMail: waiting.map((message) => message.madeAt).sort()[0] ?? null,
  };
}

async function healthOf(
  source: Source,
  waiting: readonly OutboxMessage[],
  store: HealthPorts['store'],
): Promise<SourceHealth> {
  const mailWaiting = waiting.filter((message) => message.sourceIds.includes(source.id)).length;
  try {
    const state = await store.read(source.id);
    return describe(source, state, state.check.incident, mailWaiting);
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    const code = error.code === 'STATE_NEWER' ? ('STATE_NEWER' as const) : ('STATE_DAMAGED' as const);
    const incident = { code, message: error.message, since: '', failures: 1 };
    return describe(source, { snapshot: null, check: NEVER_CHECKED }, incident, mailWaiting);
  }
}

function describe(
  { id, title, urls }: Source,
  { snapshot, check }: SourceState,
  incident: HealthIncident | null,
  mailWaiting: number,
): SourceHealth {
  const items = snapshot?.items ?? [];
  const missing = items.filter((one) => one.missing !== null);
  const { lastAttempt, lastOutcome, lastComplete, lastFullRead, checks, completeChecks } = check;
  const counts = { sequence: snapshot?.sequence ?? 0, items: items.length - missing.length, missing };
  const past = { lastAttempt, lastOutcome, lastComplete, lastFullRead, checks, completeChecks };
  return { id, title, url: urls[0], ...counts, ...past, incident, mailWaiting };
}
