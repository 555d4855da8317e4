import type { Validators } from './capture.ts';
import type { Incident } from './incident.ts';
import type { OutcomeKind } from './outcome.ts';

/** One page of the last crawl that was accepted: enough to use a 304, or the same bytes, in place of reading it again. */
export interface PageMemory {
  readonly url: string; // as asked
  readonly finalUrl: string;
  readonly validators: Validators;
  readonly bodySha256: string; // hex, of the decoded body
  readonly keys: readonly string[]; // keys of its items, in page order
  readonly nextUrl: string | null;
  readonly totalShown: number | null;
}

/** What moves with every check of a source (snapshots/ID/check.json). */
export interface CheckState {
  readonly sequence: number; // the snapshot that `pages` were stored for; with another one they count for nothing
  readonly lastAttempt: string | null; // ISO 8601
  readonly lastOutcome: OutcomeKind | null;
  readonly lastComplete: string | null; // ISO 8601: last complete, coherent crawl
  readonly lastFullRead: string | null; // ISO 8601: last crawl that sent no validators
  readonly conditionalCrawls: number; // crawls with validators since then
  readonly recentCounts: readonly number[]; // items of the last good crawls, newest first, bounded
  readonly incident: Incident | null;
  readonly pages: readonly PageMemory[];
}
export const NEVER_CHECKED: CheckState = {
  sequence: 0,
  lastAttempt: null,
  lastOutcome: null,
  lastComplete: null,
  lastFullRead: null,
  conditionalCrawls: 0,
  recentCounts: [],
  incident: null,
  pages: [],
};
