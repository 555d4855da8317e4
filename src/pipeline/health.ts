import { PubwatchError } from '../model/errors.ts';
import type { Health, HealthIncident, SourceHealth } from '../model/health.ts';
import type { Ports } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { NEVER_SEEN, NO_PULSE, type Standing } from '../model/standing.ts';

type HealthPorts = Pick<Ports, 'clock' | 'store'>;

/** Reads how these sources and the outbox are. Changes nothing; state that cannot be read is an incident of its source. */
export async function readHealth(sources: readonly Source[], { clock, store }: HealthPorts): Promise<Health> {
  const [waiting, standings] = await Promise.all([
    store.outbox.pending(),
    store.standings(sources.map(({ id }) => id)),
  ]);
  const waitingById = new Map<string, number>();
  for (const { sourceIds } of waiting)
    for (const id of new Set(sourceIds)) waitingById.set(id, (waitingById.get(id) ?? 0) + 1);
  return {
    at: clock.now().toISOString(),
    sources: sources.map((source) => healthOf(source, standings.get(source.id), waitingById.get(source.id) ?? 0)),
    mailWaiting: waiting.length,
    mailStuck: waiting.filter((message) => message.attempts > 0).length,
    oldestMail: waiting.map((message) => message.madeAt).sort()[0] ?? null,
  };
}

function healthOf(
  { id, title, urls }: Source,
  found: Standing | PubwatchError | undefined,
  mailWaiting: number,
): SourceHealth {
  const standing = found instanceof PubwatchError || found === undefined ? NOTHING : found;
  const { sequence, items, missing, pulse } = standing;
  // Field by field: of ten thousand, spreads took a fifth of the time.
  return {
    id,
    title,
    url: urls[0],
    sequence,
    items: items - missing.length,
    missing,
    lastAttempt: pulse.lastAttempt,
    lastOutcome: pulse.lastOutcome,
    lastComplete: pulse.lastComplete,
    lastFullRead: pulse.lastFullRead,
    checks: pulse.checks,
    completeChecks: pulse.completeChecks,
    incident: found instanceof PubwatchError ? unreadable(found) : pulse.incident,
    mailWaiting,
  };
}

const NOTHING: Standing = { ...NEVER_SEEN, pulse: NO_PULSE };

function unreadable({ code, message }: PubwatchError): HealthIncident {
  return { code: code === 'STATE_NEWER' ? code : 'STATE_DAMAGED', message, since: '', failures: 1 };
}
