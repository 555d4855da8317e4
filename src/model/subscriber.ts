import type { ChangeKind } from './change.ts';

/** When a subscriber's reports are made; `HH:MM` in the subscriber's time zone. */
export type Cadence =
  | { readonly kind: 'immediate' }
  | { readonly kind: 'daily'; readonly hour: number; readonly minute: number }
  | { readonly kind: 'weekly'; readonly weekday: number; readonly hour: number; readonly minute: number }; // 0: Sunday

export interface Subscriber {
  readonly id: string; // `id:` of the config, or the mail address in lower case
  readonly email: string; // of a webhook what it is called: `webhook:ID`
  readonly webhook?: Webhook; // reports are posted there; absent: they are mailed
  readonly sources: readonly string[] | null; // null: all
  readonly kinds: readonly ChangeKind[];
  readonly include: readonly string[]; // words or phrases, any of; empty: everything
  readonly exclude: readonly string[];
  readonly cadence: Cadence;
  readonly timezone: string;
  readonly incidents: boolean;
  readonly heartbeat?: Cadence | null; // when a proof of watch is mailed; null, absent: never
  readonly cosmetic: boolean; // also list cosmetic edits
  readonly leftLists?: readonly string[]; // see Unsubscription; what the reader took back by One-Click
}

export const WEBHOOK_FORMATS = ['json', 'slack', 'mattermost', 'discord'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Where reports are posted, after Standard Webhooks 1.0.0 (standardwebhooks.com). */
export interface Webhook {
  readonly url: string; // may be a key itself: shown nowhere
  readonly format: WebhookFormat;
  readonly secrets: readonly string[]; // whsec_…, each makes a signature; none: not signed
  readonly allowPrivateAddresses: boolean;
}

/** Who no longer wants what: a source's reports, `digest` (all reports), or `incidents` (incidents, recoveries, refusals); `gone HASH`: a webhook's address that is no more. */
export interface Unsubscription {
  readonly subscriberId: string;
  readonly list: string;
}

/** Who we are to the outside, and how mail leaves. */
export interface Settings {
  readonly contact: string; // '' as shipped
  readonly baseUrl: string | null;
  readonly timezone: string;
  readonly mail: MailSettings;
  readonly subscribers: readonly Subscriber[];
  readonly evidence?: EvidenceSettings;
  readonly page?: PageLogin | null; // who may read the page that is served; null, absent: whoever reaches it
}
/** What opens the page. */
export interface PageLogin {
  readonly user: string;
  readonly passwordHash: string; // as `hash-password` writes it
}
/** How what was seen is proved. */
export interface EvidenceSettings {
  readonly signingKey: string | null; // PEM, Ed25519: signs heads of the log of runs
  readonly timestampUrl?: string | null; // of a timestamping authority; null, absent: none
  readonly keep?: EvidenceLimits | null; // null, absent: all of it
  readonly answers?: KeptAnswers; // absent: none
}
/** Which answers are kept that no commit keeps: none, those with bytes of their own (a page that was held, a list as it was), or 304 too. */
export type KeptAnswers = 'none' | 'bodies' | 'all';
/** How many files of evidence of one source stay; null: no such limit. What a reported change rests on stays beyond all of them. */
export interface EvidenceLimits {
  readonly ageMs: number | null;
  readonly files: number | null;
  readonly bytes: number | null;
}
export interface MailSettings {
  readonly from: string; // Name <address>
  readonly replyTo: string | null;
  readonly bounce?: string | null; // where a server that took a mail and could not deliver it says so; default: the sender
  readonly dkim?: DkimKey | null; // signs every mail when it is rendered (RFC 6376)
  readonly unsubscribe?: UnsubscribeEndpoint | null; // One-Click (RFC 8058); null: by mail alone
  readonly threads?: boolean; // mails of one source form one thread
}
export interface UnsubscribeEndpoint {
  readonly url: string; // https, where `serve` is reached from outside
  readonly key: string; // signs the tokens in the links
}
export interface DkimKey {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: string; // PEM, RSA
}
