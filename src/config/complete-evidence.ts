import { resolve } from 'node:path';
import type { EvidenceSettings } from '../model/subscriber.ts';
import { type Completed, type Surroundings, tryRead } from './complete.ts';
import type { WrittenEvidence } from './evidence-schema.ts';
import { faultAt } from './faults.ts';

/** Reads the key that heads of the log are signed with. */
export async function completeEvidence(
  written: WrittenEvidence | null | undefined,
  { folder, readText }: Surroundings,
): Promise<Completed<EvidenceSettings>> {
  if (!written?.keyFile) return { value: { signingKey: null }, faults: [] };
  const read = await tryRead(resolve(folder, written.keyFile), readText);
  if ('fault' in read) {
    return { value: { signingKey: null }, faults: [faultAt(['evidence', 'keyFile'], read.fault)] };
  }
  return { value: { signingKey: read.text }, faults: [] };
}
