import { PubwatchError } from '../model/errors.ts';
import type { Delivery, OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Settings } from '../model/subscriber.ts';
import { makeOwedReports } from './owed.ts';
import { noticeRefusals } from './refusals.ts';
import { heedUnsubscriptions } from './unsubscribed.ts';

export interface DeliverOptions {
  readonly isSending: boolean; // false: make what is owed, send nothing
  readonly isPatient: boolean; // true: heed each message's `notBefore` (the daemon's retry curve); false: try all that waits
}
export interface DeliverResult {
  readonly deliveries: readonly Delivery[];
  readonly configFault: PubwatchError | null; // the mail server refuses our login or certificate
}
type DeliverPorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'mailer' | 'log' | 'unsubscriptions'>;

const MINUTE_MS = 60_000;
const RETRY_MINUTES = [5, 15, 30, 60, 120, 240]; // the daemon's curve; from then on every 4 h
const GIVE_UP_MS = 5 * 86_400_000; // RFC 5321 §4.5.4.1: at least 4 to 5 days
const LEAST_TRIES = 5; // a machine that was off for a week has not been refused for a week

/** Makes every report that is owed, then sends what waits. A message's existence is the mark: made twice, it is one. */
export async function deliverDue(
  configured: Settings,
  options: DeliverOptions,
  ports: DeliverPorts,
  signal: AbortSignal,
): Promise<DeliverResult> {
  const settings = await heedUnsubscriptions(configured, ports);
  await makeOwedReports(settings, ports);
  const waiting = await ports.store.outbox.pending();
  if (!options.isSending) return { deliveries: waiting.map(asDelivery), configFault: null };
  const now = ports.clock.now().toISOString();
  const due = waiting.filter((message) => !options.isPatient || message.notBefore === null || message.notBefore <= now);
  const sent = await sendAll(due, ports, signal);
  const refused = sent.tried.filter((message) => message.state === 'failed');
  if (refused.length === 0) return { deliveries: sent.tried.map(asDelivery), configFault: sent.configFault };
  const notices = await noticeRefusals(refused, settings, ports);
  const told = await sendAll(notices, ports, signal);
  return {
    deliveries: [...sent.tried, ...told.tried].map(asDelivery),
    configFault: sent.configFault ?? told.configFault,
  };
}

interface Sent {
  readonly tried: readonly OutboxMessage[];
  readonly configFault: PubwatchError | null;
}

/** Sends in order. Once the server itself cannot be spoken to, the rest stays as it is. */
async function sendAll(messages: readonly OutboxMessage[], ports: DeliverPorts, signal: AbortSignal): Promise<Sent> {
  const tried: OutboxMessage[] = [];
  let configFault: PubwatchError | null = null;
  let isServerDown = false;
  for (const message of messages) {
    if (signal.aborted || isServerDown || configFault !== null) {
      tried.push(message);
      continue;
    }
    try {
      const { message: after, isDown } = await sendOne(message, ports, signal);
      isServerDown = isDown;
      tried.push(after);
    } catch (error) {
      if (!(error instanceof PubwatchError) || error.code !== 'MAIL_CONFIG') throw error;
      configFault = error;
      tried.push(message);
    }
  }
  return { tried, configFault };
}

async function sendOne(
  message: OutboxMessage,
  ports: DeliverPorts,
  signal: AbortSignal,
): Promise<{ message: OutboxMessage; isDown: boolean }> {
  const { outbox } = ports.store;
  const result = await ports.mailer.send(message, await outbox.bytes(message.id), signal);
  const now = ports.clock.now();
  const attempts = message.attempts + 1;
  const isDeferred = result.state === 'pending' && result.isUnreachable !== true;
  const deferredSince = message.deferredSince ?? (isDeferred ? now.toISOString() : null);
  // A server that cannot be reached has refused nothing: that alone never gives a message up.
  const isTooOld = isDeferred && attempts >= LEAST_TRIES && isPast(deferredSince, now);
  const after: OutboxMessage = {
    ...message,
    state: isTooOld ? 'failed' : result.state,
    attempts,
    lastAttempt: now.toISOString(),
    lastAnswer: isTooOld ? `given up after five days; last answer: ${result.answer}` : result.answer,
    notBefore: result.state === 'pending' && !isTooOld ? retryAt(attempts, now) : null,
    deferredSince,
  };
  await outbox.update(after);
  ports.log.info('mail.tried', { messageId: after.messageId, state: after.state, answer: result.answer });
  return { message: after, isDown: result.isUnreachable === true };
}

function isPast(deferredSince: string | null, now: Date): boolean {
  return deferredSince !== null && now.getTime() - Date.parse(deferredSince) >= GIVE_UP_MS;
}

function retryAt(attempts: number, now: Date): string {
  const minutes = RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length) - 1] ?? 240;
  return new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
}

function asDelivery({ to, messageId, state, kind, lastAnswer }: OutboxMessage): Delivery {
  return { to, messageId, state, kind, answer: lastAnswer };
}
