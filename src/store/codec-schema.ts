import type { Change } from '../model/change.ts';
import type { Audience } from '../model/commit.ts';
import type { Incident } from '../model/incident.ts';
import type { Item } from '../model/item.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Coverage } from '../model/outcome.ts';
import type { HostMemory } from '../model/ports.ts';
import type { HtmlRecipe } from '../model/recipe.ts';
import type { RemovedItem, SnapshotItem } from '../model/snapshot.ts';
import * as z from './shape.ts';

const text = z.string();
const maybeText = text.nullable();
const count = z.number().int().nonnegative();
const texts = z.array(text);

export const hash = text.length(64);
export const sequence = count;
export const sequences = z.array(count);
export const dateOrder = z.words(['mdy', 'dmy', 'ymd']).nullable();

const FATES = ['gone', 'delisted', 'moved', 'unlinked', 'unasked', 'unknown'] as const;
const fate = z.words(FATES);
export const outcome = z.words(['baseline', 'unchanged', 'changed', 'held', 'failed', 'skipped']);
const incidentCode = z.words([
  'FETCH_TIMEOUT',
  'FETCH_NETWORK',
  'FETCH_TLS',
  'FETCH_STATUS',
  'FETCH_TOO_LARGE',
  'FETCH_ROBOTS',
  'FETCH_REFUSED_ADDRESS',
  'FETCH_REDIRECT',
  'BLOCKED',
  'LISTING_EMPTY',
  'LISTING_COLLAPSED',
  'LISTING_UNREADABLE',
  'LISTING_INCOMPLETE',
  'LISTING_UNSTABLE',
  'STATE_DAMAGED',
  'STATE_NEWER',
]);

const item: z.Shape<Item> = z.object({
  key: text,
  title: text,
  url: maybeText,
  date: maybeText,
  summary: maybeText,
  extra: z.record(text),
});
const probeAnswer = z.object({
  at: text,
  method: z.words(['GET', 'HEAD']),
  status: z.number().int().nullable(),
  location: maybeText,
  code: maybeText,
});

export const snapshotItem: z.Shape<SnapshotItem> = z.object({
  item,
  firstSeen: text,
  missing: z.object({ lastSeen: text, since: text, crawls: count, answer: probeAnswer.nullable() }).nullable(),
});
export const removedItem: z.Shape<RemovedItem> = z.object({
  item,
  fate: z.words([...FATES, 'aged']),
  lastSeen: text,
  removedAt: text,
});

const identity = { id: text, key: text };
const proof = z.object({ lastSeen: text, missingSince: text, crawls: count, answer: probeAnswer.nullable() });
export const change: z.Shape<Change> = z.discriminatedUnion('kind', {
  added: z.object({
    ...identity,
    kind: z.literal('added'),
    before: z.literal(null),
    after: item,
    relatedId: maybeText,
  }),
  changed: z.object({
    ...identity,
    kind: z.literal('changed'),
    before: item,
    after: item,
    fields: texts,
    isCosmetic: z.boolean(),
    match: z.words(['key', 'url', 'url-and-title', 'title', 'similar']),
  }),
  removed: z.object({
    ...identity,
    kind: z.literal('removed'),
    before: item,
    after: z.literal(null),
    fate,
    proof,
    relatedId: maybeText,
  }),
  restored: z.object({
    ...identity,
    kind: z.literal('restored'),
    before: item,
    after: item,
    fields: texts,
    removedAt: text,
    lastSeen: text,
  }),
});
export const coverage: z.Shape<Coverage> = z.object({
  pages: count,
  items: count,
  totalShown: z.number().nullable(),
  isComplete: z.boolean(),
  comparedWith: maybeText,
});
export const audience: z.Shape<Audience> = z.object({ subscriberId: text, changeIds: texts });

const fieldRules = z.record(
  z.object({
    select: text,
    attr: maybeText,
    type: z.words(['text', 'date']),
    order: dateOrder,
    pattern: maybeText,
    above: z.literal(true).exactOptional(),
  }),
);
const htmlRecipe: z.Shape<HtmlRecipe> = z.object({
  format: z.literal('html'),
  item: text,
  fields: fieldRules,
  next: maybeText,
  empty: maybeText,
  alternates: z.array(z.object({ item: text, fields: fieldRules })),
});
const incident: z.Shape<Incident> = z.object({
  code: incidentCode,
  message: text,
  since: text,
  began: text,
  failures: count,
  isTransient: z.boolean(),
  notices: z.array(z.object({ code: incidentCode, since: text, at: text })),
  proposal: z.object({ recipe: htmlRecipe, itemCount: count, knownCount: count, expectedCount: count }).exactOptional(),
});
const validators = z.object({ etag: maybeText, lastModified: maybeText });
export const checkState = z.object({
  sequence,
  lastAttempt: maybeText,
  lastOutcome: outcome.nullable(),
  lastComplete: maybeText,
  lastFullRead: maybeText,
  checks: count,
  completeChecks: count,
  conditionalCrawls: count,
  recentCounts: z.array(count),
  incident: incident.nullable(),
  recovery: z.object({ incident, at: text }).nullable(),
  ending: z.words(['last', 'repeat', 'loop', 'limit']).nullable(),
  isTotalTrusted: z.boolean(),
  pages: z.array(
    z.object({
      url: text,
      finalUrl: text,
      validators,
      bodySha256: text,
      asReceived: text.exactOptional(),
      keys: texts,
      nextUrl: maybeText,
      totalShown: z.number().nullable(),
      evidence: z.object({ sequence, fetchedAt: text, bodySha256: text }).exactOptional(),
    }),
  ),
  isWhole: z.literal(true).exactOptional(),
  unread: count.exactOptional(),
});

export const outboxMessage: z.Shape<OutboxMessage> = z.object({
  id: text,
  messageId: text,
  to: text,
  channel: z.literal('webhook').exactOptional(),
  subscriberId: text,
  kind: z.words(['report', 'incident', 'recovery', 'notice', 'heartbeat', 'sample']),
  sourceIds: texts,
  changeIds: texts,
  madeAt: text,
  state: z.words(['sent', 'pending', 'failed', 'written']),
  attempts: count,
  lastAttempt: maybeText,
  lastAnswer: maybeText,
  notBefore: maybeText,
  deferredSince: maybeText.exactOptional(),
  retryAfter: maybeText.exactOptional(),
  logHead: hash.nullable().exactOptional(),
});

const milliseconds = z.number().nonnegative();
export const hostMemory: z.Shape<Omit<HostMemory, 'pulse'> & { readonly pulse?: HostMemory['pulse'] }> = z.object({
  notBefore: maybeText,
  robots: z.object({ text, fetchedAt: text, status: z.number().int().nullable() }).nullable(),
  pulse: z.object({ startedAt: text, hostDelayMs: milliseconds, latencyMs: milliseconds }).nullable().exactOptional(),
});
