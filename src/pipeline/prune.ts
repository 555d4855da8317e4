import { PubwatchError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ports } from '../model/ports.ts';
import type { EvidenceLimits, Settings } from '../model/subscriber.ts';

type PrunePorts = Pick<Ports, 'store' | 'log'>;

/**
 * Deletes evidence beyond the limits, of the sources that gained some in this run. After the mails: what they tell of is never
 * deleted, and none waits for it. Returns what ends the run: state that cannot be written.
 */
export async function pruneEvidence(
  outcomes: readonly Outcome[],
  { evidence }: Settings,
  ports: PrunePorts,
): Promise<PubwatchError | null> {
  const limits = evidence?.keep ?? null;
  if (limits === null) return null;
  for (const { sourceId, kind } of outcomes) {
    const fault = kind === 'changed' || kind === 'baseline' ? await pruneOne(sourceId, limits, ports) : null;
    if (fault?.code === 'STATE_WRITE') return fault;
  }
  return null;
}

/** A source that cannot be read keeps all it has: `verify` and its next check say what is wrong with it. */
async function pruneOne(
  sourceId: string,
  limits: EvidenceLimits,
  { store, log }: PrunePorts,
): Promise<PubwatchError | null> {
  try {
    const files = await store.prune(sourceId, limits);
    if (files.length > 0) log.info('evidence.pruned', { sourceId, files: files.length });
    return null;
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    log.warn('evidence.prune-failed', { sourceId, code: error.code, message: error.message });
    return error;
  }
}
