import type * as z from 'zod';
import { strictMap, textOf } from './values.ts';

/** `evidence` of pubwatch.yaml: how what was seen is proved. */
export const evidenceSchema = strictMap({
  keyFile: textOf('the path of a PEM file')
    .optional()
    .describe('Private Ed25519 key that signs the head of the log of runs; path from this folder.'),
}).describe('How what was seen is proved.');

export type WrittenEvidence = z.output<typeof evidenceSchema>;
