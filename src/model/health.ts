import type { IncidentCode } from './errors.ts';
import type { RecipeProposal } from './incident.ts';
import type { OutcomeKind } from './outcome.ts';
import type { SnapshotItem } from './snapshot.ts';

/** How the watch itself is, read from the state: what `status`, the metrics, the proof of watch and the dead-man's switch tell. */
export interface Health {
  readonly at: string; // ISO 8601: when it was read
  readonly sources: readonly SourceHealth[]; // all that are configured, in their order
  readonly mailWaiting: number; // messages to be sent, of all sources
  readonly mailStuck: number; // of these, tried in vain
  readonly oldestMail: string | null; // ISO 8601: when the oldest of them was made
}

export interface SourceHealth {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly sequence: number; // of the accepted snapshot; 0: none yet
  readonly items: number; // listed
  readonly missing: readonly SnapshotItem[]; // missing and not told yet
  readonly lastAttempt: string | null; // ISO 8601
  readonly lastOutcome: OutcomeKind | null;
  readonly lastComplete: string | null; // ISO 8601
  readonly lastFullRead: string | null; // ISO 8601
  readonly checks: number;
  readonly completeChecks: number;
  readonly incident: HealthIncident | null;
  readonly mailWaiting: number;
}
export interface HealthIncident {
  readonly code: IncidentCode;
  readonly message: string;
  readonly since: string; // ISO 8601; '' where damaged state keeps no count
  readonly failures: number; // checks in a row
  readonly proposal?: RecipeProposal;
}
