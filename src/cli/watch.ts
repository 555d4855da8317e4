import { randomUUID } from 'node:crypto';
import type { RunLog } from '../lib/log.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import type { Pinger, PingVerdict } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { readHealth } from '../pipeline/health.ts';
import { type RunResult, runSources } from '../pipeline/run.ts';
import { watchSources } from '../schedule/watch.ts';
import { type Wired, wirePinger, wirePorts } from '../wire.ts';
import { chooseLog } from './choose-log.ts';
import { exitCodeOfRun } from './crawl.ts';
import type { CommandContext, Output } from './io.ts';
import { openConfig } from './open-config.ts';
import { judgeError, judgeRun } from './pings.ts';
import { createProgress } from './progress.ts';
import { tellRun, tellTroubles } from './run-text.ts';

/** `watch`: the daemon. Holds the snapshots only while it checks or sends; ends within 10 s of the signal. */
export async function watch({ io, options, out, signal }: CommandContext): Promise<number> {
  const config = await openConfig(options, io.env, { contact: 'required' });
  const log = await chooseLog({ io, options, out }, config.secrets);
  const pinger = await wirePinger({ env: io.env, log }, signal);
  const ports = await wirePorts(config, {
    snapshots: options.snapshots,
    env: io.env,
    log,
    progress: createProgress(io, options),
    isReadOnly: false,
  });
  const batches = { config, ports, out, log, pinger, signal, isQuiet: options.quiet };
  let lastPing: PingVerdict['kind'] = 'success';
  try {
    const lastAttempts = new Map<string, string | null>();
    for (const { id } of config.sources) lastAttempts.set(id, await lastAttemptOf(id, ports.store));
    await watchSources(
      {
        sources: config.sources,
        lastAttempts,
        clock: ports.clock,
        log,
        runBatch: async (sources) => {
          const { ping, isLater } = await runBatch(sources, batches, lastPing !== 'success');
          lastPing = ping?.kind ?? lastPing;
          return isLater ? 'later' : undefined;
        },
      },
      signal,
    );
    return 0;
  } finally {
    await ports.close();
    await pinger?.close();
  }
}

interface Batches {
  readonly config: Config;
  readonly ports: Wired;
  readonly out: Output;
  readonly log: RunLog;
  readonly pinger: Pinger | null;
  readonly signal: AbortSignal;
  readonly isQuiet: boolean;
}
interface BatchEnd {
  readonly isLater: boolean;
  readonly ping: PingVerdict | null; // null: nothing was told to the dead-man's switch
}
const RUN_OPTIONS = { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: true };

/** One batch, and a ping where sources were checked, or where mail went out that had kept an earlier batch from success. */
async function runBatch(sources: readonly Source[], batches: Batches, isSuccessOwed: boolean): Promise<BatchEnd> {
  const { config, ports, out, log, pinger, signal } = batches;
  const runId = randomUUID();
  log.begin(runId);
  if (sources.length > 0) pinger?.start(runId);
  try {
    const options = { ...RUN_OPTIONS, watched: config.sources };
    const result = await runSources(sources, config.settings, options, ports, signal);
    tellBatch(sources, result, batches);
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

function tellBatch(sources: readonly Source[], result: RunResult, { config, ports, out, isQuiet }: Batches): void {
  if (sources.length > 0) out.result(tellRun(result, config, ports.isMailSent ? 'smtp' : 'files'));
  if (isQuiet) for (const line of tellTroubles(result)) out.diagnostic(line);
}

/** A crawl by hand holds the snapshots, or the disk is full for now: the next minute may be better. */
function isPassingFault(error: unknown): error is PubwatchError {
  return error instanceof PubwatchError && (error.code === 'STATE_LOCKED' || error.code === 'STATE_WRITE');
}

/** The daemon has no exit status to tell; mail that waits for its next try is no failure, only no success either. */
function judgeBatch(result: RunResult, health: Health): PingVerdict {
  const code = exitCodeOfRun(result, true);
  const isRefused = result.deliveries.some(({ state }) => state === 'failed');
  const verdict = judgeRun(result, code === 75 && !isRefused ? 0 : code, health);
  return verdict.kind === 'fail' ? { ...verdict, exitCode: null } : verdict;
}

async function lastAttemptOf(
  sourceId: string,
  store: { read(id: string): Promise<{ check: { lastAttempt: string | null } }> },
): Promise<string | null> {
  try {
    return (await store.read(sourceId)).check.lastAttempt;
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}
