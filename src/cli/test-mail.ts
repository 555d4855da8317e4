import { randomUUID } from 'node:crypto';
import { createSystemClock } from '../lib/clock.ts';
import { PubwatchError } from '../model/errors.ts';
import { lookOf } from '../pipeline/look.ts';
import { renderSample } from '../report/sample-mail.ts';
import { wireMail, wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';

const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+$/; // editor@example.org

/** `test-mail ADDRESS`: sends one sample report, past the outbox. */
export async function testMail(
  { io, options, out, signal }: CommandContext,
  [to = '']: readonly string[],
): Promise<number> {
  if (!ADDRESS.test(to)) throw new PubwatchError('USAGE', `expected a mail address, found "${to}"`);
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const { settings } = config;
  const { composer, mailer } = await wireMail(config, { snapshots: options.snapshots, env: io.env });
  try {
    const date = createSystemClock().now();
    const id = randomUUID();
    const messageId = `<${id}@pubwatch.invalid>`;
    const logHead = await (await wireStore(options)).runLog.head();
    const look = { ...lookOf(settings), logHead };
    const content = renderSample(look, date.toISOString());
    const bytes = await composer.compose({ ...content, logHead }, { to, messageId, date, kind: 'sample' });
    const message = {
      id,
      messageId,
      to,
      subscriberId: to,
      kind: 'sample' as const,
      sourceIds: [],
      changeIds: [],
      madeAt: date.toISOString(),
      state: 'pending' as const,
      attempts: 0,
      lastAttempt: null,
      lastAnswer: null,
      notBefore: null,
    };
    const { state, answer } = await mailer.send(message, bytes, signal);
    if (options.json) out.json({ to, messageId, state, answer });
    else out.result(`Sample to ${to}: ${state} (${answer})`);
    if (options.quiet && !options.json && state !== 'sent' && state !== 'written')
      out.diagnostic(`sample to ${to}: ${state}: ${answer}`);
    return state === 'sent' || state === 'written' ? 0 : 75;
  } finally {
    await mailer.close();
  }
}
