import * as z from 'zod';
import { CHANGE_KINDS } from '../model/change.ts';
import type { Subscriber } from '../model/subscriber.ts';
import { cadence, heartbeat, listOf, mailAddress, strictMap, textOf, timezone, toggle } from './values.ts';

const words = listOf(textOf('a word or phrase'), 'a list of words or phrases').optional();

/** What a reader wants, by mail or by webhook. */
export const READER_KEYS = {
  sources: listOf(textOf('the id of a source'), 'a list of source ids').optional().describe('Default: all.'),
  kinds: listOf(z.enum(CHANGE_KINDS, { error: CHANGE_KINDS.join(', ') }), `a list of ${CHANGE_KINDS.join(', ')}`)
    .optional()
    .describe('Kinds of change. Default: all; [] for none.'),
  include: words.describe('Only what has one of these words in title or summary.'),
  exclude: words.describe('Not what has one of these words in title or summary.'),
  digest: cadence.optional().describe('immediate (default), "daily 07:00" or "weekly mon 07:00".'),
  timezone: timezone.optional().describe('Of the digest. Default: the one above.'),
  heartbeat: heartbeat
    .optional()
    .describe('When to send a proof of watch, "weekly mon 08:00" or "daily 08:00". Default: never.'),
  incidents: toggle.optional().describe('Also failures, holds and recoveries. Default false.'),
  cosmetic: toggle.optional().describe('Also edits of quotes, dashes and case alone. Default false.'),
};

/** One of `subscribers`. */
export const subscriberSchema = strictMap({
  id: textOf('a name that stays the same when the address changes').optional(),
  email: mailAddress,
  ...READER_KEYS,
});

type WrittenSubscriber = z.output<typeof subscriberSchema>;

/** `id:`, or the mail address in lower case. */
export function subscriberId({ id, email }: Pick<WrittenSubscriber, 'id' | 'email'>): string {
  return id ?? email.toLowerCase();
}

/** Fills in every default. */
export function buildSubscriber(written: WrittenSubscriber, zone: string): Subscriber {
  return { id: subscriberId(written), email: written.email, ...buildReader(written, zone) };
}

/** What a reader wants, with every default filled in. */
export function buildReader(
  written: Omit<WrittenSubscriber, 'id' | 'email'>,
  zone: string,
): Omit<Subscriber, 'id' | 'email'> {
  return {
    sources: written.sources ?? null,
    kinds: written.kinds ?? CHANGE_KINDS,
    include: written.include ?? [],
    exclude: written.exclude ?? [],
    cadence: written.digest ?? { kind: 'immediate' },
    timezone: written.timezone ?? zone,
    heartbeat: written.heartbeat ?? null,
    incidents: written.incidents ?? false,
    cosmetic: written.cosmetic ?? false,
  };
}
