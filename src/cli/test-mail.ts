import { randomUUID } from 'node:crypto';
import { createSystemClock } from '../lib/clock.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import { type OutboxMessage, UNTRIED } from '../model/outbox.ts';
import type { Composer } from '../model/ports.ts';
import type { Look } from '../model/report.ts';
import type { Subscriber } from '../model/subscriber.ts';
import { lookOf } from '../pipeline/look.ts';
import { webhookId } from '../pipeline/message.ts';
import { type Matter, renderMail } from '../report/matter.ts';
import { sampleReport } from '../report/sample.ts';
import { renderWebhook } from '../report/webhook.ts';
import { wireMail } from '../wire.ts';
import { wireStore } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';

const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+$/; // editor@example.org

/** `test-mail (ADDRESS | webhook:ID)`: sends one sample report, past the outbox. */
export async function testMail(
  { io, options, out, signal }: CommandContext,
  [to = '']: readonly string[],
): Promise<number> {
  if (!ADDRESS.test(to) && !to.startsWith('webhook:'))
    throw new PubwatchError('USAGE', `expected a mail address or webhook:ID, found "${to}"`);
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const webhook = to.startsWith('webhook:') ? findWebhook(to, config) : null;
  const { composer, mailer } = await wireMail(config, { snapshots: options.snapshots, env: io.env });
  try {
    const logHead = await (await wireStore({ ...options, env: io.env })).runLog.head();
    const look = { ...lookOf(config.settings), logHead };
    const date = createSystemClock().now();
    const message = sampleMessage(to, date, webhook !== null);
    const matter: Matter = { kind: 'sample', told: sampleReport(date.toISOString()) };
    const bytes =
      webhook === null
        ? await composeSample(matter, message, look, composer)
        : Buffer.from(renderWebhook(matter, webhook.format, look));
    const { state, answer } = await mailer.send(message, bytes, signal);
    const { messageId } = message;
    if (options.json) out.json({ to, messageId, state, answer });
    else out.result(`Sample to ${to}: ${state} (${answer})`);
    if (options.quiet && !options.json && state !== 'sent' && state !== 'written')
      out.diagnostic(`sample to ${to}: ${state}: ${answer}`);
    return state === 'sent' || state === 'written' ? 0 : 75;
  } finally {
    await mailer.close();
  }
}

function findWebhook(name: string, { settings }: Config): NonNullable<Subscriber['webhook']> {
  const webhooks = settings.subscribers.filter(({ webhook }) => webhook !== undefined);
  const found = webhooks.find(({ id }) => id === name)?.webhook;
  if (found !== undefined) return found;
  const known = webhooks.map(({ id }) => id).join(', ') || 'none';
  throw new PubwatchError('USAGE', `no ${name} is configured; there is: ${known}`);
}

function sampleMessage(to: string, date: Date, isPosted: boolean): OutboxMessage {
  const id = randomUUID();
  return {
    id,
    messageId: isPosted ? webhookId(id) : `<${id}@pubwatch.invalid>`,
    to,
    ...(isPosted ? { channel: 'webhook' } : {}),
    subscriberId: to,
    kind: 'sample',
    sourceIds: [],
    changeIds: [],
    madeAt: date.toISOString(),
    ...UNTRIED,
  };
}

function composeSample(
  matter: Matter,
  { to, messageId, madeAt }: OutboxMessage,
  look: Look,
  composer: Composer,
): Promise<Uint8Array> {
  const content = { ...renderMail(matter, look), logHead: look.logHead ?? null };
  return composer.compose(content, { to, messageId, date: new Date(madeAt), kind: 'sample' });
}
