import type { IncidentCode } from './errors.ts';

/** Why a source cannot be seen, since when, and what has been told of it. */
export interface Incident {
  readonly code: IncidentCode;
  readonly message: string; // of the latest failed check
  readonly since: string; // ISO 8601: the first failed check of it
  readonly failures: number; // failed or held checks in a row
  readonly notices: readonly string[]; // ISO 8601 times of the mails made of it: opening, then reminders
}
