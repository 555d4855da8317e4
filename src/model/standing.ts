import { type CheckState, NEVER_CHECKED } from './check-state.ts';
import type { Snapshot, SnapshotItem } from './snapshot.ts';

/** What is looked at of a check when many sources are looked at. */
export type Pulse = Pick<
  CheckState,
  'lastAttempt' | 'lastOutcome' | 'lastComplete' | 'lastFullRead' | 'checks' | 'completeChecks' | 'incident'
>;
/** What is looked at of a snapshot then. */
export interface Seen {
  readonly sequence: number; // of the accepted snapshot; 0: none yet
  readonly items: number; // missing ones too
  readonly missing: readonly SnapshotItem[]; // and not told yet
}
/** How one source stands, in short. */
export interface Standing extends Seen {
  readonly pulse: Pulse;
}

export const NEVER_SEEN: Seen = { sequence: 0, items: 0, missing: [] };
export const NO_PULSE: Pulse = toPulse(NEVER_CHECKED);

/** What is looked at of a check when many are. */
export function toPulse({
  lastAttempt,
  lastOutcome,
  lastComplete,
  lastFullRead,
  checks,
  completeChecks,
  incident,
}: CheckState): Pulse {
  return { lastAttempt, lastOutcome, lastComplete, lastFullRead, checks, completeChecks, incident };
}

/** What is looked at of a snapshot then. */
export function toSeen({ sequence, items }: Snapshot): Seen {
  return { sequence, items: items.length, missing: items.filter(({ missing }) => missing !== null) };
}
