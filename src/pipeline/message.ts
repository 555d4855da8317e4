import { sha256 } from '../lib/bytes.ts';
import type { OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Look, MailContent } from '../model/report.ts';
import type { Settings } from '../model/subscriber.ts';
import { lookOf } from './look.ts';

export interface MessageDraft {
  readonly kind: OutboxMessage['kind'];
  readonly to: string;
  readonly subscriberId: string;
  readonly changeIds: readonly string[];
  readonly identity: readonly string[]; // what makes it this message and no other, beside subscriber and kind
  render(look: Look): MailContent;
}
type MessagePorts = Pick<Ports, 'clock' | 'store' | 'composer'>;

/** The id a message with this identity has, whenever it is made. */
function messageIdOf({
  kind,
  subscriberId,
  identity,
}: Pick<MessageDraft, 'kind' | 'subscriberId' | 'identity'>): string {
  return sha256(JSON.stringify([kind, subscriberId, identity])).slice(0, 32);
}

/** Is there a message with this identity already? */
export async function isMade(
  identity: Pick<MessageDraft, 'kind' | 'subscriberId' | 'identity'>,
  { store }: Pick<Ports, 'store'>,
): Promise<boolean> {
  return (await store.outbox.find(messageIdOf(identity))) !== null;
}

/**
 * Renders a message into the outbox, with the head of the log of runs as it is now. One with the same identity that is there
 * already stays as it is.
 */
export async function putMessage(draft: MessageDraft, settings: Settings, ports: MessagePorts): Promise<OutboxMessage> {
  const id = messageIdOf(draft);
  const existing = await ports.store.outbox.find(id);
  if (existing !== null) return existing;
  const date = ports.clock.now();
  const messageId = `<${id}@${domainOf(settings.mail.from)}>`;
  const logHead = await ports.store.runLog.head();
  const content = draft.render({ ...lookOf(settings), logHead });
  const bytes = await ports.composer.compose(
    { ...content, logHead },
    { to: draft.to, messageId, date, kind: draft.kind, subscriberId: draft.subscriberId },
  );
  const message: OutboxMessage = {
    id,
    messageId,
    to: draft.to,
    subscriberId: draft.subscriberId,
    kind: draft.kind,
    sourceIds: content.sourceIds,
    changeIds: draft.changeIds,
    madeAt: date.toISOString(),
    state: 'pending',
    attempts: 0,
    lastAttempt: null,
    lastAnswer: null,
    notBefore: null,
    logHead: logHead?.sha256 ?? null,
  };
  return ports.store.outbox.add(message, bytes);
}

const ADDRESS_DOMAIN = /@([A-Za-z0-9.-]+)>?\s*$/; // Watch <watch@example.org>

function domainOf(from: string): string {
  return ADDRESS_DOMAIN.exec(from)?.[1] ?? 'pubwatch.invalid';
}
