import type { CheckState } from '../model/check-state.ts';
import type { Changeset } from '../model/commit.ts';
import type { Item } from '../model/item.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { HostMemory } from '../model/ports.ts';
import type { RemovedItem, Snapshot, SnapshotHead, SnapshotItem } from '../model/snapshot.ts';
import {
  openDocument,
  openLine,
  type Part,
  sealDocument,
  sealLine,
  sealParts,
  type Upgrades,
} from './codec-envelope.ts';
import { createDocumentReader, createHeadReader, type PieceReader } from './codec-pieces.ts';
import * as schema from './codec-schema.ts';
import * as z from './shape.ts';

/** current.json: the accepted snapshot, and the hash of the changes file its commit wrote, the newest link of the chain. */
export interface CurrentFile {
  readonly snapshot: Snapshot;
  readonly changesSha256: string;
}

/** 000042.json: one commit. Its own hash stands in its successor, or in current.json where it is the newest. */
export interface CommitFile {
  readonly sourceId: string;
  readonly sequence: number;
  readonly previousSha256: string | null; // of the changes file before it; null: it is the first
  readonly capturesSha256: string; // of 000042.warc.gz
  readonly logSha256: string | null; // head of the log of runs before this commit; null: none was written yet
  readonly takenAt: string | null; // ISO 8601; null: written before it was kept
  readonly changeset: Changeset | null;
}

/** outbox/ID.json: a message whose bytes are still kept, beside them. */
export interface MessageFile {
  readonly message: OutboxMessage;
  readonly bytesSha256: string;
}

export function encodeCurrent(current: CurrentFile): Uint8Array {
  return sealDocument(currentFields(current));
}

/** The same in parts, where it is long: its bytes are never all in memory. */
export function encodeCurrentInParts(current: CurrentFile): Iterable<Part> {
  return sealParts(currentFields(current));
}

function currentFields({ snapshot, changesSha256 }: CurrentFile): Readonly<Record<string, unknown>> {
  return {
    sourceId: snapshot.sourceId,
    sequence: snapshot.sequence,
    takenAt: snapshot.takenAt,
    recipeHash: snapshot.recipeHash,
    dateOrder: snapshot.dateOrder,
    changesSha256,
    ...(snapshot.restsOn === undefined ? {} : { restsOn: snapshot.restsOn }),
    items: snapshot.items.map(itemRow),
    removed: snapshot.removed.map(removedRow),
  };
}

export function decodeCurrent(file: string, bytes: Uint8Array): CurrentFile {
  const { format: _, changesSha256, ...snapshot } = openDocument(file, bytes, CURRENT);
  return { snapshot, changesSha256 };
}

/** The file without the items, which are most of it and which a check that meets nothing new does not need. */
export interface CurrentHead {
  readonly snapshot: SnapshotHead;
  readonly changesSha256: string;
}

export function createCurrentReader(file: string): PieceReader<CurrentFile> {
  return snapshotApart(createDocumentReader(file, CURRENT));
}

export function createCurrentHeadReader(file: string): PieceReader<CurrentHead> {
  return snapshotApart(createHeadReader(file, CURRENT_HEAD, 'items'));
}

function snapshotApart<Head extends { readonly format: number; readonly changesSha256: string }>({
  add,
  end,
}: PieceReader<Head>) {
  return {
    add,
    end: () => {
      const { format: _, changesSha256, ...snapshot } = end();
      return { snapshot, changesSha256 };
    },
  };
}

const format = z.number();
const text = z.string();
const CURRENT_HEAD = z.object({
  format,
  sourceId: text,
  sequence: schema.sequence,
  takenAt: text,
  recipeHash: text,
  dateOrder: schema.dateOrder,
  changesSha256: schema.hash,
  restsOn: schema.sequences.exactOptional(),
});
const CURRENT = CURRENT_HEAD.extend({
  items: z.array(schema.snapshotItem),
  removed: z.array(schema.removedItem),
});

// Rows are built field by field: the order of what a parser happened to make must not show as a difference in git.
function itemRow({ item, firstSeen, missing }: SnapshotItem): SnapshotItem {
  return { item: plainItem(item), firstSeen, missing };
}
function removedRow({ item, fate, lastSeen, removedAt }: RemovedItem): RemovedItem {
  return { item: plainItem(item), fate, lastSeen, removedAt };
}
function plainItem({ key, title, url, date, summary, extra }: Item): Item {
  const names = Object.keys(extra).sort();
  return {
    key,
    title,
    url,
    date,
    summary,
    extra: names.length < 2 ? extra : Object.fromEntries(names.map((name) => [name, extra[name] ?? ''])),
  };
}

export function encodeCommit({ changeset, ...link }: CommitFile): Uint8Array {
  return sealDocument({
    sourceId: link.sourceId,
    sequence: link.sequence,
    previousSha256: link.previousSha256,
    capturesSha256: link.capturesSha256,
    logSha256: link.logSha256,
    takenAt: link.takenAt,
    about:
      changeset === null
        ? null
        : {
            sourceTitle: changeset.sourceTitle,
            sourceUrl: changeset.sourceUrl,
            at: changeset.at,
            coverage: changeset.coverage,
            ...(changeset.restsOn === undefined ? {} : { restsOn: changeset.restsOn }),
          },
    changes: changeset?.changes ?? [],
    audience: changeset?.audience ?? [],
  });
}

export function decodeCommit(file: string, bytes: Uint8Array): CommitFile {
  const { sourceId, sequence, about, changes, audience, ...link } = openDocument(file, bytes, COMMIT);
  const changeset = about === null ? null : { sourceId, sequence, ...about, changes, audience };
  return {
    sourceId,
    sequence,
    previousSha256: link.previousSha256,
    capturesSha256: link.capturesSha256,
    logSha256: link.logSha256 ?? null,
    takenAt: link.takenAt ?? null,
    changeset,
  };
}

const COMMIT = z.object({
  format,
  sourceId: text,
  sequence: schema.sequence,
  previousSha256: schema.hash.nullable(),
  capturesSha256: schema.hash,
  takenAt: text.nullable().exactOptional(),
  logSha256: schema.hash.nullable().exactOptional(), // absent where it was written before there was a log
  about: z
    .object({
      sourceTitle: text,
      sourceUrl: text,
      at: text,
      coverage: schema.coverage,
      restsOn: schema.sequences.exactOptional(),
    })
    .nullable(),
  changes: z.array(schema.change),
  audience: z.array(schema.audience),
});

export function encodeCheck(sourceId: string, check: CheckState): Uint8Array {
  return sealDocument({ sourceId, ...check });
}

export function decodeCheck(
  file: string,
  bytes: Uint8Array,
): { readonly sourceId: string; readonly check: CheckState } {
  const { format: _, sourceId, ...check } = openDocument(file, bytes, CHECK, CHECK_UPGRADES);
  return { sourceId, check };
}

const CHECK = schema.checkState.extend({ format, sourceId: text });
// Format 1 did not count checks: they are counted from the upgrade on.
const CHECK_UPGRADES: Upgrades = new Map([[1, (check) => ({ ...check, checks: 0, completeChecks: 0 })]]);

export function encodeMessage({ message, bytesSha256 }: MessageFile): Uint8Array {
  return sealDocument({ bytesSha256, message });
}

export function decodeMessage(file: string, bytes: Uint8Array): MessageFile {
  const { bytesSha256, message } = openDocument(file, bytes, MESSAGE);
  return { bytesSha256, message };
}

const MESSAGE = z.object({ format, bytesSha256: schema.hash, message: schema.outboxMessage });

/** One line of done.jsonl, its line end included. */
export function encodeDone(file: MessageFile): Uint8Array {
  return Buffer.from(`${sealLine({ ...file })}\n`);
}

export function decodeDone(file: string, line: Uint8Array): MessageFile {
  const { bytesSha256, message } = openLine(file, line, MESSAGE);
  return { bytesSha256, message };
}

export function encodeSettled(sequenceBySource: ReadonlyMap<string, number>): Uint8Array {
  return sealDocument({ settled: [...sequenceBySource].sort(([a], [b]) => (a < b ? -1 : 1)) });
}

export function decodeSettled(file: string, bytes: Uint8Array): ReadonlyMap<string, number> {
  return new Map(openDocument(file, bytes, SETTLED).settled);
}

const SETTLED = z.object({ format, settled: z.array(z.pair(text, schema.sequence)) });

export function encodeHost(origin: string, memory: HostMemory): Uint8Array {
  return sealDocument({ origin, memory });
}

export function decodeHost(file: string, bytes: Uint8Array): { readonly origin: string; readonly memory: HostMemory } {
  const { origin, memory } = openDocument(file, bytes, HOST);
  return { origin, memory: { ...memory, pulse: memory.pulse ?? null } };
}

const HOST = z.object({ format, origin: text, memory: schema.hostMemory });
