import { PubwatchError } from '../model/errors.ts';
import type { Ports } from '../model/ports.ts';

/**
 * Has the head of the log dated where evidence entered it since the last time. An authority that does not answer is asked again
 * after the next run; nothing else waits for it. Returns what ends the run: state that cannot be written.
 */
export async function timestampHead(
  { store, timestamper, log }: Pick<Ports, 'store' | 'timestamper' | 'log'>,
  signal: AbortSignal,
): Promise<PubwatchError | null> {
  if (!timestamper || signal.aborted) return null;
  try {
    const head = await store.runLog.timestampOwed();
    if (head === null) return null;
    await store.runLog.keepTimestamp(head, await timestamper.stamp(head.sha256, signal));
    log.info('log.timestamped', { line: head.line, head: head.sha256 });
    return null;
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    if (error.code === 'STATE_WRITE') return error;
    log.warn('log.timestamp-failed', { code: error.code, message: error.message });
    return null;
  }
}
