import { sha256 } from '../lib/bytes.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Settings, Subscriber, Unsubscription } from '../model/subscriber.ts';

/**
 * The settings with what readers took back by One-Click, and without the webhooks whose receiver is gone: read anew for each run,
 * so that a daemon heeds it at once.
 */
export async function heedUnsubscriptions(
  settings: Settings,
  { unsubscriptions }: Pick<Ports, 'unsubscriptions'>,
): Promise<Settings> {
  const left = (await unsubscriptions?.all()) ?? [];
  if (left.length === 0) return settings;
  const subscribers = settings.subscribers.flatMap((subscriber): Subscriber[] => {
    const leftLists = left.filter(({ subscriberId }) => subscriberId === subscriber.id).map(({ list }) => list);
    if (subscriber.webhook !== undefined && leftLists.includes(endedList(subscriber.webhook.url))) return [];
    return [{ ...subscriber, leftLists, incidents: subscriber.incidents && !leftLists.includes('incidents') }];
  });
  return { ...settings, subscribers };
}

/** Did the reader leave the reports of this source, or all reports? */
export function hasLeft({ leftLists = [] }: Subscriber, sourceId: string): boolean {
  return leftLists.includes(sourceId) || leftLists.includes('digest');
}

/** Does a message wait for a webhook that is configured, and whose receiver is gone for good? */
export function findEnded(configured: Settings, heeded: Settings): (message: OutboxMessage) => boolean {
  const live = new Set(heeded.subscribers.map(({ id }) => id));
  const ended = new Set(configured.subscribers.map(({ id }) => id).filter((id) => !live.has(id)));
  return ({ channel, subscriberId }) => channel === 'webhook' && ended.has(subscriberId);
}

/** Keeps that the receivers of these messages are gone, for as long as their webhooks have the same address. Throws STATE_WRITE. */
export async function rememberEnded(
  messages: readonly OutboxMessage[],
  configured: Settings,
  { unsubscriptions, clock, log }: Pick<Ports, 'unsubscriptions' | 'clock' | 'log'>,
): Promise<void> {
  const ids = new Set(messages.map(({ subscriberId }) => subscriberId));
  for (const { id, webhook } of configured.subscribers.filter((subscriber) => ids.has(subscriber.id))) {
    if (webhook === undefined) continue;
    const one: Unsubscription = { subscriberId: id, list: endedList(webhook.url) };
    await unsubscriptions?.add(one, clock.now());
    log.warn('webhook.ended', { subscriberId: id });
  }
}

/** Names the address, without showing it: it may be a key. Another address is another receiver, which has not refused. */
function endedList(url: string): string {
  return `gone ${sha256(url).slice(0, 16)}`;
}
