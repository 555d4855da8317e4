import * as z from 'zod';
import { type Subscriber, WEBHOOK_FORMATS, type Webhook } from '../model/subscriber.ts';
import { buildReader, READER_KEYS } from './subscriber-schema.ts';
import { strictMap, textOf, toggle } from './values.ts';

const WEBHOOK_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/; // newsroom
const ID = 'a name of a-z, 0-9, - and _ that stays, such as newsroom';

/** One of `webhooks`. */
export const webhookSchema = strictMap({
  id: z.string({ error: ID }).regex(WEBHOOK_ID, { error: ID }),
  url: textOf('an http or https address').describe('Where to post; a name in ${} is filled from the environment.'),
  format: z
    .enum(WEBHOOK_FORMATS, { error: WEBHOOK_FORMATS.join(', ') })
    .optional()
    .describe('Of the body. Default json.'),
  secret: textOf('the name of a variable, ${NAME}')
    .optional()
    .describe('${NAME}: the variable that holds the whsec_ secret which signs.'),
  secretFile: textOf('the path of a file')
    .optional()
    .describe('A file of whsec_ secrets, one a line; path from this folder.'),
  allowPrivateAddresses: toggle.optional().describe('The address may be a private one. Default: as in fetch.'),
  ...READER_KEYS,
});

export type WrittenWebhook = z.output<typeof webhookSchema>;

/** What a webhook is called: in the state, in outputs, on the command line. */
export function webhookName({ id }: Pick<WrittenWebhook, 'id'>): string {
  return `webhook:${id}`;
}

/** A webhook is a subscriber who is posted to. */
export function buildWebhook(written: WrittenWebhook, webhook: Webhook, zone: string): Subscriber {
  const name = webhookName(written);
  return { id: name, email: name, webhook, ...buildReader(written, zone) };
}
