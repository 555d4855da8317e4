import type { Capture, Exhibit } from '../../src/model/capture.ts';
import type { AddedChange } from '../../src/model/change.ts';
import { type CheckState, NEVER_CHECKED } from '../../src/model/check-state.ts';
import type { Changeset, Commit } from '../../src/model/commit.ts';
import type { Item } from '../../src/model/item.ts';
import type { OutboxMessage } from '../../src/model/outbox.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';

const TAKEN_AT = '2026-02-03T04:05:06.000Z';

function itemOf(number: number): Item {
  const url = `https://library.example/publication/${number}`;
  return { key: url, title: `Circular ${number}`, url, date: '2026-01-31', summary: null, extra: { office: 'North' } };
}

export function snapshotOf(sequence: number, sourceId = 'alpha'): Snapshot {
  const items = Array.from({ length: sequence + 2 }, (_, index) => ({
    item: itemOf(index),
    firstSeen: TAKEN_AT,
    missing: null,
  }));
  return { sourceId, sequence, takenAt: TAKEN_AT, recipeHash: 'recipe-1', dateOrder: 'mdy', items, removed: [] };
}

function addedOf(sequence: number, sourceId = 'alpha'): AddedChange {
  const after = itemOf(sequence + 1);
  return { id: `${sourceId}.${sequence}.a1`, key: after.key, kind: 'added', before: null, after, relatedId: null };
}

export function changesetOf(sequence: number, sourceId = 'alpha'): Changeset {
  const change = addedOf(sequence, sourceId);
  return {
    sourceId,
    sourceTitle: 'A library',
    sourceUrl: 'https://library.example/publications',
    sequence,
    at: TAKEN_AT,
    coverage: { pages: 1, items: sequence + 2, totalShown: null, isComplete: true, comparedWith: TAKEN_AT },
    changes: [change],
    audience: [{ subscriberId: 'editor@example.org', changeIds: [change.id] }],
  };
}

/** One answer of the library's list. */
export function captureOf(body: string, over: Partial<Capture> = {}): Capture {
  const bytes = Buffer.from(body);
  return {
    requestUrl: 'https://library.example/publications',
    url: 'https://library.example/publications?page=0',
    method: 'GET',
    requestHeaders: { 'User-Agent': 'pubwatch/0 (+https://watch.example)', Accept: 'text/html' },
    status: 200,
    rawHeaders: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['ETag', '"a1"'],
    ],
    headers: { 'content-type': 'text/html; charset=utf-8', etag: '"a1"' },
    wireBody: bytes,
    validators: { etag: '"a1"', lastModified: null },
    hops: [],
    remoteAddress: '192.0.2.1',
    fetchedAt: TAKEN_AT,
    elapsedMs: 12,
    ...over,
  };
}

/** A page of a list as evidence. */
export function exhibitOf(capture: Capture, keys: readonly string[] = []): Exhibit {
  return { capture, role: 'page', keys, confirms: null };
}

/** The baseline carries no changeset, each later commit one addition. */
export function commitOf(sequence: number, sourceId = 'alpha'): Commit {
  return {
    snapshot: snapshotOf(sequence, sourceId),
    changeset: sequence === 1 ? null : changesetOf(sequence, sourceId),
    captures: [exhibitOf(captureOf(`<p>page of commit ${sequence}</p>`), ['k'])],
  };
}

export function checkOf(sequence: number): CheckState {
  return {
    ...NEVER_CHECKED,
    sequence,
    lastAttempt: TAKEN_AT,
    lastOutcome: 'changed',
    lastComplete: TAKEN_AT,
    pages: [
      {
        url: 'https://library.example/publications',
        finalUrl: 'https://library.example/publications',
        validators: { etag: '"a1"', lastModified: null },
        bodySha256: 'b'.repeat(64),
        keys: ['k'],
        nextUrl: null,
        totalShown: null,
      },
    ],
  };
}

export function messageOf(id: string, changeIds: readonly string[] = ['alpha.2.a1']): OutboxMessage {
  return {
    id,
    messageId: `<${id}@watch.example>`,
    to: 'editor@example.org',
    subscriberId: 'editor@example.org',
    kind: 'report',
    sourceIds: ['alpha'],
    changeIds,
    madeAt: TAKEN_AT,
    state: 'pending',
    attempts: 0,
    lastAttempt: null,
    lastAnswer: null,
    notBefore: null,
  };
}
