import type { Exhibit } from './capture.ts';
import type { Change } from './change.ts';
import type { Coverage } from './outcome.ts';
import type { Snapshot } from './snapshot.ts';

/** Whom a changeset is for: fixed when it is committed, by the subscribers of that moment. */
export interface Audience {
  readonly subscriberId: string;
  readonly changeIds: readonly string[];
}

/** snapshots/ID/000042.json: what changed with one commit, and whom it is for. */
export interface Changeset {
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly sourceUrl: string;
  readonly sequence: number;
  readonly at: string; // ISO 8601: the crawl's start
  readonly coverage: Coverage;
  readonly changes: readonly Change[]; // cosmetic ones too
  readonly audience: readonly Audience[];
  readonly restsOn?: readonly number[]; // commits whose evidence shows what was before and what is now; absent: not known
}

/** The folders, below the snapshots folder, that hold 000042.json and 000042.warc.gz of a source's commits; mostly one. */
export interface CommitFolders {
  readonly changes: string;
  readonly captures: string;
}

/** All that becomes durable in one step. */
export interface Commit {
  readonly snapshot: Snapshot;
  readonly changeset: Changeset | null; // null: nothing to tell or store (a baseline, or only missing marks moved)
  readonly captures: readonly Exhibit[]; // the pages it was read from, in page order, and what the addresses of removed items answered
}
