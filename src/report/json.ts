import type { Change } from '../model/change.ts';
import type { Item } from '../model/item.ts';

/** A record as scripts see it: the four fields, then the recipe's further ones. */
export type ItemJson = {
  readonly title: string;
  readonly url: string | null;
  readonly date: string | null;
  readonly summary: string | null;
} & Readonly<Record<string, string | null>>;

/** A change as scripts see it (INTERFACE: crawl --json). */
export interface ChangeJson {
  readonly id: string;
  readonly kind: Change['kind'];
  readonly key: string;
  readonly fate?: string; // of a removed item
  readonly before: ItemJson | null;
  readonly after: ItemJson | null;
  readonly fields: readonly string[];
  readonly [further: string]: unknown; // match, proof, related, removedAt, lastSeen
}

/** The one shape a change has in `crawl --json`, `history --json`, changes.json and exports. */
export function changeToJson(change: Change): ChangeJson {
  const { id, kind, key } = change;
  switch (change.kind) {
    case 'added':
      return { id, kind, key, before: null, after: itemToJson(change.after), fields: [], related: change.relatedId };
    case 'changed':
      return {
        id,
        kind,
        key,
        before: itemToJson(change.before),
        after: itemToJson(change.after),
        fields: change.fields,
        match: change.match,
      };
    case 'removed':
      return {
        id,
        kind,
        key,
        fate: change.fate,
        before: itemToJson(change.before),
        after: null,
        fields: [],
        proof: change.proof,
        related: change.relatedId,
      };
    case 'restored':
      return {
        id,
        kind,
        key,
        before: itemToJson(change.before),
        after: itemToJson(change.after),
        fields: change.fields,
        removedAt: change.removedAt,
        lastSeen: change.lastSeen,
      };
  }
}

/** A change with the crawl that found it. */
export interface PastChange {
  readonly sourceId: string;
  readonly at: string; // ISO 8601
  readonly change: Change;
}

/** A past change as scripts see it: as in `crawl --json`, with `source` and `at`. */
export function pastToJson({ sourceId, at, change }: PastChange) {
  return { source: sourceId, at, ...changeToJson(change) };
}

/** The record alone. A further field never hides one of the four. */
export function itemToJson({ title, url, date, summary, extra }: Item): ItemJson {
  const own = { title, url, date, summary };
  return { ...own, ...extra, ...own };
}
