import { diffItems } from '../diff/items.ts';
import type { CheckState } from '../model/check-state.ts';
import type { Changeset } from '../model/commit.ts';
import { type ErrorCode, PubwatchError } from '../model/errors.ts';
import type { Coverage, Outcome, OutcomeKind } from '../model/outcome.ts';
import type { Ports, SourceState } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { Subscriber } from '../model/subscriber.ts';
import { guardItems } from '../snapshot/guard.ts';
import { audienceOf } from './audience.ts';
import { checkedState, failedState, rememberPages } from './check-state.ts';
import { confirmMissing } from './confirm.ts';
import { evidenceOf, gatherExhibits, joinEvidence } from './exhibits.ts';
import { type Found, gatherItems } from './gather.ts';
import { crossCheck, proposeFor, sayUnread, witnessFirstPage } from './heal.ts';
import { whatIsMissing } from './missing.ts';
import { type Next, nextSequence, nextSnapshot } from './next-snapshot.ts';
import { hashReading } from './reading.ts';
import { type Walk, type WalkRequest, walkListing } from './walk.ts';

const FULL_READ_AFTER_MS = 7 * 86_400_000; // ETags lie: whatever they say, the list is read whole now and then
const FULL_READ_AFTER_CRAWLS = 10;

export interface CheckOptions {
  readonly isDryRun: boolean; // write nothing
  readonly isRebaseline: boolean; // take what is found, if it can be read, as the new baseline
  readonly isFull: boolean; // send no validators
}
export interface CheckContext {
  readonly subscribers: readonly Subscriber[];
  readonly options: CheckOptions;
}
type CheckPorts = Pick<Ports, 'clock' | 'fetcher' | 'store' | 'log' | 'progress'>;

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
  let state: SourceState | null = null;
  try {
    state = await ports.store.read(source.id);
    return await attempt(source, state, context, startedAt, { ...ports, fetcher: witness.fetcher }, signal);
  } catch (error) {
    if (!(error instanceof PubwatchError) || CONCERNS_THE_RUN.has(error.code)) throw error;
    const proposal = await proposeFor(source, state, error, witness.firstPage());
    const check = failedState(state?.check ?? null, error, startedAt, proposal);
    return await fail(source, state, error, check, context.options, ports);
  }
}

const CONCERNS_THE_RUN: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['STATE_WRITE', 'STATE_LOCKED', 'ABORTED']);

async function attempt(
  source: Source,
  state: SourceState,
  { subscribers, options }: CheckContext,
  startedAt: Date,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const recipeHash = hashReading(source);
  const before = options.isRebaseline || state.snapshot?.recipeHash !== recipeHash ? null : state.snapshot;
  const request = walkRequestOf(source, before, state.check, options, startedAt);
  const walk = await walkListing(request, ports, signal);
  const found = gatherItems(walk, source, before);
  refuseMovingBaseline(walk, before);
  const difference = diffItems({
    before: before?.items.map((one) => one.item) ?? [],
    removed: state.snapshot?.removed ?? [],
    after: found.items,
  });
  const missing = before === null ? [] : whatIsMissing(source, before, difference, walk, state.check, startedAt);
  if (walk.isStable) refuseBrokenList(source, before, found, missing.length, state.check, walk, startedAt);

  const findings = walk.isStable ? await confirmMissing(source, missing, ports, signal) : null;
  const sequence = nextSequence(state.snapshot);
  const restsOn = evidenceOf(walk, { sequence, before, isMissingAny: missing.length > 0 });
  const next = nextSnapshot({
    source,
    stored: state.snapshot,
    before,
    found,
    difference,
    missing,
    findings,
    at: startedAt,
    recipeHash,
    restsOn,
  });
  const coverage = coverageOf(walk, found, state, before);
  const unread = await crossCheck(source, walk, state.check);
  const changeset = changesetOf(source, next, { coverage, before, subscribers, startedAt });
  const commit = { snapshot: next.snapshot, changeset, captures: gatherExhibits(walk, found, findings) };
  const check = checkedState({
    former: state.check,
    sequence: next.snapshot.sequence,
    outcome: outcomeKind(before, next),
    walk,
    pages: rememberPages(walk, found, next),
    found,
    isConditional: request.isConditional,
    at: startedAt,
    unread,
  });
  if (!options.isDryRun) {
    if (next.isNew) await ports.store.commit(commit, check);
    else await ports.store.writeCheck(source.id, check);
  }
  ports.log.info('check.done', {
    sourceId: source.id,
    outcome: check.lastOutcome,
    ...coverage,
    told: next.told.length,
  });
  return {
    sourceId: source.id,
    kind: check.lastOutcome ?? 'unchanged',
    coverage,
    changes: next.told,
    cosmeticCount: next.changes.length - next.told.length,
    missingCount: next.snapshot.items.filter((one) => one.missing !== null).length,
    incident: check.incident,
    recovered: check.recovery?.incident ?? null,
    notes: [...notesOf(state.snapshot, before, options), ...sayUnread(source, unread, state.check)],
  };
}

function walkRequestOf(
  source: Source,
  before: Snapshot | null,
  check: CheckState,
  options: CheckOptions,
  now: Date,
): WalkRequest {
  const isKnown = before !== null && check.sequence === before.sequence;
  return {
    source,
    remembered: isKnown ? check.pages : [],
    isConditional: before !== null && !options.isFull && !isFullReadDue(check, now),
    dateOrder: before?.dateOrder ?? null,
  };
}

function outcomeKind(before: Snapshot | null, { told }: Next): OutcomeKind {
  if (before === null) return 'baseline';
  return told.length > 0 ? 'changed' : 'unchanged';
}

interface Surroundings {
  readonly coverage: Coverage;
  readonly before: Snapshot | null;
  readonly subscribers: readonly Subscriber[];
  readonly startedAt: Date;
}

/** What changed and whom it is for; null: nothing. */
function changesetOf(
  source: Source,
  { snapshot, changes }: Next,
  { coverage, before, subscribers, startedAt }: Surroundings,
): Changeset | null {
  if (changes.length === 0) return null;
  const restsOn = joinEvidence(before?.restsOn, snapshot.restsOn, [snapshot.sequence]);
  return {
    sourceId: source.id,
    sourceTitle: source.title,
    sourceUrl: source.urls[0],
    sequence: snapshot.sequence,
    at: startedAt.toISOString(),
    coverage,
    changes,
    audience: audienceOf(source.id, changes, subscribers),
    ...(restsOn === undefined ? {} : { restsOn }),
  };
}

/** A list that never stood still is no baseline: what slipped through would be told as new tomorrow. */
function refuseMovingBaseline(walk: Walk, before: Snapshot | null): void {
  if (walk.isStable || before !== null) return;
  throw new PubwatchError(
    'LISTING_UNSTABLE',
    'the list shifted each of three times it was read; a first look needs one that stands still',
  );
}

function refuseBrokenList(
  source: Source,
  before: Snapshot | null,
  found: Found,
  missingCount: number,
  check: CheckState,
  walk: Walk,
  today: Date,
): void {
  if (walk.ending === 'limit' && !source.window) {
    throw new PubwatchError(
      'LISTING_INCOMPLETE',
      `the list goes on after ${source.pages} pages, the most that \`pages\` allows; raise it, or say \`window: true\` for a "latest N" list`,
    );
  }
  if (walk.ending !== 'last' && walk.ending !== 'limit' && missingCount > 0 && check.ending !== walk.ending) {
    const how =
      walk.ending === 'repeat' ? 'repeats pages that were read already' : 'leads back to a page that was read already';
    throw new PubwatchError('LISTING_INCOMPLETE', `the pager ${how}, and ${missingCount} known items were not met`);
  }
  const finding = guardItems(
    {
      items: found.items,
      before: before?.items.filter((one) => one.missing === null).map((one) => one.item) ?? null,
      rowCount: found.rowCount,
      recentCounts: check.recentCounts,
      totalShown: check.isTotalTrusted ? found.totalShown : null,
      missingCount,
      isMarkedEmpty: found.isMarkedEmpty,
      today: today.toISOString().slice(0, 10),
    },
    source.guard,
  );
  if (finding !== null) throw new PubwatchError(finding.code, finding.message);
}

function isFullReadDue(check: CheckState, now: Date): boolean {
  if (check.conditionalCrawls >= FULL_READ_AFTER_CRAWLS || check.lastFullRead === null) return true;
  return now.getTime() - Date.parse(check.lastFullRead) >= FULL_READ_AFTER_MS;
}

function coverageOf(walk: Walk, found: Found, state: SourceState, before: Snapshot | null): Coverage {
  return {
    pages: walk.pages.length,
    items: found.items.length,
    totalShown: found.totalShown,
    isComplete: walk.isStable,
    comparedWith: before === null ? null : (state.check.lastComplete ?? before.takenAt),
  };
}

function notesOf(stored: Snapshot | null, before: Snapshot | null, options: CheckOptions): string[] {
  if (stored === null || before !== null) return [];
  return [
    options.isRebaseline
      ? 'new baseline, as asked'
      : 'the recipe or the address changed: new baseline, nothing is compared',
  ];
}

/** Turns a failure into an outcome, and keeps the incident. The snapshot stays as it was. */
async function fail(
  source: Source,
  state: SourceState | null,
  error: PubwatchError,
  check: CheckState,
  options: CheckOptions,
  ports: CheckPorts,
): Promise<Outcome> {
  ports.log.warn('check.failed', { sourceId: source.id, code: error.code, message: error.message, ...error.detail });
  // State that cannot be read is not written over: a person may still mend it.
  if (!options.isDryRun && state !== null) await ports.store.writeCheck(source.id, check);
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
