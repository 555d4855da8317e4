import type { Change } from './change.ts';
import type { SourceHealth } from './health.ts';
import type { Incident } from './incident.ts';
import type { Coverage } from './outcome.ts';
import type { LogHead } from './run-log.ts';

/** What one mail of changes will say, before any wording. */
export interface Report {
  readonly subscriberId: string;
  readonly isDigest: boolean;
  readonly timezone: string; // of the reader, IANA name
  readonly madeAt: string; // ISO 8601
  readonly sections: readonly [ReportSection, ...ReportSection[]]; // one a source
}
/** The changes of one source in a report. Several commits of one source give several coverages, newest last. */
export interface ReportSection {
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly sourceUrl: string;
  readonly changes: readonly [Change, ...Change[]];
  readonly coverages: readonly { readonly at: string; readonly coverage: Coverage }[];
}

/** One source that cannot be seen (or can again), as told to those who asked for incidents. */
export interface IncidentEntry {
  readonly sourceId: string;
  readonly sourceTitle: string;
  readonly sourceUrl: string;
  readonly incident: Incident;
  readonly lastComplete: string | null; // ISO 8601
  readonly itemCount: number | null; // of the baseline that is kept
  readonly advice: readonly string[]; // next steps, commands among them
  readonly recoveredAt?: string; // ISO 8601, of a recovery: the first good check; the mail's own time where it is not given
}
export interface IncidentNotice {
  readonly kind: 'incident' | 'recovery';
  readonly isReminder: boolean;
  readonly timezone: string;
  readonly madeAt: string; // ISO 8601
  readonly entries: readonly [IncidentEntry, ...IncidentEntry[]];
}

/** A proof of watch: what was looked at, and what came of it since the one before. */
export interface Heartbeat {
  readonly timezone: string;
  readonly madeAt: string; // ISO 8601
  readonly since: string; // ISO 8601: when the one before was due
  readonly cadence: 'daily' | 'weekly';
  readonly entries: readonly HeartbeatEntry[]; // the sources its reader follows
  readonly mailStuck: number; // messages that were tried in vain, to whomever
}
export interface HeartbeatEntry {
  readonly health: SourceHealth;
  readonly changes: readonly Change[]; // in that time, cosmetic ones left out
}

/** A message a mail server refused for good: told to those who asked for incidents, without the message's content. */
export interface RefusalNotice {
  readonly timezone: string;
  readonly madeAt: string; // ISO 8601
  readonly refusals: readonly [Refusal, ...Refusal[]];
}
export interface Refusal {
  readonly to: string; // mail address, or `webhook:ID`
  readonly channel?: 'webhook';
  readonly messageId: string; // <…>
  readonly kind: string; // of the message: report, incident, recovery
  readonly sourceIds: readonly string[];
  readonly changeCount: number;
  readonly answer: string; // the server's words
  readonly at: string; // ISO 8601
  readonly isContentRefused: boolean; // refused for what it holds, not for whom it is
  readonly isEnded?: boolean; // its receiver is gone: a webhook's 410
}

/** What every mail needs to know of this installation. */
export interface Look {
  readonly baseUrl: string | null; // where the page is published; permalinks begin with it
  readonly from: string; // Name <address>: where an answer to unsubscribe goes
  readonly logHead?: LogHead | null; // of the log of runs when the mail is made; null: there is none yet
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: string; // UTF-8
}
/** A mail in words, not yet bytes. */
export interface MailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly Attachment[];
  readonly listId: string; // dhs-ice.pubwatch
  readonly sourceIds: readonly string[];
  readonly logHead?: LogHead | null; // told in the header
  readonly kinds: readonly string[]; // kinds of change, or 'incident', 'recovery', 'sample'
}
