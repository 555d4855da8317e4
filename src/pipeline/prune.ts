import { PubwatchError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ports } from '../model/ports.ts';
import type { Settings } from '../model/subscriber.ts';

type PrunePorts = Pick<Ports, 'store' | 'log'>;

/**
 * Deletes evidence beyond the limits: answers that no commit keeps first, on which no reported change rests, then files of the sources
 * that gained some in this run. After the mails: what they tell of is never deleted, and none waits for it. Returns what ends the run:
 * state that cannot be written.
 */
export async function pruneEvidence(
  outcomes: readonly Outcome[],
  { evidence }: Settings,
  ports: PrunePorts,
): Promise<PubwatchError | null> {
  const limits = evidence?.keep ?? null;
  if (limits === null) return null;
  const answers = () => ports.store.runLog.pruneCaptures(limits);
  const first = outcomes.length === 0 ? null : await pruneOne({ kept: 'answers' }, answers, ports);
  if (first?.code === 'STATE_WRITE') return first;
  for (const { sourceId, kind } of outcomes) {
    if (kind !== 'changed' && kind !== 'baseline') continue;
    const fault = await pruneOne({ sourceId }, () => ports.store.prune(sourceId, limits), ports);
    if (fault?.code === 'STATE_WRITE') return fault;
  }
  return null;
}

/** What cannot be read keeps all it has: `verify` and the next check say what is wrong with it. */
async function pruneOne(
  of: object,
  prune: () => Promise<readonly string[]>,
  { log }: PrunePorts,
): Promise<PubwatchError | null> {
  try {
    const files = await prune();
    if (files.length > 0) log.info('evidence.pruned', { ...of, files: files.length });
    return null;
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    log.warn('evidence.prune-failed', { ...of, code: error.code, message: error.message });
    return error;
  }
}
