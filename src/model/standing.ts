import type { CheckState } from './check-state.ts';
import type { SnapshotItem } from './snapshot.ts';

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
