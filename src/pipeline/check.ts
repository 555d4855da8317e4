import type { CheckState } from '../model/check-state.ts';
import { type ErrorCode, PubwatchError } from '../model/errors.ts';
import type { RecipeProposal } from '../model/incident.ts';
import type { Outcome } from '../model/outcome.ts';
import type { SourceHead } from '../model/ports.ts';
import type { SnapshotHead } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { CheckContext, CheckOptions, CheckPorts } from './check-context.ts';
import { failedState } from './check-state.ts';
import { lookOf } from './heal.ts';
import { hashReading } from './reading.ts';
import { keepUnchanged, seeUnchanged } from './unchanged.ts';
import { type WalkRequest, walkListing } from './walk.ts';
import { type Witness, witnessFirstPage } from './witness.ts';

const FULL_READ_AFTER_MS = 7 * 86_400_000; // ETags lie: whatever they say, the list is read whole now and then
const FULL_READ_AFTER_CRAWLS = 10;

/**
 * Checks one source once. A failure is an outcome like any other; only what concerns the whole run is thrown:
 * STATE_WRITE, ABORTED, and bugs.
 */
export async function checkSource(
  source: Source,
  context: CheckContext,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const startedAt = ports.clock.now();
  const witness = witnessFirstPage(ports.fetcher, source);
  let head: SourceHead | null = null;
  try {
    head = await ports.store.readHead(source.id);
    return await attempt(source, head, context, startedAt, { ...ports, fetcher: witness.fetcher }, signal);
  } catch (error) {
    if (!(error instanceof PubwatchError) || CONCERNS_THE_RUN.has(error.code)) throw error;
    const proposal = head === null ? null : await propose(source, error, witness, ports);
    const check = failedState(head?.check ?? null, error, startedAt, proposal);
    return await fail(source, head, error, check, context.options, ports);
  }
}

const CONCERNS_THE_RUN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['STATE_WRITE', 'STATE_LOCKED', 'ABORTED']);

/** Walks the list, with no more of the state than that takes; only where something is new the rest is read, and compared. */
async function attempt(
  source: Source,
  head: SourceHead,
  context: CheckContext,
  startedAt: Date,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const { options } = context;
  const recipeHash = hashReading(source);
  const before = options.isRebaseline || head.snapshot?.recipeHash !== recipeHash ? null : head.snapshot;
  const request = walkRequestOf(source, before, head.check, options, startedAt);
  const walk = await walkListing(request, ports, signal);
  const { isConditional } = request;
  const unchanged = before === null ? null : seeUnchanged(walk, source, before, head.check);
  if (unchanged !== null) return keepUnchanged(unchanged, { source, options, isConditional, startedAt }, ports);
  const { compareWalk } = await import('./compare.ts');
  const reading = { source, recipeHash, head, isComparable: before !== null, walk, isConditional, startedAt };
  return compareWalk(reading, context, ports, signal);
}

/** Another recipe that would read the page, where this one fails and the state can say what was known. */
async function propose(
  source: Source,
  error: PubwatchError,
  witness: Witness,
  { store }: CheckPorts,
): Promise<RecipeProposal | null> {
  const { mayPropose, proposeFor } = await import('./heal.ts');
  const capture = witness.firstPage();
  if (capture === null || !mayPropose(source, error)) return null;
  try {
    return await proposeFor(source, await store.read(source.id), capture);
  } catch (fault) {
    const isMinor =
      fault instanceof PubwatchError && (fault.code.startsWith('STATE_') || fault.code === 'FETCH_TOO_LARGE');
    if (isMinor) return null; // what failed first is told
    throw fault;
  }
}

function walkRequestOf(
  source: Source,
  before: SnapshotHead | null,
  check: CheckState,
  options: CheckOptions,
  now: Date,
): WalkRequest {
  const isKnown = before !== null && check.sequence === before.sequence;
  return {
    source,
    remembered: isKnown ? check.pages : [],
    isConditional: before !== null && !options.isFull && !isFullReadDue(check, now),
    look: lookOf(check),
  };
}

function isFullReadDue(check: CheckState, now: Date): boolean {
  if (check.conditionalCrawls >= FULL_READ_AFTER_CRAWLS || check.lastFullRead === null) return true;
  return now.getTime() - Date.parse(check.lastFullRead) >= FULL_READ_AFTER_MS;
}

/** Turns a failure into an outcome, and keeps the incident. The snapshot stays as it was. */
async function fail(
  source: Source,
  head: SourceHead | null,
  error: PubwatchError,
  check: CheckState,
  options: CheckOptions,
  ports: CheckPorts,
): Promise<Outcome> {
  ports.log.warn('check.failed', { sourceId: source.id, code: error.code, message: error.message, ...error.detail });
  // State that cannot be read is not written over: a person may still mend it.
  if (!options.isDryRun && head !== null) await ports.store.writeCheck(source.id, check);
  return {
    sourceId: source.id,
    kind: check.lastOutcome ?? 'failed',
    coverage: { pages: 0, items: 0, totalShown: null, isComplete: false, comparedWith: null },
    changes: [],
    cosmeticCount: 0,
    missingCount: 0,
    incident: check.incident,
    recovered: null,
    notes: check.incident === null ? [error.message] : [],
  };
}
