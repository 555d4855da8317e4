import type { Look } from '../model/report.ts';
import type { Settings } from '../model/subscriber.ts';

/** What every mail says of this installation; who answers a mail reaches `replyTo`, so that is where an unsubscriber writes to. */
export function lookOf({ baseUrl, mail }: Settings): Look {
  return { baseUrl, from: mail.replyTo ?? mail.from };
}
