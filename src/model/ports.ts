import type { StoredEvidence } from './archive.ts';
import type { Capture, Validators } from './capture.ts';
import type { CheckState } from './check-state.ts';
import type { Changeset, Commit, CommitFolders } from './commit.ts';
import type { PubwatchError } from './errors.ts';
import type { OutboxMessage, SendResult } from './outbox.ts';
import type { JobQueue } from './queue.ts';
import type { PageReading, ReadRequest } from './reading.ts';
import type { MailContent } from './report.ts';
import type { LogHead } from './run-log.ts';
import type { RunLog, Timestamper, Verifier } from './run-log-port.ts';
import type { Snapshot, SnapshotHead } from './snapshot.ts';
import type { FetchPolicy } from './source.ts';
import type { Standing } from './standing.ts';
import type { EvidenceLimits, Unsubscription } from './subscriber.ts';

export interface Clock {
  now(): Date;
  /** Waits; rejects with ABORTED when the signal fires first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface FetchRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  readonly validators: Validators; // NO_VALIDATORS asks unconditionally
  readonly redirects: 'follow' | 'report'; // report: a 3xx is the answer
  readonly policy: FetchPolicy;
}
export interface Fetcher {
  /**
   * Politely asks for one address and returns whatever the server answered, errors and 304 included (after a few retries of
   * network faults, 429 and 5xx). Throws PubwatchError FETCH_TIMEOUT, _NETWORK, _TLS, _TOO_LARGE, _ROBOTS, _REFUSED_ADDRESS,
   * _REDIRECT; HOST_NOT_BEFORE while a Retry-After runs, without a request; ABORTED.
   */
  fetch(request: FetchRequest, signal: AbortSignal): Promise<Capture>;
  /** Tells the host's gate that this answer was a refusal (a challenge page): the host is not asked again in this run. */
  refuse(url: string): void;
  close(): Promise<void>;
}

/** Who left which list by One-Click, beside the configuration, which is the operator's alone to write. */
export interface Unsubscriptions {
  all(): Promise<readonly Unsubscription[]>;
  /** One that is there already changes nothing. Needs no lock. Throws STATE_WRITE. */
  add(one: Unsubscription, at: Date): Promise<void>;
}

/** What is remembered of a host across processes. */
export interface HostMemory {
  readonly notBefore: string | null; // ISO 8601, from Retry-After
  readonly robots: RobotsMemory | null;
  readonly pulse: HostPulse | null; // of the last request, kept at `https://host` for all schemes and ports of a host
}
/** The last request to a host, whichever process made it: the next one keeps its distance. */
export interface HostPulse {
  readonly startedAt: string; // ISO 8601
  readonly hostDelayMs: number; // the pause it was made with: a source that asks for more rest gets it after itself, too
  readonly latencyMs: number; // of the last good answer, or a slower bad one: errors are quick and must not speed us up
}
export interface RobotsMemory {
  readonly text: string; // '' where everything is allowed
  readonly fetchedAt: string; // ISO 8601
  readonly status: number | null; // of the last answer, null: none came
}
/** Keeps HostMemory by origin (`https://host:port`). Losing it costs politeness, never data. */
export interface HostStore {
  read(origin: string): Promise<HostMemory | null>;
  write(origin: string, memory: HostMemory): Promise<void>;
  /**
   * Waits until this process alone may ask the host (a bare name), and write what is known of its origins, among all that share the
   * store. Absent: no other process does. Throws ABORTED.
   */
  hold?(host: string, signal: AbortSignal): Promise<Held>;
}

/** Everything known of one source. */
export interface SourceState {
  readonly snapshot: Snapshot | null;
  readonly check: CheckState; // NEVER_CHECKED where none is stored
}

/** The same without the items: enough to ask, and to see that nothing is new. */
export interface SourceHead {
  readonly snapshot: SnapshotHead | null;
  readonly check: CheckState;
}

/** What verify found at one file. */
export interface Finding {
  readonly file: string; // below the snapshots folder
  readonly problem: 'altered' | 'missing' | 'damaged' | 'newer' | 'unknown';
  readonly message: string;
}
export interface Verification {
  readonly filesChecked: number;
  readonly findings: readonly Finding[];
  readonly log: LogVerification;
  readonly notes: readonly string[]; // what is no fault, and should be known
}
export interface LogVerification {
  readonly lines: number;
  readonly head: LogHead | null;
  readonly signatures: 'none' | 'unchecked' | 'valid' | 'invalid'; // unchecked: signed, and no key was given
  readonly timestamp: StoredTimestamp | null; // the newest
}
export interface StoredTimestamp {
  readonly file: string; // below the snapshots folder
  readonly line: number;
  readonly sha256: string; // of the line: what existed at that time
}
/** What a person holds against the state: a head from an old mail, the key that heads are signed with. */
export interface Witness {
  readonly heads: readonly string[]; // hex
  readonly verifier: Verifier | null;
}

/** What many processes must not do at once: make messages, check one source. */
export type StorePart = 'post' | { readonly sourceId: string };
/** What a process holds: the whole store; a crawl, of which there is one at a time while workers go on; or a part. */
export type LockScope = 'all' | 'crawl' | StorePart;
export interface Held {
  release(): Promise<void>;
}

export interface Store {
  /**
   * Holds the store for this process until released or the process dies. Throws STATE_LOCKED at once, STATE_WRITE. With a
   * narrower scope other processes may hold others beside it, where the store can tell them apart; files are always held whole.
   */
  lock(scope?: LockScope): Promise<Held>;
  /**
   * Waits until this process alone has the part, among all that share the store. Absent: who runs holds the store whole. Throws
   * ABORTED, STATE_WRITE.
   */
  holdPart?(part: StorePart, signal: AbortSignal): Promise<Held>;
  /** Ids of all sources with state, configured or not, sorted. */
  sourceIds(): Promise<readonly string[]>;
  /** Those of them whose commits may owe something to somebody, sorted: at least all that do. */
  unsettled(): Promise<readonly string[]>;
  /** Throws STATE_DAMAGED, STATE_NEWER with the file's name. */
  read(sourceId: string): Promise<SourceState>;
  /** The same without the items, for much less. Throws as read. */
  readHead(sourceId: string): Promise<SourceHead>;
  /** How these sources stand, in short, in one look at all of them; for one whose state cannot be read, what `read` would throw. */
  standings(sourceIds: readonly string[]): Promise<ReadonlyMap<string, Standing | PubwatchError>>;
  /** Makes snapshot, captures and changeset durable as one, then the check state; after a crash all are there, or none. Throws STATE_WRITE. */
  commit(commit: Commit, check: CheckState): Promise<void>;
  /** Stores what moves with every check. Throws STATE_WRITE. */
  writeCheck(sourceId: string, check: CheckState): Promise<void>;
  /** Committed changesets with a higher sequence than `after`, oldest first. */
  changesets(sourceId: string, after: number): Promise<readonly Changeset[]>;
  /** The newest committed changesets of one source, or (null) of all, newest first. */
  newest(sourceId: string | null, count: number): Promise<readonly Changeset[]>;
  /**
   * The WARC file of one commit, and its name; null: it was deleted on purpose. Throws STATE_DAMAGED where it is missing or is
   * not what was committed.
   */
  evidence(sourceId: string, sequence: number): Promise<StoredEvidence | null>;
  /** Where the files of its commits lie, in the store or, of a database, among the names it gives them. */
  commitFolders(sourceId: string): Promise<CommitFolders>;
  /**
   * Deletes evidence of the source that is beyond the limits and that neither the snapshot nor a reported change rests on; the log of
   * runs tells it first. Returns the names of the files. Throws STATE_DAMAGED, STATE_WRITE.
   */
  prune(sourceId: string, limits: EvidenceLimits): Promise<readonly string[]>;
  /** Re-hashes every stored file and walks the log of runs; null: of all sources and the outbox. */
  verify(sourceId: string | null, witness?: Witness): Promise<Verification>;
  readonly runLog: RunLog;
  readonly outbox: Outbox;
  readonly hosts: HostStore;
}

export interface Outbox {
  /** Stores a rendered message; one with the same id that is there already stays as it is, and is returned. Throws STATE_WRITE. */
  add(message: OutboxMessage, bytes: Uint8Array): Promise<OutboxMessage>;
  /** Messages that wait to be sent, oldest first. */
  pending(): Promise<readonly OutboxMessage[]>;
  bytes(id: string): Promise<Uint8Array>;
  /** Takes a message that waits for this process to send, until `update`; false: another process has it, or it waits no more. */
  claim(id: string): Promise<boolean>;
  /** Records the outcome of a try; a sent message shrinks to its line, a refused one keeps its bytes. */
  update(message: OutboxMessage): Promise<void>;
  find(id: string): Promise<OutboxMessage | null>;
  /** Ids of the changes of this subscriber and source that some message holds already. */
  reported(subscriberId: string, sourceId: string): Promise<ReadonlySet<string>>;
  /** Changesets of the source up to this sequence owe nobody anything: a hint that saves reading, always safe to lose. */
  settledUpTo(sourceId: string): Promise<number>;
  settle(sourceId: string, sequence: number): Promise<void>;
}

/** Turns words into the bytes of one message, signed where a key is configured. */
export interface Composer {
  compose(content: MailContent, envelope: Envelope): Promise<Uint8Array>;
}
export interface Envelope {
  readonly to: string;
  readonly messageId: string; // <…>
  readonly date: Date;
  readonly kind: OutboxMessage['kind'];
  readonly subscriberId?: string; // whom a One-Click link takes off the list; absent: no such link
}

export interface Mailer {
  /** Sends stored bytes once. Refusals and faults are results, not exceptions; throws MAIL_CONFIG for a login or certificate no retry mends. */
  send(message: OutboxMessage, bytes: Uint8Array, signal: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
}

export interface Logger {
  debug(event: string, fields?: object): void;
  info(event: string, fields?: object): void;
  warn(event: string, fields?: object): void;
  error(event: string, fields?: object): void;
}

/** How a run ended, as a watcher outside is told; `text` says why in a few lines. */
export type PingVerdict =
  | { readonly kind: 'success'; readonly text: string } // all sources were seen, nothing is stuck
  | { readonly kind: 'fail'; readonly exitCode: number | null; readonly text: string } // null: the program goes on
  | { readonly kind: 'log'; readonly text: string }; // neither: silence decides
/** A dead-man's switch: it raises the alarm when no success comes in time. Never throws, never holds a run up. */
export interface Pinger {
  start(runId: string): void;
  end(runId: string, verdict: PingVerdict): Promise<void>;
  close(): Promise<void>;
}

/** What a run tells while it goes on; the terminal's progress line. */
export interface Progress {
  page(sourceId: string, page: number, items: number): void;
  probe(sourceId: string, done: number, of: number): void;
  done(sourceId: string): void;
}

/**
 * Reads pages. It counts only on positive identity: records are found, or the recipe's `empty` marker is there. null: the body is the
 * one that need not be read again. Throws BLOCKED, FETCH_STATUS, LISTING_EMPTY, LISTING_UNREADABLE, LISTING_INCOMPLETE, and, for a body
 * that cannot be unpacked, FETCH_NETWORK and FETCH_TOO_LARGE.
 */
export interface PageReader {
  read(request: ReadRequest): Promise<PageReading | null>;
  /** So many pages that nobody has read yet are about to come: a reader that takes time to begin may do so. */
  expect?(pages: number): Promise<void>;
}

export interface Ports {
  readonly clock: Clock;
  readonly fetcher: Fetcher;
  readonly store: Store;
  readonly composer: Composer;
  readonly mailer: Mailer;
  readonly unsubscriptions?: Unsubscriptions; // absent: nobody left
  readonly timestamper?: Timestamper | null; // null, absent: none is configured
  readonly queue: JobQueue;
  readonly reader: PageReader;
  readonly log: Logger;
  readonly progress: Progress;
}
