import type { IncidentCode } from './errors.ts';

/** Why a source cannot be seen, since when, and what has been told of it. One stretch of failed checks, from the first to the recovery. */
export interface Incident {
  readonly code: IncidentCode; // of the latest failed check
  readonly message: string; // likewise
  readonly since: string; // ISO 8601: the first failed check with this code in this stretch
  readonly began: string; // ISO 8601: the first failed check of the stretch
  readonly failures: number; // failed or held checks in a row
  readonly isTransient: boolean; // nobody answered (network, timeout) or the list would not stand still: told from the second time on
  readonly notices: readonly IncidentMark[]; // mails made of it, oldest first: an opening for each cause, then reminders
}
export interface IncidentMark {
  readonly code: IncidentCode;
  readonly since: string; // of that cause
  readonly at: string; // ISO 8601
}
