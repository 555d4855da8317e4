import { isIncidentCode, type PubwatchError } from '../model/errors.ts';
import type { Incident, RecipeProposal } from '../model/incident.ts';

const HOUR_MS = 3_600_000;
const REMINDERS_MS = [HOUR_MS, 6 * HOUR_MS]; // after the opening; then once a day
const DAY_MS = 24 * HOUR_MS;

/**
 * A failed check as an incident: a new one, or the open one continued. Null: this error is no incident. A proposal stands until a
 * page that was seen does not bear it out.
 */
export function continueIncident(
  open: Incident | null,
  error: PubwatchError,
  now: Date,
  proposal: RecipeProposal | null,
): Incident | null {
  const { code } = error;
  if (!isIncidentCode(code)) return null;
  const at = now.toISOString();
  const toldBefore = open?.notices.find((notice) => notice.code === code)?.since;
  return {
    code,
    message: error.message,
    since: open?.code === code ? open.since : (toldBefore ?? at),
    began: open?.began ?? at,
    failures: (open?.failures ?? 0) + 1,
    isTransient: isTransient(error),
    notices: open?.notices ?? [],
    ...standing(proposal ?? (code.startsWith('LISTING_') ? undefined : open?.proposal)),
  };
}

function standing(proposal: RecipeProposal | undefined): Pick<Incident, 'proposal'> {
  return proposal === undefined ? {} : { proposal };
}

/** Nobody answered, or the list would not stand still: once is no news. */
function isTransient({ code, detail }: PubwatchError): boolean {
  const cause = code === 'LISTING_INCOMPLETE' ? detail['cause'] : code;
  return cause === 'FETCH_TIMEOUT' || cause === 'FETCH_NETWORK' || cause === 'LISTING_UNSTABLE';
}

/** What is to be mailed of an open incident now: its opening, a reminder on the curve, or nothing. */
export function dueNotice(incident: Incident, now: Date): 'opening' | 'reminder' | null {
  const mine = incident.notices.filter((notice) => notice.code === incident.code);
  const opening = mine[0];
  const latest = mine.at(-1);
  if (opening === undefined || latest === undefined) {
    return incident.isTransient && incident.failures < 2 ? null : 'opening';
  }
  const opened = Date.parse(opening.at);
  return now.getTime() >= opened + nextReminder(Date.parse(latest.at) - opened) ? 'reminder' : null;
}

/** The first point of the reminder curve, in ms after the opening, that lies after `elapsed`. */
function nextReminder(elapsed: number): number {
  const early = REMINDERS_MS.find((point) => point > elapsed);
  return early ?? (Math.floor(elapsed / DAY_MS) + 1) * DAY_MS;
}

/** The same incident, marked as told now. */
export function markTold(incident: Incident, now: Date): Incident {
  const { code, since } = incident;
  return { ...incident, notices: [...incident.notices, { code, since, at: now.toISOString() }] };
}
