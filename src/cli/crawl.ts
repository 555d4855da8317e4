import { randomUUID } from 'node:crypto';
import type { PingVerdict } from '../model/ports.ts';
import { readHealth } from '../pipeline/health.ts';
import { type RunOptions, type RunResult, runSources } from '../pipeline/run.ts';
import { type ClosingReader, type Wired, wirePinger, wirePorts, wireReader } from '../wire.ts';
import { chooseLog } from './choose-log.ts';
import { type ExitCode, exitCodeOf, exitCodeOfError } from './exit-codes.ts';
import type { CommandContext } from './io.ts';
import { guessNew, openConfig, pickSources } from './open-config.ts';
import { type Ended, judgeRun, withPings } from './pings.ts';
import { createProgress } from './progress.ts';
import { runToJson } from './run-json.ts';
import { tellRun, tellTroubles } from './run-text.ts';

/** `crawl`: checks all sources, or those named, once and now; commits, mails what is due, tries all that waits. */
export async function crawl(
  context: CommandContext,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { io, signal } = context;
  const runId = randomUUID();
  const isDryRun = flags['dryRun'] === true;
  const log = await chooseLog(context);
  log.begin(runId);
  const pinger = isDryRun ? null : await wirePinger({ env: io.env, log }, signal);
  const runOptions = {
    isDryRun,
    isRebaseline: flags['rebaseline'] === true,
    isFull: flags['full'] === true,
    isSending: flags['deliver'] !== false,
    isPatient: false,
  };
  const reader = wireReader(log);
  if (args.length === 0) await reader.expect?.(guessNew(context.options, io.env));
  try {
    const crawl = { runId, runOptions, isPinged: pinger !== null, reader };
    return await withPings(pinger, runId, () => crawlOnce(context, args, crawl));
  } finally {
    await reader.close();
  }
}

interface Crawl {
  readonly runId: string;
  readonly runOptions: RunOptions;
  readonly isPinged: boolean;
  readonly reader: ClosingReader;
}

async function crawlOnce(
  { io, options, out, signal }: CommandContext,
  args: readonly string[],
  { runId, runOptions, isPinged, reader }: Crawl,
): Promise<Ended> {
  const config = await openConfig(options, io.env, { contact: 'required' });
  const sources = pickSources(config, args);
  const progress = createProgress(io, options);
  const log = await chooseLog({ io, options, out }, config.secrets);
  log.begin(runId);
  const ports = await wirePorts(config, {
    snapshots: options.snapshots,
    env: io.env,
    log,
    progress,
    isReadOnly: runOptions.isDryRun,
    reader,
  });
  try {
    const result = await runSources(
      sources,
      config.settings,
      { ...runOptions, watched: config.sources },
      ports,
      signal,
    );
    progress.clear();
    if (options.json) out.json(runToJson(result, runId));
    else out.result(tellRun(result, config, describeMail(ports, runOptions.isDryRun)));
    const code = exitCodeOfRun(result, runOptions.isSending);
    const troubles = tellTroubles(result);
    if ((options.json || options.quiet) && code !== 0) for (const line of troubles) out.diagnostic(line);
    else if (result.fault !== null || result.configFault !== null)
      for (const line of troubles.slice(-1)) out.diagnostic(line);
    const ping = isPinged ? judgeRun(result, code, await readHealth(config.sources, ports)) : NOT_PINGED;
    return { code, ping };
  } finally {
    await ports.close();
  }
}

const NOT_PINGED: PingVerdict = { kind: 'log', text: '' };

function describeMail(ports: Wired, isDryRun: boolean): 'dry-run' | 'smtp' | 'files' {
  if (isDryRun) return 'dry-run';
  return ports.isMailSent ? 'smtp' : 'files';
}

/** Of several troubles the first that applies; see exit-codes.ts. */
export function exitCodeOfRun(result: RunResult, isSending: boolean): ExitCode {
  const troubles: ExitCode[] = result.outcomes.flatMap((outcome): ExitCode[] => {
    if (outcome.incident?.code === 'STATE_DAMAGED' || outcome.incident?.code === 'STATE_NEWER') return [65];
    return outcome.kind === 'held' || outcome.kind === 'failed' ? [69] : [];
  });
  if (result.fault !== null) troubles.push(result.fault.code === 'ABORTED' ? 69 : exitCodeOfError(result.fault.code));
  if (result.configFault !== null) troubles.push(78);
  if (isSending && result.deliveries.some(({ state }) => state === 'pending' || state === 'failed')) troubles.push(75);
  return exitCodeOf(troubles);
}
