import type { IncidentCode } from './errors.ts';
import type { HtmlRecipe } from './recipe.ts';

/** Why a source cannot be seen, since when, and what has been told of it. One stretch of failed checks, from the first to the recovery. */
export interface Incident {
  readonly code: IncidentCode; // of the latest failed check
  readonly message: string; // likewise
  readonly since: string; // ISO 8601: the first failed check with this code in this stretch
  readonly began: string; // ISO 8601: the first failed check of the stretch
  readonly failures: number; // failed or held checks in a row
  readonly isTransient: boolean; // nobody answered (network, timeout) or the list would not stand still: told from the second time on
  readonly notices: readonly IncidentMark[]; // mails made of it, oldest first: an opening for each cause, then reminders
  readonly proposal?: RecipeProposal; // where another recipe reads the page that this source's cannot
}

/** A recipe that may take the place of one that fails. Never applied by itself: a person is asked. */
export interface RecipeProposal {
  readonly recipe: HtmlRecipe;
  readonly itemCount: number; // records it reads from the page
  readonly knownCount: number; // of them, known from the last good crawl
  readonly expectedCount: number; // records that page held in the last good crawl
}
export interface IncidentMark {
  readonly code: IncidentCode;
  readonly since: string; // of that cause
  readonly at: string; // ISO 8601
}
