import { sha256 } from '../lib/bytes.ts';
import { type OutboxMessage, UNTRIED } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Look } from '../model/report.ts';
import type { Settings, Subscriber, WebhookFormat } from '../model/subscriber.ts';
import type { Matter } from '../report/matter.ts';
import { lookOf } from './look.ts';

export interface MessageDraft {
  readonly subscriber: Subscriber;
  readonly matter: Matter;
  readonly changeIds: readonly string[];
  readonly identity: readonly string[]; // what makes it this message and no other, beside subscriber and kind
}
type MessagePorts = Pick<Ports, 'clock' | 'store' | 'composer'>;
interface Identity {
  readonly kind: Matter['kind'];
  readonly subscriberId: string;
  readonly identity: readonly string[];
}

/** The id a message with this identity has, whenever it is made. */
function messageIdOf({ kind, subscriberId, identity }: Identity): string {
  return sha256(JSON.stringify([kind, subscriberId, identity])).slice(0, 32);
}

/** Is there a message with this identity already? */
export async function isMade(identity: Identity, { store }: Pick<Ports, 'store'>): Promise<boolean> {
  return (await store.outbox.find(messageIdOf(identity))) !== null;
}

/**
 * Renders a message into the outbox, for mail or as the body of a webhook, with the head of the log of runs as it is now. One with
 * the same identity that is there already stays as it is.
 */
export async function putMessage(draft: MessageDraft, settings: Settings, ports: MessagePorts): Promise<OutboxMessage> {
  const { subscriber, matter, identity } = draft;
  const id = messageIdOf({ kind: matter.kind, subscriberId: subscriber.id, identity });
  const existing = await ports.store.outbox.find(id);
  if (existing !== null) return existing;
  const date = ports.clock.now();
  const logHead = await ports.store.runLog.head();
  const look = { ...lookOf(settings), logHead };
  const { renderMail } = await import('../report/matter.ts'); // most runs have nothing to say
  const content = renderMail(matter, look);
  const isPosted = subscriber.webhook !== undefined;
  const messageId = isPosted ? webhookId(id) : `<${id}@${domainOf(settings.mail.from)}>`;
  const envelope = { to: subscriber.email, messageId, date, kind: matter.kind, subscriberId: subscriber.id };
  const bytes =
    subscriber.webhook === undefined
      ? await ports.composer.compose({ ...content, logHead }, envelope)
      : await renderPost(matter, subscriber.webhook.format, look);
  const message: OutboxMessage = {
    id,
    messageId,
    to: subscriber.email,
    ...(isPosted ? { channel: 'webhook' as const } : {}),
    subscriberId: subscriber.id,
    kind: matter.kind,
    sourceIds: content.sourceIds,
    changeIds: draft.changeIds,
    madeAt: date.toISOString(),
    ...UNTRIED,
    logHead: logHead?.sha256 ?? null,
  };
  return ports.store.outbox.add(message, bytes);
}

async function renderPost(matter: Matter, format: WebhookFormat, look: Look): Promise<Uint8Array> {
  const { renderWebhook } = await import('../report/webhook.ts');
  return Buffer.from(renderWebhook(matter, format, look));
}

/** What a receiver knows a message by, however often it comes (Standard Webhooks: webhook-id). */
export function webhookId(id: string): string {
  return `msg_${id}`;
}

const ADDRESS_DOMAIN = /@([A-Za-z0-9.-]+)>?\s*$/; // Watch <watch@example.org>

function domainOf(from: string): string {
  return ADDRESS_DOMAIN.exec(from)?.[1] ?? 'pubwatch.invalid';
}
