import { PubwatchError } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import type { Pinger, PingVerdict } from '../model/ports.ts';
import type { RunResult } from '../pipeline/run.ts';
import { type ExitCode, exitCodeOfError } from './exit-codes.ts';
import { tellTroubles } from './run-text.ts';

/** How a piece of work ended, for the shell and for the dead-man's switch. */
export interface Ended {
  readonly code: ExitCode;
  readonly ping: PingVerdict;
}

/** Does the work between a ping that it began and one that says how it ended; without a pinger, the work alone. */
export async function withPings(pinger: Pinger | null, runId: string, work: () => Promise<Ended>): Promise<ExitCode> {
  if (pinger === null) return (await work()).code;
  pinger.start(runId);
  try {
    const { code, ping } = await work();
    await pinger.end(runId, ping);
    return code;
  } catch (error) {
    await pinger.end(runId, judgeError(error));
    throw error;
  } finally {
    await pinger.close();
  }
}

/**
 * What a watcher outside is told of a run. Success: every source of the run was seen completely, no other one has an incident
 * open, nothing is stuck in the outbox. What a person stopped, or what a server asked to wait for, is neither: silence decides.
 */
export function judgeRun(result: RunResult, code: ExitCode, health: Health): PingVerdict {
  if (result.fault?.code === 'ABORTED') return { kind: 'log', text: 'stopped' };
  if (code !== 0) return { kind: 'fail', exitCode: code, text: tellTroubles(result).join('\n') };
  const unseen = result.outcomes.filter((one) => !one.coverage.isComplete).map(({ sourceId }) => sourceId);
  if (unseen.length > 0) return { kind: 'log', text: `not seen completely: ${unseen.join(', ')}` };
  const open = health.sources.filter(({ incident }) => incident !== null).map(({ id }) => id);
  if (open.length > 0) return { kind: 'fail', exitCode: 69, text: `cannot be read: ${open.join(', ')}` };
  const never = health.sources.filter(({ lastComplete }) => lastComplete === null).map(({ id }) => id);
  if (never.length > 0) return { kind: 'log', text: `never seen completely: ${never.join(', ')}` };
  const stuck = health.mailStuck;
  if (stuck > 0) return { kind: 'log', text: `${stuck} mail${stuck === 1 ? ' was' : 's were'} tried in vain` };
  const items = health.sources.reduce((sum, source) => sum + source.items, 0);
  return { kind: 'success', text: `${result.outcomes.length} checked, ${items} items` };
}

/** What a watcher is told of a run that could not begin, or that met a bug. */
export function judgeError(error: unknown): PingVerdict {
  if (!(error instanceof PubwatchError)) return { kind: 'fail', exitCode: 70, text: 'a bug in pubwatch' };
  // Another run holds the snapshots: that one tells how it ended.
  if (error.code === 'STATE_LOCKED' || error.code === 'ABORTED') return { kind: 'log', text: error.message };
  return { kind: 'fail', exitCode: exitCodeOfError(error.code), text: error.message };
}
