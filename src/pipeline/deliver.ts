import type { PubwatchError } from '../model/errors.ts';
import type { Delivery, OutboxMessage } from '../model/outbox.ts';
import type { Ports } from '../model/ports.ts';
import type { Settings } from '../model/subscriber.ts';
import { makeOwedReports } from './owed.ts';
import { noticeRefusals } from './refusals.ts';
import { routeOf, type Sent, sendAll } from './send.ts';
import { findEnded, heedUnsubscriptions, rememberEnded } from './unsubscribed.ts';

export interface DeliverOptions {
  readonly isSending: boolean; // false: make what is owed, send nothing
  readonly isPatient: boolean; // true: heed each message's `notBefore` (the daemon's retry curve); false: try all that waits
}
export interface DeliverResult {
  readonly deliveries: readonly Delivery[];
  readonly configFault: PubwatchError | null; // the mail server refuses our login or certificate
}
type DeliverPorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'mailer' | 'log' | 'unsubscriptions'>;

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
  const { due, held } = sortOut(waiting, ports.clock.now().toISOString(), options);
  const ended = new Set(waiting.filter(findEnded(configured, settings)).map(routeOf));
  const sent = await sendAll(due, ended, ports, signal);
  const told = await tellRefusals(sent, configured, ports, signal);
  return {
    deliveries: [...sent.tried, ...told.tried, ...held].map(asDelivery),
    configFault: sent.configFault ?? told.configFault,
  };
}

interface SortedOut {
  readonly due: readonly OutboxMessage[];
  readonly held: readonly OutboxMessage[]; // their receiver asked for a pause: told, not tried
}

/** A receiver that asked for a pause (Retry-After) has asked it for all that is on its way there, and of every run. */
function sortOut(waiting: readonly OutboxMessage[], now: string, { isPatient }: DeliverOptions): SortedOut {
  const pausing = new Set(waiting.filter(({ retryAfter }) => (retryAfter ?? '') > now).map(routeOf));
  const held = waiting.filter((message) => pausing.has(routeOf(message)));
  const open = waiting.filter((message) => !pausing.has(routeOf(message)));
  if (!isPatient) return { due: open, held };
  return { due: open.filter(({ notBefore }) => notBefore === null || notBefore <= now), held: [] };
}

async function tellRefusals(
  sent: Sent,
  configured: Settings,
  ports: DeliverPorts,
  signal: AbortSignal,
): Promise<Pick<Sent, 'tried' | 'configFault'>> {
  const isEnded = (message: OutboxMessage): boolean => sent.ended.has(routeOf(message));
  await rememberEnded(sent.tried.filter(isEnded), configured, ports);
  const refused = sent.tried.filter((message) => message.state === 'failed');
  if (refused.length === 0) return { tried: [], configFault: null };
  const notices = await noticeRefusals(refused, isEnded, await heedUnsubscriptions(configured, ports), ports);
  return sendAll(notices, new Set(), ports, signal);
}

function asDelivery({ to, channel, messageId, state, kind, lastAnswer }: OutboxMessage): Delivery {
  return { to, ...(channel === undefined ? {} : { channel }), messageId, state, kind, answer: lastAnswer };
}
