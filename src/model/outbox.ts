/** sent: a server took it · pending: will be tried again · failed: refused for good · written: a file, no SMTP. */
export type DeliveryState = 'sent' | 'pending' | 'failed' | 'written';

/** A rendered message in the outbox. Its existence is the mark that its changes are reported to its subscriber. */
export interface OutboxMessage {
  readonly id: string; // derived from subscriber and contents: made twice, it is one
  readonly messageId: string; // <…>, fixed when made
  readonly to: string; // mail address; `webhook:ID` of a webhook
  readonly channel?: 'webhook'; // posted; absent: mailed
  readonly subscriberId: string;
  readonly kind: 'report' | 'incident' | 'recovery' | 'notice' | 'heartbeat' | 'sample';
  readonly sourceIds: readonly string[];
  readonly changeIds: readonly string[];
  readonly madeAt: string; // ISO 8601
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastAttempt: string | null; // ISO 8601
  readonly lastAnswer: string | null; // the server's words, cleaned
  readonly notBefore: string | null; // ISO 8601: the daemon's retry curve
  readonly deferredSince?: string | null | undefined; // ISO 8601: the first time a server put it off; none did: absent or null
  readonly retryAfter?: string | null; // ISO 8601: the receiver's own wish, which every run heeds; none: absent or null
  readonly logHead?: string | null; // hash of the newest line of the log of runs that the message tells
}

/** The state of a message that was just made. */
export const UNTRIED = { state: 'pending', attempts: 0, lastAttempt: null, lastAnswer: null, notBefore: null } as const;

/** What one try to send a message came to. */
export interface SendResult {
  readonly state: DeliveryState;
  readonly answer: string; // the server's words, or where the file went
  readonly isContentRefused: boolean; // refused for what it holds (552, 554 after the data)
  readonly isUnreachable?: boolean; // no session came about: a further message would wait in vain
  readonly retryAfterMs?: number; // the receiver names its own pause (RFC 9110 §10.2.3)
  readonly isEnded?: boolean; // the receiver is gone for good: nothing more is to be sent there
}

/** One message this run made or tried (INTERFACE: crawl --json, deliveries). */
export interface Delivery {
  readonly to: string;
  readonly channel?: 'webhook';
  readonly messageId: string;
  readonly state: DeliveryState;
  readonly kind: OutboxMessage['kind'];
  readonly answer: string | null;
}
