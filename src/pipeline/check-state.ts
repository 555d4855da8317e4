import { type CheckState, NEVER_CHECKED, type PageEvidence, type PageMemory } from '../model/check-state.ts';
import { PubwatchError } from '../model/errors.ts';
import type { RecipeProposal } from '../model/incident.ts';
import type { Item } from '../model/item.ts';
import type { OutcomeKind } from '../model/outcome.ts';
import type { Found } from './gather.ts';
import { continueIncident } from './incident.ts';
import type { Next } from './next-snapshot.ts';
import type { ReadPage } from './read-page.ts';
import type { Walk } from './walk.ts';

const COUNTS_KEPT = 5;
const UNSTABLE = 'the list shifted each of three times it was read: additions are told, absences not';

interface Checked {
  readonly former: CheckState;
  readonly sequence: number;
  readonly outcome: OutcomeKind;
  readonly walk: Walk;
  readonly pages: readonly PageMemory[];
  readonly found: { readonly itemCount: number; readonly totalShown: number | null; readonly rowCount: number };
  readonly isConditional: boolean;
  readonly isWhole: boolean; // the pages show all items of the snapshot, none waits
  readonly at: Date;
  readonly unread: number | undefined;
}

/** The state after a check that read the list. A list that would not stand still is read, but not complete. */
export function checkedState({
  former,
  sequence,
  outcome,
  walk,
  pages,
  found,
  isConditional,
  isWhole,
  at,
  unread,
}: Checked): CheckState {
  const now = at.toISOString();
  const incident = walk.isStable
    ? null
    : continueIncident(former.incident, new PubwatchError('LISTING_UNSTABLE', UNSTABLE), at, null);
  const ended = incident === null ? former.incident : null;
  return {
    sequence,
    lastAttempt: now,
    lastOutcome: outcome,
    lastComplete: walk.isStable ? now : former.lastComplete,
    checks: former.checks + 1,
    completeChecks: former.completeChecks + (walk.isStable ? 1 : 0),
    lastFullRead: isConditional ? former.lastFullRead : now,
    conditionalCrawls: isConditional ? former.conditionalCrawls + 1 : 0,
    recentCounts: walk.isStable ? [found.itemCount, ...former.recentCounts].slice(0, COUNTS_KEPT) : former.recentCounts,
    incident,
    recovery: ended !== null && ended.notices.length > 0 ? { incident: ended, at: now } : former.recovery,
    ending: walk.isStable ? walk.ending : former.ending,
    isTotalTrusted: found.totalShown !== null && found.totalShown === found.rowCount,
    pages,
    ...(isWhole ? { isWhole } : {}),
    ...(unread === undefined ? {} : { unread }),
  };
}

/** The state after a check that could not see the list: what was accepted before stays as it was. */
export function failedState(
  former: CheckState | null,
  error: PubwatchError,
  at: Date,
  proposal: RecipeProposal | null,
): CheckState {
  const state = former ?? NEVER_CHECKED;
  const incident = continueIncident(state.incident, error, at, proposal);
  return {
    ...state,
    lastAttempt: at.toISOString(),
    lastOutcome: kindOf(error, incident !== null),
    checks: state.checks + (incident === null ? 0 : 1),
    incident: incident ?? state.incident,
  };
}

/** held: a page came, but not the list. failed: nothing came, or nothing that could be read. */
function kindOf({ code }: PubwatchError, isIncident: boolean): OutcomeKind {
  if (!isIncident) return 'skipped';
  return code === 'BLOCKED' || code.startsWith('LISTING_') ? 'held' : 'failed';
}

/**
 * What to remember of each page, so that a 304 or the same bytes can stand for it. Where this crawl is no commit its bytes are not
 * kept, and what shows the items of a page is the evidence of an earlier one.
 */
export function rememberPages(walk: Walk, found: Found, { isNew, snapshot }: Next): PageMemory[] {
  if (!walk.isStable) return [];
  const sequence = isNew ? snapshot.sequence : null;
  const accepted = new Map(found.items.map((item) => [item.key, item]));
  return walk.pages.flatMap((page, index) => {
    const items = found.itemsByPage[index] ?? [];
    // Where a row was merged or got a key of its own, the page must be read to know its items.
    if (page.children.length > 0 || !items.every((item) => isSame(item, accepted.get(item.key)))) return [];
    return [memoryOf(page, keptIn(page, sequence))];
  });
}

/** What is kept of a page, and which evidence shows its items. */
export function memoryOf(page: ReadPage, evidence: PageEvidence | undefined): PageMemory {
  const { url, finalUrl, validators, bodySha256, asReceived, keys, nextUrl, totalShown } = page;
  const received = asReceived === undefined ? {} : { asReceived };
  const memory = { url, finalUrl, validators, bodySha256, ...received, keys, nextUrl, totalShown };
  return evidence === undefined ? memory : { ...memory, evidence };
}

function keptIn({ capture, bodySha256, evidence }: ReadPage, sequence: number | null): PageEvidence | undefined {
  if (sequence === null || capture === null || capture.status === 304) return evidence;
  return { sequence, fetchedAt: capture.fetchedAt, bodySha256 };
}

function isSame(shown: Item, accepted: Item | undefined): boolean {
  return shown === accepted || JSON.stringify(shown) === JSON.stringify(accepted);
}
