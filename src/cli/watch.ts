import { randomUUID } from 'node:crypto';
import { PubwatchError } from '../model/errors.ts';
import type { PingVerdict } from '../model/ports.ts';
import type { SharedQueue } from '../model/queue.ts';
import type { Source } from '../model/source.ts';
import { readHealth } from '../pipeline/health.ts';
import { runSources } from '../pipeline/run.ts';
import { type Watch, watchSources } from '../schedule/watch.ts';
import { type Batches, batchOptions, judgeBatch, tellBatch, withBatches } from './batches.ts';
import type { CommandContext } from './io.ts';
import { judgeError } from './pings.ts';
import { readAtOnce, workThere } from './work.ts';

const AT_ONCE = '16';
const MINUTE_MS = 60_000;

/**
 * `watch`: the daemon. With files it checks what is due itself, and holds the snapshots only meanwhile. With a database it puts what
 * is due in the queue that all workers share, and is a worker too. Ends within 10 s of the signal.
 */
export async function watch(
  context: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const atOnce = readAtOnce(flags['atOnce'] ?? AT_ONCE, 0);
  await withBatches(context, async (batches) => {
    const { shared } = batches.ports;
    if (shared !== null) await watchShared(shared, atOnce, batches);
    else if (flags['atOnce'] === undefined) await watchFiles(batches);
    else throw new PubwatchError('USAGE', '--at-once is for state in a database: PUBWATCH_DATABASE_URL is not set');
  });
  return 0;
}

async function watchFiles(batches: Batches): Promise<void> {
  let lastPing: PingVerdict['kind'] = 'success';
  await watchSources(
    await asWatch(batches, async (sources) => {
      const { ping, isLater } = await runBatch(sources, batches, lastPing !== 'success');
      lastPing = ping?.kind ?? lastPing;
      return isLater ? 'later' : undefined;
    }),
    batches.signal,
  );
}

/** Many may do this at once: a check that is in the queue already is not put in again, and one that was made since is passed over. */
async function watchShared(queue: SharedQueue, atOnce: number, batches: Batches): Promise<void> {
  const { clock } = batches.ports;
  const put = async (sources: readonly Source[]): Promise<'later' | undefined> => {
    const now = clock.now().getTime();
    const dueAt = new Date(now - (now % MINUTE_MS)).toISOString(); // schedules know no seconds
    try {
      await queue.put(sources.map(({ id }) => ({ sourceId: id, dueAt })));
      return undefined;
    } catch (error) {
      if (!isPassingFault(error)) throw error;
      batches.out.diagnostic(error.message);
      return 'later';
    }
  };
  const watching = watchSources(await asWatch(batches, put), batches.signal);
  await Promise.all([watching, ...(atOnce > 0 ? [workThere(queue, atOnce, batches)] : [])]);
}

async function asWatch({ config, ports, log }: Batches, runBatch: Watch['runBatch']): Promise<Watch> {
  const standings = await ports.store.standings(config.sources.map(({ id }) => id));
  const lastAttempts = new Map(
    [...standings].map(([id, one]) => [id, one instanceof PubwatchError ? null : one.pulse.lastAttempt]),
  );
  return { sources: config.sources, lastAttempts, clock: ports.clock, log, runBatch };
}

interface BatchEnd {
  readonly isLater: boolean;
  readonly ping: PingVerdict | null; // null: nothing was told to the dead-man's switch
}

/** One batch, and a ping where sources were checked, or where mail went out that had kept an earlier batch from success. */
async function runBatch(sources: readonly Source[], batches: Batches, isSuccessOwed: boolean): Promise<BatchEnd> {
  const { config, ports, out, log, pinger, signal } = batches;
  const runId = randomUUID();
  log.begin(runId);
  if (sources.length > 0) pinger?.start(runId);
  try {
    const result = await runSources(sources, config.settings, batchOptions(config), ports, signal);
    tellBatch(sources.length, result, batches);
    const isTold = sources.length > 0 || (isSuccessOwed && result.deliveries.length > 0);
    if (pinger === null || !isTold) return { ping: null, isLater: false };
    const ping = judgeBatch(result, await readHealth(config.sources, ports));
    await pinger.end(runId, ping);
    return { ping, isLater: false };
  } catch (error) {
    const isPassing = isPassingFault(error);
    if (sources.length > 0 || !isPassing) await pinger?.end(runId, judgeError(error));
    if (!isPassing) throw error;
    out.diagnostic(error.message);
    return { ping: null, isLater: true };
  }
}

/** A crawl by hand holds the snapshots, or the disk is full for now: the next minute may be better. */
function isPassingFault(error: unknown): error is PubwatchError {
  return error instanceof PubwatchError && (error.code === 'STATE_LOCKED' || error.code === 'STATE_WRITE');
}
