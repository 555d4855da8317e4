import { resolve } from 'node:path';
import type { EvidenceLimits, EvidenceSettings } from '../model/subscriber.ts';
import { type Completed, type Surroundings, tryRead } from './complete.ts';
import type { WrittenEvidence } from './evidence-schema.ts';
import { faultAt } from './faults.ts';

/** Reads the key that heads of the log are signed with, and fills in what is kept. */
export async function completeEvidence(
  written: WrittenEvidence | null | undefined,
  { folder, readText }: Surroundings,
): Promise<Completed<EvidenceSettings>> {
  const settings = {
    signingKey: null,
    timestampUrl: written?.timestampUrl ?? null,
    keep: limitsOf(written?.keep),
    answers: written?.answers ?? 'bodies',
  };
  if (!written?.keyFile) return { value: settings, faults: [] };
  const read = await tryRead(resolve(folder, written.keyFile), readText);
  if ('fault' in read) return { value: settings, faults: [faultAt(['evidence', 'keyFile'], read.fault)] };
  return { value: { ...settings, signingKey: read.text }, faults: [] };
}

function limitsOf(keep: WrittenEvidence['keep']): EvidenceLimits | null {
  if (keep === undefined) return null;
  return { ageMs: keep.age ?? null, files: keep.count ?? null, bytes: keep.size ?? null };
}
