import type { Archive, ArchivedCapture, StoredEvidence } from '../model/archive.ts';
import type { BodyOrigin } from '../model/capture.ts';
import type { Store } from '../model/ports.ts';

/** A capture and the file it lies in. */
export interface FiledCapture extends ArchivedCapture {
  readonly file: string; // below the snapshots folder
}

/** Files of evidence, each read once; null: deleted on purpose. They throw STATE_DAMAGED where one is missing or altered. */
export interface EvidenceFiles {
  ofCommit(sourceId: string, sequence: number): Promise<readonly FiledCapture[] | null>;
  ofRun(file: string): Promise<readonly FiledCapture[] | null>;
}

export function createEvidenceFiles(store: Pick<Store, 'evidence' | 'runLog'>, archive: Archive): EvidenceFiles {
  const known = new Map<string, Promise<readonly FiledCapture[] | null>>();
  const once = (name: string, load: () => Promise<StoredEvidence | null>): Promise<readonly FiledCapture[] | null> => {
    const reading = known.get(name) ?? load().then((stored) => open(stored, archive));
    known.set(name, reading);
    return reading;
  };
  return {
    ofCommit: (sourceId, sequence) => once(`${sourceId} ${sequence}`, () => store.evidence(sourceId, sequence)),
    ofRun: (file) => once(file, () => store.runLog.captures(file)),
  };
}

async function open(stored: StoredEvidence | null, archive: Archive): Promise<readonly FiledCapture[] | null> {
  if (stored === null) return null;
  return (await archive.read(stored.bytes)).map((one) => ({ ...one, file: stored.file }));
}

/** The record that has the bytes of this one: itself, or the one that it confirms. null: they are not kept. */
export async function resolveBody(
  record: FiledCapture,
  sourceId: string,
  files: EvidenceFiles,
): Promise<FiledCapture | null> {
  const { confirms, capture } = record;
  if (confirms === null) return capture.status === 304 ? null : record;
  const candidates = (await readOrigin(record, confirms, sourceId, files)) ?? [];
  const isIt = (one: FiledCapture): boolean =>
    one.capture.fetchedAt === confirms.fetchedAt && one.capture.url === capture.url && one.confirms === null;
  return candidates.find(isIt) ?? null;
}

// dhs-ice/000042.warc.gz; until format 2 dhs-ice/captures/000042.warc.gz
const OF_COMMIT = /^([^/]+)\/(?:captures\/)?(\d+)\.warc\.gz$/;

function readOrigin(record: FiledCapture, { file, sequence }: BodyOrigin, sourceId: string, files: EvidenceFiles) {
  if (sequence !== undefined) return files.ofCommit(sourceId, sequence);
  const place = file ?? record.file;
  const [, owner, number] = OF_COMMIT.exec(place) ?? [];
  return owner === undefined ? files.ofRun(place) : files.ofCommit(owner, Number(number));
}
