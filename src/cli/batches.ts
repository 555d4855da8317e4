import type { RunLog } from '../lib/log.ts';
import type { Config } from '../model/config.ts';
import type { Health } from '../model/health.ts';
import type { Pinger, PingVerdict } from '../model/ports.ts';
import type { RunOptions, RunResult } from '../pipeline/run.ts';
import { holdProgram, type Wired, wirePinger, wirePorts } from '../wire.ts';
import { chooseLog } from './choose-log.ts';
import { exitCodeOfRun } from './crawl.ts';
import type { CommandContext, Output } from './io.ts';
import { openConfig } from './open-config.ts';
import { judgeRun } from './pings.ts';
import { createProgress } from './progress.ts';
import { tellRun, tellTroubles } from './run-text.ts';

/** What a program that runs batch after batch, until it is stopped, has at hand. */
export interface Batches {
  readonly config: Config;
  readonly ports: Wired;
  readonly out: Output;
  readonly log: RunLog;
  readonly pinger: Pinger | null;
  readonly signal: AbortSignal;
  readonly isQuiet: boolean;
}

/** How batches are run; what is configured is told in the proofs of watch. */
export function batchOptions({ sources }: Config): RunOptions {
  return { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: true, watched: sources };
}

/** Opens the configuration and the ports, does the work, and lets go of them. Throws CONFIG_*. */
export async function withBatches(
  { io, options, out, signal }: CommandContext,
  work: (batches: Batches) => Promise<void>,
): Promise<void> {
  holdProgram();
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
  try {
    await work({ config, ports, out, log, pinger, signal, isQuiet: options.quiet });
  } finally {
    await ports.close();
    await pinger?.close();
  }
}

/** Says on the terminal what a batch did; where nothing was checked, only what went wrong. */
export function tellBatch(checked: number, result: RunResult, { config, ports, out, isQuiet }: Batches): void {
  if (checked > 0) out.result(tellRun(result, config, ports.isMailSent ? 'smtp' : 'files'));
  if (isQuiet) for (const line of tellTroubles(result)) out.diagnostic(line);
}

/** A daemon has no exit status to tell; mail that waits for its next try is no failure, only no success either. */
export function judgeBatch(result: RunResult, health: Health): PingVerdict {
  const code = exitCodeOfRun(result, true);
  const isRefused = result.deliveries.some(({ state }) => state === 'failed');
  const verdict = judgeRun(result, code === 75 && !isRefused ? 0 : code, health);
  return verdict.kind === 'fail' ? { ...verdict, exitCode: null } : verdict;
}
