import * as z from 'zod';
import type { Source } from '../model/source.ts';
import { type Fault, faultAt } from './faults.ts';
import { fetchSchema } from './fetch-schema.ts';
import { buildRecipe, recipeSchema } from './recipe-schema.ts';
import { cron, listOf, ratio, strictMap, textOf, toggle, VERDICT, webAddress, wholeNumber } from './values.ts';

const DAILY = '17 6 * * *'; // after the night's publications, off the full hour when everybody asks

/** config/sources/ID.yaml. */
export const sourceSchema = strictMap({
  title: textOf('a title for mails and pages').optional().describe('Name in mails and pages. Default: the file name.'),
  url: webAddress.optional().describe('The listing.'),
  urls: listOf(webAddress, 'a list of addresses')
    .min(1, { error: 'a list of at least one address' })
    .optional()
    .describe('Several listings, merged into one; instead of url.'),
  schedule: cron.optional().describe(`Cron, five fields, in the time zone of pubwatch.yaml. Default "${DAILY}".`),
  recipe: recipeSchema,
  pages: wholeNumber(1, 10_000).optional().describe('Most pages followed. Default 200.'),
  guard: strictMap({
    minItems: wholeNumber(0, 1_000_000).optional().describe('Fewer items: held. Default 1.'),
    maxDrop: ratio.optional().describe('A larger share gone at once: held. Default 0.3.'),
  })
    .optional()
    .describe('What a page must hold to be believed.'),
  removals: z
    .enum(['probe', 'listing', 'off'], { error: 'probe, listing or off' })
    .optional()
    .describe(
      "probe (default): ask the item's own address first; listing: the list's word is enough; off: never reported.",
    ),
  window: toggle
    .optional()
    .describe('A rolling "latest N" list: what falls off its end is not removed. Default: true for feeds.'),
  documents: toggle
    .superRefine((isWanted, context) => {
      if (isWanted)
        context.addIssue({ code: 'custom', message: 'watching linked files is not built yet', params: VERDICT });
    })
    .optional()
    .describe('Also watch the files linked from each item. Not built yet.'),
  fetch: fetchSchema.optional(),
});

export type WrittenSource = z.output<typeof sourceSchema>;

/** Fills in every default but the fetch policy's, which also rests on the main file. */
export function buildSource(
  id: string,
  written: WrittenSource,
  { timezone, fetch }: { readonly timezone: string; readonly fetch: Source['fetch'] },
): Source {
  const [first = '', ...rest] = written.urls ?? [written.url ?? ''];
  const recipe = buildRecipe(written.recipe);
  return {
    id,
    title: written.title?.trim() ?? id,
    urls: [first, ...rest],
    schedule: written.schedule ?? DAILY,
    timezone,
    recipe,
    pages: written.pages ?? 200, // a category of dhs.gov has 8, its whole library some 300
    guard: { minItems: written.guard?.minItems ?? 1, maxDropRatio: written.guard?.maxDrop ?? 0.3 },
    removals: written.removals ?? 'probe',
    window: written.window ?? recipe.format === 'feed',
    documents: false,
    fetch,
  };
}

/** Looks for what no single key shows: a source has `url` or `urls`, one of the two. */
export function findAddressFaults(value: unknown): readonly Fault[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('url' in value && 'urls' in value) return [faultAt(['urls'], 'url is given too; one of the two is enough')];
  return 'url' in value || 'urls' in value ? [] : [faultAt(['url'], 'missing; wanted an http or https address')];
}
