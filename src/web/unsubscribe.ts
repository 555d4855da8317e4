import type { Context } from 'hono';
import { readUnsubscription } from '../lib/unsubscribe.ts';
import type { Unsubscription } from '../model/subscriber.ts';
import type { Notice } from '../report/site/notice-page.ts';

/** One-Click unsubscription (RFC 8058). */
export interface Leaving {
  readonly paths: readonly string[]; // where the endpoint is asked for: /unsubscribe
  readonly key: string; // that signed the tokens
  leave(one: Unsubscription): Promise<void>;
}

/** POST takes the reader off the list that the token names; GET asks first, because mail scanners follow every link. */
export async function answerUnsubscribe(
  context: Context,
  { key, leave }: Leaving,
  tell: (status: 200 | 400, notice: Notice) => Response,
): Promise<Response> {
  const token = context.req.query('token') ?? '';
  const one = readUnsubscription(token, key);
  if (one === null) return tell(400, UNKNOWN);
  const list = NAMES.get(one.list) ?? `changes of ${one.list}`;
  if (context.req.method === 'POST') {
    await leave(one);
    return tell(200, { heading: 'Done', text: `No more mail about ${list} will be sent to you.` });
  }
  const form = { action: `?token=${encodeURIComponent(token)}`, button: 'Unsubscribe' };
  return tell(200, { heading: 'Unsubscribe?', text: `You will get no more mail about ${list}.`, form });
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['digest', 'changes'],
  ['incidents', 'sources that cannot be read'],
  ['heartbeat', 'the watch itself'],
]);
const UNKNOWN: Notice = {
  heading: 'This link is not whole',
  text: 'It names nobody whom we mail. Take it from the mail again, or answer the mail and say that you want no more.',
};
