import type { OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Settings } from '../model/subscriber.ts';
import { heedUnsubscriptions } from './unsubscribed.ts';

/** How the way to one webhook is. */
export interface WebhookHealth {
  readonly name: string; // webhook:ID
  readonly waiting: number; // messages to be posted
  readonly lastAnswer: string | null; // of those tried in vain, the newest
  readonly pauseUntil: string | null; // ISO 8601: until when the receiver asked not to be asked
  readonly isEnded: boolean; // it answered 410 at this address: nothing more is made for it
}

/** Reads how the webhooks are that are configured, in their order. Changes nothing. */
export async function readWebhookHealth(
  settings: Settings,
  ports: Pick<Ports, 'clock' | 'store' | 'unsubscriptions'>,
): Promise<readonly WebhookHealth[]> {
  const webhooks = settings.subscribers.filter(({ webhook }) => webhook !== undefined);
  if (webhooks.length === 0) return [];
  const live = new Set((await heedUnsubscriptions(settings, ports)).subscribers.map(({ id }) => id));
  const pending = await ports.store.outbox.pending();
  const now = ports.clock.now().toISOString();
  return webhooks.map(({ id, email }) => {
    const waiting = pending.filter((message) => message.channel === 'webhook' && message.subscriberId === id);
    return {
      name: email,
      waiting: waiting.length,
      lastAnswer: newestAnswer(waiting),
      pauseUntil:
        waiting
          .flatMap(({ retryAfter }) => (retryAfter && retryAfter > now ? retryAfter : []))
          .sort()
          .at(-1) ?? null,
      isEnded: !live.has(id),
    };
  });
}

function newestAnswer(waiting: readonly OutboxMessage[]): string | null {
  const tried = waiting.filter(({ lastAttempt }) => lastAttempt !== null);
  const newest = tried.reduce<OutboxMessage | null>(
    (best, one) => ((best?.lastAttempt ?? '') < (one.lastAttempt ?? '') ? one : best),
    null,
  );
  return newest?.lastAnswer ?? null;
}
