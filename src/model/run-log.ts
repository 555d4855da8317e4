import type { OutcomeKind } from './outcome.ts';

/** One request of a run and what came of it. */
export interface LoggedRequest {
  readonly method: 'GET' | 'HEAD';
  readonly url: string; // as asked, without user and password
  readonly at: string; // ISO 8601: when the answer was complete, or the attempt ended
  readonly status: number | null; // null: no answer
  readonly sha256: string | null; // of the body as received, as in the evidence; null: no body
  readonly code: string | null; // FETCH_*: why there is no answer
}

/** One check of one source in a run. */
export interface LoggedCheck {
  readonly sourceId: string;
  readonly outcome: OutcomeKind;
  readonly incident: string | null; // its code
  readonly requests: readonly LoggedRequest[];
}

/** What a run did, before it is a line of the log. */
export interface LoggedRun {
  readonly startedAt: string; // ISO 8601
  readonly finishedAt: string;
  readonly checks: readonly LoggedCheck[];
  readonly captures?: EndedCaptures | null; // null, absent: answers that no commit keeps are not kept
}

/** A file of answers before its line of the log, and what its bodies are. */
export interface EndedCaptures {
  readonly written: { readonly handle: string; readonly sha256: string; readonly bytes: number } | null; // null: no answer was left to keep
  readonly bodies: readonly KeptBody[]; // that this run keeps in full, wherever
}
/** A body that is kept in full: later answers with the same bytes, or that say that they are unchanged, refer to it. */
export interface KeptBody {
  readonly url: string;
  readonly sha256: string; // of the body as received
  readonly fetchedAt: string; // ISO 8601
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly file: string | null; // below the snapshots folder; null: the file of the run that tells of it
}
/** The file of answers of a run: log/000012-20260203T040506Z.warc.gz. */
export interface LoggedCaptures {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}
/** How one source was checked by one run, as the log tells it. */
export interface LoggedLook {
  readonly line: number;
  readonly startedAt: string; // ISO 8601: of the run
  readonly outcome: OutcomeKind;
  readonly incident: string | null; // its code
  readonly requests: readonly LoggedRequest[];
  readonly committed: number | null; // the commit that this check made; null: none
  readonly captures: LoggedCaptures | null; // where answers lie that no commit keeps; null: there are none
  /** By address that answered 304: the newest earlier check that believed what it then read there. */
  readonly confirmed: ReadonlyMap<string, LoggedLook>;
}

/** What became of one check, as the log tells it. */
export interface PastCheck {
  readonly sourceId: string;
  readonly at: string; // ISO 8601: when its run began
  readonly outcome: OutcomeKind;
  readonly incident: string | null; // its code
}
export interface PastChecks {
  readonly line: number; // the newest line that was read; 0: there is none
  readonly checks: readonly PastCheck[]; // oldest first
}

/** The commit a source stood on when a line was written: its files, and through them all that it rests on. */
export interface LoggedCommit {
  readonly sequence: number;
  readonly changesSha256: string; // of 000042.json, which tells the hashes of its evidence and of the commit before it
  readonly capturesSha256: string | null; // of 000042.warc.gz, where this run wrote it
}

/** The line of the log that first tells of a commit. */
export interface LoggedLine {
  readonly line: number;
  readonly sha256: string; // the head after it
  readonly startedAt: string; // ISO 8601: of the run
  readonly at: string;
  readonly version: string; // of the pubwatch that ran
  readonly commit: LoggedCommit;
  readonly requests: readonly LoggedRequest[]; // of the source in that run
}

/** A timestamp (RFC 3161) of the head after a line: log/000012.tsr. */
export interface LoggedTimestamp {
  readonly line: number;
  readonly sha256: string; // of the file
}

/**
 * The newest line of the log. Its hash covers that of the line before it, and so every line: who knows a head can tell whether
 * anything before it was rewritten.
 */
export interface LogHead {
  readonly line: number; // 1 is the first
  readonly sha256: string;
  readonly at: string; // ISO 8601: when the line was written
  readonly signature: string | null; // Ed25519, base64, of the hash; null: no key is configured
}
