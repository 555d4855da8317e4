import { randomUUID } from 'node:crypto';
import { PubwatchError } from '../model/errors.ts';
import type { PingVerdict } from '../model/ports.ts';
import type { SharedQueue } from '../model/queue.ts';
import { readHealth } from '../pipeline/health.ts';
import type { RunResult } from '../pipeline/run.ts';
import { createWorker } from '../pipeline/worker.ts';
import { workOn } from '../schedule/work.ts';
import { type Batches, batchOptions, judgeBatch, tellBatch, withBatches } from './batches.ts';
import type { CommandContext } from './io.ts';

/** `work`: checks what `watch` finds due, beside any number of others on one database; ends within 10 s of the signal. */
export async function work(
  context: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const atOnce = readAtOnce(flags['atOnce'], 1);
  if ((context.io.env['PUBWATCH_DATABASE_URL'] ?? '').trim() === '')
    throw new PubwatchError(
      'USAGE',
      'work: PUBWATCH_DATABASE_URL is not set: only a database is shared by many workers',
    );
  await withBatches(context, async (batches) => {
    const { shared } = batches.ports;
    if (shared !== null) await workThere(shared, atOnce, batches);
  });
  return 0;
}

/** Throws USAGE. */
export function readAtOnce(given: unknown, least: number): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= least && count <= MOST_AT_ONCE) return count;
  throw new PubwatchError('USAGE', `--at-once: expected ${least} to ${MOST_AT_ONCE} checks, found "${String(given)}"`);
}

const MOST_AT_ONCE = 64; // one process has one core for them

/** Works on the queue until the signal fires. */
export async function workThere(queue: SharedQueue, atOnce: number, batches: Batches): Promise<void> {
  const { config, ports, log, signal } = batches;
  const options = { sources: config.sources, settings: config.settings, options: batchOptions(config) };
  const { clock } = ports;
  let lastPing: PingVerdict['kind'] = 'success';
  log.begin(randomUUID());
  await workOn(
    {
      queue,
      worker: createWorker(options, ports),
      atOnce,
      clock,
      log,
      tell: async (end) => {
        if (end instanceof PubwatchError) batches.out.diagnostic(end.message);
        else lastPing = (await tellEnd(end, batches, lastPing !== 'success')) ?? lastPing;
        log.begin(randomUUID());
      },
    },
    signal,
  );
}

/** Tells how a run ended, and the dead-man's switch where something was checked, or mail went out that had waited. */
async function tellEnd(
  result: RunResult,
  batches: Batches,
  isSuccessOwed: boolean,
): Promise<PingVerdict['kind'] | null> {
  const { pinger, config, ports } = batches;
  const checked = result.outcomes.length;
  tellBatch(checked, result, batches);
  if (pinger === null || !(checked > 0 || (isSuccessOwed && result.deliveries.length > 0))) return null;
  const ping = judgeBatch(result, await readHealth(config.sources, ports));
  await pinger.end(randomUUID(), ping);
  return ping.kind;
}
