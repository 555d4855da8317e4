import { diffItems } from '../diff/items.ts';
import type { PageMemory } from '../model/check-state.ts';
import type { Changeset } from '../model/commit.ts';
import type { Coverage, Outcome, OutcomeKind } from '../model/outcome.ts';
import type { SourceHead, SourceState } from '../model/ports.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import type { Subscriber } from '../model/subscriber.ts';
import { audienceOf } from './audience.ts';
import type { CheckContext, CheckOptions, CheckPorts } from './check-context.ts';
import { checkedState, rememberPages } from './check-state.ts';
import { confirmMissing } from './confirm.ts';
import { evidenceOf, gatherExhibits, joinEvidence } from './exhibits.ts';
import { type Found, gatherItems } from './gather.ts';
import { sayDoubts, sayUnread, unreadOf } from './heal.ts';
import { whatIsMissing } from './missing.ts';
import { type Next, nextSequence, nextSnapshot } from './next-snapshot.ts';
import { refuseBrokenList, refuseMovingBaseline } from './refuse.ts';
import type { Walk } from './walk.ts';

/** A walk whose pages are to be compared with what was accepted. */
export interface Reading {
  readonly source: Source;
  readonly recipeHash: string;
  readonly head: SourceHead;
  readonly isComparable: boolean; // false: what is found is a new baseline
  readonly walk: Walk;
  readonly isConditional: boolean;
  readonly startedAt: Date;
}

/** Reads the whole state, finds what changed, asks after what is missing, and commits. Throws LISTING_* where the list is not to be believed. */
export async function compareWalk(
  { source, recipeHash, head, isComparable, walk, isConditional, startedAt }: Reading,
  { options, ...context }: CheckContext,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Outcome> {
  const state = head.snapshot === null ? { ...head, snapshot: null } : await ports.store.read(source.id);
  const before = isComparable ? state.snapshot : null;
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
  const unread = unreadOf(walk, state.check);
  const subscribers = next.changes.length === 0 ? [] : await context.subscribers();
  const changeset = changesetOf(source, next, { coverage, before, subscribers, startedAt });
  const commit = { snapshot: next.snapshot, changeset, captures: gatherExhibits(walk, found, findings) };
  const pages = rememberPages(walk, found, next);
  const check = checkedState({
    former: state.check,
    sequence: next.snapshot.sequence,
    outcome: outcomeKind(before, next),
    walk,
    pages,
    found: { itemCount: found.items.length, totalShown: found.totalShown, rowCount: found.rowCount },
    isConditional,
    isWhole: isWhole(walk, pages, next),
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
    notes: [
      ...notesOf(state.snapshot, before, options),
      ...sayUnread(source, unread, state.check),
      ...sayDoubts(source, walk),
    ],
  };
}

/** Do the remembered pages show every item of the snapshot, so that they can stand for it? */
function isWhole(walk: Walk, pages: readonly PageMemory[], { snapshot }: Next): boolean {
  return walk.isStable && pages.length === walk.pages.length && snapshot.items.every((one) => one.missing === null);
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
