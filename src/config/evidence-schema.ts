import * as z from 'zod';
import { days, diskSize, strictMap, textOf, webAddress, wholeNumber } from './values.ts';

/** `evidence` of pubwatch.yaml: how what was seen is proved. */
export const evidenceSchema = strictMap({
  keyFile: textOf('the path of a PEM file')
    .optional()
    .describe('Private Ed25519 key that signs the head of the log of runs; path from this folder.'),
  timestampUrl: webAddress
    .optional()
    .describe(
      'A timestamping authority (RFC 3161) that is asked to date the head of the log after runs that found something.',
    ),
  answers: z
    .enum(['none', 'bodies', 'all'], { error: 'none, bodies or all' })
    .optional()
    .describe(
      'Which answers are kept that no commit keeps, in one file a run: none; bodies (pages that were held, lists without news); all (304 too). Default bodies.',
    ),
  keep: strictMap({
    age: days.optional().describe('Delete files older than this, such as 400d.'),
    count: wholeNumber(1, 1_000_000).optional().describe('Delete all but so many newest files.'),
    size: diskSize.optional().describe('Delete the oldest files beyond this size, such as 2GiB.'),
  })
    .optional()
    .describe(
      'How much evidence of each source is kept; what a reported change rests on is never deleted. Default: all.',
    ),
}).describe('How what was seen is proved.');

export type WrittenEvidence = z.output<typeof evidenceSchema>;
