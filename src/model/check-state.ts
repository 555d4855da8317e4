import type { PageOrigin, Validators } from './capture.ts';
import type { Incident } from './incident.ts';
import type { OutcomeKind } from './outcome.ts';

/** One page of the last crawl that was accepted: enough to use a 304, or the same bytes, in place of reading it again. */
export interface PageMemory {
  readonly url: string; // as asked
  readonly finalUrl: string;
  readonly validators: Validators;
  readonly bodySha256: string; // hex, of the decoded body
  readonly asReceived?: string; // content coding and sha256 of the bytes as they came: quicker to compare; absent: not known
  readonly keys: readonly string[]; // keys of its items, in page order
  readonly nextUrl: string | null;
  readonly totalShown: number | null;
  readonly evidence?: PageEvidence; // absent: not known
}
/** Which evidence shows the items of a page. */
export interface PageEvidence extends PageOrigin {
  readonly bodySha256: string; // of the page there; another one than the page's own: only its items are the same
}

/** last: no further page is offered · repeat: further pages only repeat what was read · loop: the next link leads back · limit: `pages` reached. */
export type WalkEnding = 'last' | 'repeat' | 'loop' | 'limit';

export interface Recovery {
  readonly incident: Incident;
  readonly at: string; // ISO 8601: the first good check after it
}

/** What moves with every check of a source (snapshots/ID/check.json). */
export interface CheckState {
  readonly sequence: number; // the snapshot that `pages` were stored for; with another one they count for nothing
  readonly lastAttempt: string | null; // ISO 8601
  readonly lastOutcome: OutcomeKind | null;
  readonly lastComplete: string | null; // ISO 8601: last complete, coherent crawl
  readonly lastFullRead: string | null; // ISO 8601: last crawl that sent no validators
  readonly checks: number; // ever made, whatever became of them; skipped ones do not count
  readonly completeChecks: number; // of these, complete, coherent crawls
  readonly conditionalCrawls: number; // crawls with validators since then
  readonly recentCounts: readonly number[]; // items of the last good crawls, newest first, bounded
  readonly incident: Incident | null;
  readonly recovery: Recovery | null; // an incident that ended and whose recovery mail is not made yet
  readonly ending: WalkEnding | null; // how the pager of the last complete crawl ended: what is normal for this site
  readonly isTotalTrusted: boolean; // the site's own "N results" agreed with what was read
  readonly pages: readonly PageMemory[];
  readonly isWhole?: true; // `pages` show every item of the snapshot, and none waits to be told missing; absent: not known
  readonly unread?: number; // records of the first page that detection sees and the recipe does not read, when last compared
}
export const NEVER_CHECKED: CheckState = {
  sequence: 0,
  lastAttempt: null,
  lastOutcome: null,
  lastComplete: null,
  lastFullRead: null,
  checks: 0,
  completeChecks: 0,
  conditionalCrawls: 0,
  recentCounts: [],
  incident: null,
  recovery: null,
  ending: null,
  isTotalTrusted: false,
  pages: [],
};
