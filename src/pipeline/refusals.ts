import type { OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Refusal, RefusalNotice } from '../model/report.ts';
import type { Settings } from '../model/subscriber.ts';
import { putMessage } from './message.ts';

type RefusalPorts = Pick<Ports, 'clock' | 'store' | 'composer'>;

/** Makes a notice of these refused messages for everyone with `incidents: true`, without their content. A refused notice makes no further notice. */
export async function noticeRefusals(
  refused: readonly OutboxMessage[],
  isEnded: (message: OutboxMessage) => boolean,
  settings: Settings,
  ports: RefusalPorts,
): Promise<readonly OutboxMessage[]> {
  const [first, ...others] = refused
    .filter((message) => message.kind !== 'notice')
    .map((message) => ({ ...asRefusal(message), isEnded: isEnded(message) }));
  if (first === undefined) return [];
  const addressesRefused = new Set(refused.map((message) => message.to));
  const notices: OutboxMessage[] = [];
  for (const subscriber of settings.subscribers.filter((one) => one.incidents && !addressesRefused.has(one.email))) {
    const notice: RefusalNotice = {
      timezone: subscriber.timezone,
      madeAt: ports.clock.now().toISOString(),
      refusals: [first, ...others],
    };
    const draft = {
      subscriber,
      matter: { kind: 'notice', told: notice } as const,
      changeIds: [],
      identity: refused.map((message) => message.messageId),
    };
    notices.push(await putMessage(draft, settings, ports));
  }
  return notices.filter((message) => message.state === 'pending');
}

function asRefusal(message: OutboxMessage): Refusal {
  return {
    to: message.to,
    ...(message.channel === undefined ? {} : { channel: message.channel }),
    messageId: message.messageId,
    kind: message.kind,
    sourceIds: message.sourceIds,
    changeCount: message.changeIds.length,
    answer: message.lastAnswer ?? '',
    at: message.lastAttempt ?? message.madeAt,
    isContentRefused: CONTENT_REFUSED.test(message.lastAnswer ?? ''),
  };
}

const CONTENT_REFUSED = /^55[24]\b/; // 554 5.7.1 Message rejected
