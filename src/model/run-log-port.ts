import type { StoredEvidence } from './archive.ts';
import type { Capture } from './capture.ts';
import type { EndedCaptures, LoggedLine, LoggedLook, LoggedRun, LogHead, PastChecks } from './run-log.ts';
import type { EvidenceLimits } from './subscriber.ts';

/** The log of runs: lines that are added to and never changed, each bound to the one before it by its hash. */
export interface RunLog {
  /** The newest line; null: none is written yet. */
  head(): Promise<LogHead | null>;
  /** The checks that lines after this one tell of (0: all lines). Lines that are damaged are passed over: `verify` names them. */
  past(afterLine: number): Promise<PastChecks>;
  /** Adds a line, on the disk when this returns. It tells of each checked source which commit it stands on. Throws STATE_WRITE. */
  append(run: LoggedRun): Promise<LogHead>;
  /** Adds a line for those of these sources whose newest commit no line tells of: what a crash kept out. Throws STATE_WRITE. */
  cover(sourceIds: readonly string[]): Promise<void>;
  /** Begins a file of answers that no commit keeps; it counts once `append` tells of it. Throws STATE_WRITE. */
  keepCaptures(startedAt: string): Promise<RunCaptures>;
  /** The newest check of this source that began no later; null: none did. Throws STATE_NEWER. */
  lookAt(sourceId: string, until: Date): Promise<LoggedLook | null>;
  /** A file of answers that a line tells of; null: it was deleted on purpose. Throws STATE_DAMAGED where it is missing or altered. */
  captures(file: string): Promise<StoredEvidence | null>;
  /**
   * Deletes files of answers beyond the limits, the oldest first, and keeps those that a kept one refers to. The log tells it first.
   * Returns their names. Throws STATE_WRITE.
   */
  pruneCaptures(limits: EvidenceLimits): Promise<readonly string[]>;
  /** The line that first tells of this commit; null: none does. Throws STATE_NEWER. */
  lineOf(sourceId: string, sequence: number): Promise<LoggedLine | null>;
  /** The newest line where evidence entered the log since the last timestamp; null: none is owed. */
  timestampOwed(): Promise<LogHead | null>;
  /** Keeps the timestamp of this line, beside the log; the next line tells it. Nothing is kept where it is no longer the newest. Throws STATE_WRITE. */
  keepTimestamp(head: LogHead, reply: Uint8Array): Promise<void>;
}

/** Answers of a run that no commit keeps, written down while it goes on. */
export interface RunCaptures {
  /** Adds those of one check, in their order. Throws STATE_WRITE. */
  add(check: CheckCaptures): Promise<void>;
  /** Ends the file and syncs it. Throws STATE_WRITE. */
  end(): Promise<EndedCaptures>;
}
/** What one check was answered. */
export interface CheckCaptures {
  readonly sourceId: string;
  readonly recipeHash: string;
  readonly seen: readonly Capture[]; // no commit keeps them
  readonly committed: { readonly sequence: number; readonly captures: readonly Capture[] } | null;
}

/** A timestamping authority (RFC 3161): says that a hash existed at a time. */
export interface Timestamper {
  /** Its reply, found to be for this hash and this question. Within seconds; throws FETCH_*, DATA_INVALID. */
  stamp(headSha256: string, signal: AbortSignal): Promise<Uint8Array>;
}

/** Signs heads of the log with Ed25519 (RFC 8032). */
export interface Signer {
  sign(headSha256: string): string; // base64
}
export interface Verifier {
  isSigned(headSha256: string, signature: string): boolean;
}
