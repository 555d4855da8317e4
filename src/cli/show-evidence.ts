import { sha256 } from '../lib/bytes.ts';
import type { Archive } from '../model/archive.ts';
import type { Change } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Item } from '../model/item.ts';
import type { Store } from '../model/ports.ts';
import type { EvidenceRecord } from '../report/declaration.ts';
import { rowAddress } from '../snapshot/take.ts';

export type Side = 'before' | 'after';

/** What a change rests on, on each side the record to look at first. */
export interface ChangeEvidence {
  readonly changes: string; // the file that tells the change
  readonly before: readonly EvidenceRecord[]; // the page that showed the item as it was; empty: added, or no longer kept
  readonly after: readonly EvidenceRecord[]; // the page that shows it; of a removal what its address answered, then the pages without it
}
interface Sources {
  readonly store: Store;
  readonly archive: Archive;
}

/** Finds the records a change was read from. Throws STATE_DAMAGED where a file is missing or altered. */
export async function findEvidence(changeset: Changeset, change: Change, sources: Sources): Promise<ChangeEvidence> {
  const { sourceId, sequence } = changeset;
  const records = (await readRecords(sourceId, sequence, sources)) ?? [];
  const folders = await sources.store.commitFolders(sourceId);
  return {
    changes: `${folders.changes}/${String(sequence).padStart(6, '0')}.json`,
    before: change.before === null ? [] : await findEarlier(changeset, change.before, sources),
    after: change.after === null ? recordsOfAbsence(records, change) : recordsOf(records, change.after),
  };
}

/** null: that file was deleted on purpose. */
async function readRecords(
  sourceId: string,
  sequence: number,
  { store, archive }: Sources,
): Promise<readonly EvidenceRecord[] | null> {
  const stored = await store.evidence(sourceId, sequence);
  if (stored === null) return null;
  const about = { file: stored.file, fileSha256: sha256(stored.bytes), sequence };
  return (await archive.read(stored.bytes)).map((archived) => ({ ...archived, ...about }));
}

/** The newest page before this change that shows the item: between it and the change the item stood as it was. */
async function findEarlier(
  { sourceId, sequence }: Changeset,
  item: Item,
  sources: Sources,
): Promise<readonly EvidenceRecord[]> {
  for (let earlier = sequence - 1; earlier >= 1; earlier--) {
    const found = recordsOf((await readRecords(sourceId, earlier, sources)) ?? [], item);
    if (found.length > 0) return found;
  }
  return [];
}

/** The pages that list the item; of a file that does not tell what its pages list, all of them. */
function recordsOf(records: readonly EvidenceRecord[], item: Item): readonly EvidenceRecord[] {
  const read = records.filter(({ role, capture }) => role === 'page' && capture.status !== 304);
  return read.filter(({ keys }) => keys === null || keys.includes(item.key) || keys.includes(rowAddress(item)));
}

/** A removal rests on every page that does not list the item, and on what its own address answered. */
function recordsOfAbsence(records: readonly EvidenceRecord[], { key }: Change): readonly EvidenceRecord[] {
  const probes = records.filter(({ role, keys }) => role === 'probe' && keys?.includes(key));
  return [...probes.reverse(), ...records.filter(({ role }) => role === 'page')];
}

/** The HTTP response of a side's first record, head and body, content codings untouched. Throws DATA_INVALID where there is none. */
export function responseOf(evidence: ChangeEvidence, side: Side, changeId: string): Uint8Array {
  const [record] = evidence[side];
  if (record !== undefined) return record.response;
  throw new PubwatchError(
    'DATA_INVALID',
    `no record shows what was ${side === 'before' ? 'before' : 'after'} ${changeId}`,
  );
}

export function evidenceToJson({ changes, before, after }: ChangeEvidence) {
  return {
    changes,
    after: after[0]?.file ?? null,
    before: before[0]?.file ?? null,
    records: { before: before.map(recordToJson), after: after.map(recordToJson) },
  };
}

function recordToJson({ file, recordId, offset, role, capture }: EvidenceRecord) {
  const { method, url, status, fetchedAt } = capture;
  return { file, record: recordId, offset, role, method, url, status, at: fetchedAt };
}

const MOST_LINES = 5; // a removal rests on every page of its list; --json names them all

/** Lines for a terminal: which records, and how to see them. */
export function tellEvidence({ changes, before, after }: ChangeEvidence, changeId: string): string[] {
  const sides = [
    { side: 'before', records: before },
    { side: 'after', records: after },
  ] as const;
  return [
    ...sides.flatMap(({ side, records }) => [
      ...records.slice(0, MOST_LINES).map((record) => tellRecord(side, record)),
      ...(records.length > MOST_LINES
        ? [`  and ${records.length - MOST_LINES} more records of that file (--json)`]
        : []),
    ]),
    `told in: ${changes}`,
    ...sides.flatMap(({ side, records }) =>
      records.length === 0 ? [] : [`as received: pubwatch show ${changeId} --raw ${side}`],
    ),
  ];
}

function tellRecord(side: Side, { file, recordId, offset, capture }: EvidenceRecord): string {
  const { method, url, status, fetchedAt } = capture;
  return `${side}: ${file} at byte ${offset}, record ${recordId}\n  ${method} ${url}: ${status}, ${fetchedAt}`;
}
