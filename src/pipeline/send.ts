import { PubwatchError } from '../model/errors.ts';
import type { OutboxMessage, SendResult } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';

const MINUTE_MS = 60_000;
const RETRY_MINUTES = [5, 15, 30, 60, 120, 240]; // the daemon's curve; from then on every 4 h
const GIVE_UP_MS = 5 * 86_400_000; // RFC 5321 §4.5.4.1: at least 4 to 5 days
const LEAST_TRIES = 5; // a machine that was off for a week has not been refused for a week
const ENDED = 'not sent: its receiver has said that it is gone for good (410)';

type SendPorts = Pick<Ports, 'clock' | 'store' | 'mailer' | 'log'>;

export interface Sent {
  readonly tried: readonly OutboxMessage[]; // as they stand after the run, those left alone too
  readonly configFault: PubwatchError | null;
  readonly ended: ReadonlySet<string>; // routes whose receiver is gone for good
}

/** Which way a message goes: all mail by the one mail server, each webhook by its own. What is down stops its own way alone. */
export function routeOf({ channel, subscriberId }: OutboxMessage): string {
  return channel === undefined ? 'mail' : `${channel} ${subscriberId}`;
}

/** Sends in order. Once the server of a route cannot be spoken to, or asks for a pause, the rest of that route stays as it is. */
export async function sendAll(
  messages: readonly OutboxMessage[],
  ended: ReadonlySet<string>,
  ports: SendPorts,
  signal: AbortSignal,
): Promise<Sent> {
  const tried: OutboxMessage[] = [];
  const down = new Set<string>();
  const gone = new Set(ended);
  let configFault: PubwatchError | null = null;
  for (const message of messages) {
    const route = routeOf(message);
    if (signal.aborted || down.has(route) || (await isElsewhere(message, ports))) {
      tried.push(message);
      continue;
    }
    const result = gone.has(route) ? GONE : await trySend(message, ports, signal);
    if (result instanceof PubwatchError) configFault = result;
    if (result instanceof PubwatchError || isPaused(result)) down.add(route);
    else if (result.isEnded === true) gone.add(route);
    tried.push(await record(message, result, ports));
  }
  return { tried, configFault, ended: gone };
}

const GONE: SendResult = { state: 'failed', answer: ENDED, isContentRefused: false, isEnded: true };

function isPaused({ isUnreachable, retryAfterMs }: SendResult): boolean {
  return isUnreachable === true || retryAfterMs !== undefined;
}

async function trySend(message: OutboxMessage, { store, mailer }: SendPorts, signal: AbortSignal): Promise<SendResult> {
  return mailer.send(message, await store.outbox.bytes(message.id), signal);
}

/** Another process is sending it, or has sent it since we looked. */
async function isElsewhere({ id }: OutboxMessage, { store }: SendPorts): Promise<boolean> {
  return !(await store.outbox.claim(id));
}

async function record(
  message: OutboxMessage,
  result: SendResult | PubwatchError,
  ports: SendPorts,
): Promise<OutboxMessage> {
  if (result instanceof PubwatchError) {
    await ports.store.outbox.update(message); // it was not tried, and is free again
    return message;
  }
  const after = outcomeOf(message, result, ports.clock.now());
  await ports.store.outbox.update(after);
  ports.log.info('mail.tried', { messageId: after.messageId, state: after.state, answer: result.answer });
  return after;
}

function outcomeOf(message: OutboxMessage, result: SendResult, now: Date): OutboxMessage {
  const attempts = message.attempts + 1;
  const isDeferred = result.state === 'pending' && result.isUnreachable !== true;
  const deferredSince = message.deferredSince ?? (isDeferred ? now.toISOString() : null);
  // A server that cannot be reached has refused nothing: that alone never gives a message up.
  const isTooOld = isDeferred && attempts >= LEAST_TRIES && isPast(deferredSince, now);
  const isWaiting = result.state === 'pending' && !isTooOld;
  return {
    ...message,
    state: isTooOld ? 'failed' : result.state,
    attempts,
    lastAttempt: now.toISOString(),
    lastAnswer: isTooOld ? `given up after five days; last answer: ${result.answer}` : result.answer,
    notBefore: isWaiting ? retryAt(attempts, now) : null,
    deferredSince,
    ...wishOf(message, isWaiting ? result.retryAfterMs : undefined, now),
  };
}

/** The receiver's wish of this try; the wish of an earlier one is past. */
function wishOf(
  { retryAfter }: OutboxMessage,
  retryAfterMs: number | undefined,
  now: Date,
): Pick<OutboxMessage, 'retryAfter'> {
  if (retryAfterMs !== undefined) return { retryAfter: new Date(now.getTime() + retryAfterMs).toISOString() };
  return retryAfter === undefined ? {} : { retryAfter: null };
}

function isPast(deferredSince: string | null, now: Date): boolean {
  return deferredSince !== null && now.getTime() - Date.parse(deferredSince) >= GIVE_UP_MS;
}

function retryAt(attempts: number, now: Date): string {
  const minutes = RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length) - 1] ?? 240;
  return new Date(now.getTime() + minutes * MINUTE_MS).toISOString();
}
