import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Source } from '../model/source.ts';
import { runSources } from '../pipeline/run.ts';
import { watchSources } from '../schedule/watch.ts';
import { type Wired, wirePorts } from '../wire.ts';
import { chooseLog } from './choose-log.ts';
import type { CommandContext, Output } from './io.ts';
import { openConfig } from './open-config.ts';
import { createProgress } from './progress.ts';
import { tellRun, tellTroubles } from './run-text.ts';

/** `watch`: the daemon. Holds the snapshots only while it checks or sends; ends within 10 s of the signal. */
export async function watch({ io, options, out, signal }: CommandContext): Promise<number> {
  const config = await openConfig(options, io.env, { contact: 'required' });
  const log = chooseLog(out, options);
  const ports = await wirePorts(config, {
    snapshots: options.snapshots,
    env: io.env,
    log,
    progress: createProgress(io, options),
    isReadOnly: false,
  });
  const batch = { config, ports, out, signal, isQuiet: options.quiet };
  try {
    const lastAttempts = new Map<string, string | null>();
    for (const { id } of config.sources) lastAttempts.set(id, await lastAttemptOf(id, ports.store));
    await watchSources(
      {
        sources: config.sources,
        lastAttempts,
        clock: ports.clock,
        log,
        runBatch: (sources) => runBatch(sources, batch),
      },
      signal,
    );
    return 0;
  } finally {
    await ports.close();
  }
}

interface Batch {
  readonly config: Config;
  readonly ports: Wired;
  readonly out: Output;
  readonly signal: AbortSignal;
  readonly isQuiet: boolean;
}
const RUN_OPTIONS = { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: true };

async function runBatch(
  sources: readonly Source[],
  { config, ports, out, signal, isQuiet }: Batch,
): Promise<'later' | undefined> {
  try {
    const result = await runSources(sources, config.settings, RUN_OPTIONS, ports, signal);
    if (sources.length > 0) out.result(tellRun(result, config, ports.isMailSent ? 'smtp' : 'files'));
    if (isQuiet) for (const line of tellTroubles(result)) out.diagnostic(line);
    return undefined;
  } catch (error) {
    // A crawl by hand holds the snapshots, or the disk is full for now: the next minute may be better.
    if (!(error instanceof PubwatchError) || (error.code !== 'STATE_LOCKED' && error.code !== 'STATE_WRITE'))
      throw error;
    out.diagnostic(error.message);
    return 'later';
  }
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
