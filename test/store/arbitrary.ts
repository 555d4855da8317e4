import fc from 'fast-check';

// Arbitrary state: any text, lone surrogates and control characters included.
const text = fc.string({ unit: 'binary', maxLength: 20 });
const maybeText = fc.option(text, { nil: null });
const count = fc.nat({ max: 1000 });
const texts = fc.array(text, { maxLength: 3 });
const fieldName = fc.stringMatching(/^[a-z][a-zA-Z0-9-]{0,10}$/);

const item = fc.record({
  key: text,
  title: text,
  url: maybeText,
  date: maybeText,
  summary: maybeText,
  extra: fc.dictionary(fieldName, text, { maxKeys: 3, noNullPrototype: true }),
});
const answer = fc.record({
  at: text,
  method: fc.constantFrom('GET' as const, 'HEAD' as const),
  status: fc.option(count, { nil: null }),
  location: maybeText,
  code: maybeText,
});
const maybeAnswer = fc.option(answer, { nil: null });
const fate = fc.constantFrom(
  'gone' as const,
  'delisted' as const,
  'moved' as const,
  'unlinked' as const,
  'unasked' as const,
  'unknown' as const,
);
const missing = fc.record({ lastSeen: text, since: text, crawls: count, answer: maybeAnswer });

export const currentFile = fc.record({
  snapshot: fc.record({
    sourceId: text,
    sequence: count,
    takenAt: text,
    recipeHash: text,
    dateOrder: fc.constantFrom(null, 'mdy' as const, 'dmy' as const, 'ymd' as const),
    items: fc.array(fc.record({ item, firstSeen: text, missing: fc.option(missing, { nil: null }) }), { maxLength: 3 }),
    removed: fc.array(
      fc.record({ item, fate: fc.oneof(fate, fc.constant('aged' as const)), lastSeen: text, removedAt: text }),
      { maxLength: 2 },
    ),
    restsOn: fc.array(count, { maxLength: 3 }),
  }),
  changesSha256: fc.constant('a'.repeat(64)),
});

const id = { id: text, key: text };
const nothing = fc.constant(null);
const change = fc.oneof(
  fc.record({ ...id, kind: fc.constant('added' as const), before: nothing, after: item, relatedId: maybeText }),
  fc.record({
    ...id,
    kind: fc.constant('changed' as const),
    before: item,
    after: item,
    fields: texts,
    isCosmetic: fc.boolean(),
    match: fc.constantFrom(
      'key' as const,
      'url' as const,
      'url-and-title' as const,
      'title' as const,
      'similar' as const,
    ),
  }),
  fc.record({
    ...id,
    kind: fc.constant('removed' as const),
    before: item,
    after: nothing,
    fate,
    proof: fc.record({ lastSeen: text, missingSince: text, crawls: count, answer: maybeAnswer }),
    relatedId: maybeText,
  }),
  fc.record({
    ...id,
    kind: fc.constant('restored' as const),
    before: item,
    after: item,
    fields: texts,
    removedAt: text,
    lastSeen: text,
  }),
);

export const commitFile = fc.record({ sourceId: text, sequence: count }).chain((of) =>
  fc.record({
    sourceId: fc.constant(of.sourceId),
    sequence: fc.constant(of.sequence),
    previousSha256: fc.constantFrom(null, 'b'.repeat(64)),
    capturesSha256: fc.constant('c'.repeat(64)),
    logSha256: fc.constantFrom(null, 'e'.repeat(64)),
    takenAt: maybeText,
    changeset: fc.option(
      fc.record({
        sourceId: fc.constant(of.sourceId),
        sourceTitle: text,
        sourceUrl: text,
        sequence: fc.constant(of.sequence),
        at: text,
        coverage: fc.record({
          pages: count,
          items: count,
          totalShown: fc.option(count, { nil: null }),
          isComplete: fc.boolean(),
          comparedWith: maybeText,
        }),
        changes: fc.array(change, { maxLength: 4 }),
        restsOn: fc.array(count, { maxLength: 3 }),
        audience: fc.array(fc.record({ subscriberId: text, changeIds: texts }), { maxLength: 2 }),
      }),
      { nil: null },
    ),
  }),
);

const code = fc.constantFrom('FETCH_TIMEOUT' as const, 'BLOCKED' as const, 'LISTING_EMPTY' as const);
const incident = fc.record({
  code,
  message: text,
  since: text,
  began: text,
  failures: count,
  isTransient: fc.boolean(),
  notices: fc.array(fc.record({ code, since: text, at: text }), { maxLength: 2 }),
});
export const checkState = fc.record({
  sequence: count,
  lastAttempt: maybeText,
  lastOutcome: fc.constantFrom(null, 'held' as const, 'unchanged' as const),
  lastComplete: maybeText,
  lastFullRead: maybeText,
  checks: count,
  completeChecks: count,
  conditionalCrawls: count,
  recentCounts: fc.array(count, { maxLength: 3 }),
  incident: fc.option(incident, { nil: null }),
  recovery: fc.option(fc.record({ incident, at: text }), { nil: null }),
  ending: fc.constantFrom(null, 'last' as const, 'limit' as const),
  isTotalTrusted: fc.boolean(),
  pages: fc.array(
    fc.record(
      {
        url: text,
        finalUrl: text,
        validators: fc.record({ etag: maybeText, lastModified: maybeText }),
        bodySha256: text,
        asReceived: text,
        keys: texts,
        nextUrl: maybeText,
        totalShown: fc.option(count, { nil: null }),
        evidence: fc.record({ sequence: count, fetchedAt: text, bodySha256: text }),
      },
      { requiredKeys: ['url', 'finalUrl', 'validators', 'bodySha256', 'keys', 'nextUrl', 'totalShown'] },
    ),
    { maxLength: 2 },
  ),
});

export const messageFile = fc.record({
  bytesSha256: fc.constant('d'.repeat(64)),
  message: fc.record(
    {
      id: text,
      messageId: text,
      to: text,
      subscriberId: text,
      kind: fc.constantFrom('report' as const, 'incident' as const, 'sample' as const),
      sourceIds: texts,
      changeIds: texts,
      madeAt: text,
      state: fc.constantFrom('sent' as const, 'pending' as const, 'failed' as const, 'written' as const),
      attempts: count,
      lastAttempt: maybeText,
      lastAnswer: maybeText,
      notBefore: maybeText,
      channel: fc.constant('webhook' as const),
      retryAfter: maybeText,
    },
    {
      requiredKeys: [
        'id',
        'messageId',
        'to',
        'subscriberId',
        'kind',
        'sourceIds',
        'changeIds',
        'madeAt',
        'state',
        'attempts',
        'lastAttempt',
        'lastAnswer',
        'notBefore',
      ],
    },
  ),
});
