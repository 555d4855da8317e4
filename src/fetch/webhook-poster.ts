import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { createRedactor } from '../lib/redact.ts';
import { cutText, displayText } from '../lib/text.ts';
import type { OutboxMessage, SendResult } from '../model/outbox.ts';
import type { Clock, Mailer } from '../model/ports.ts';
import type { Webhook } from '../model/subscriber.ts';
import { readBody } from './body.ts';
import { createDispatchers, type Dispatchers } from './dispatchers.ts';
import { asFetchError } from './fetch-error.ts';
import { refusal } from './guarded-connect.ts';
import { findHostFault } from './public-address.ts';
import { readRetryAfter } from './retry-after.ts';

export interface PosterParts {
  readonly webhooks: ReadonlyMap<string, Webhook>; // by the id of their subscriber
  readonly env: Readonly<Record<string, string | undefined>>; // HTTP_PROXY, HTTPS_PROXY, NO_PROXY
  readonly version: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly secrets: readonly string[]; // what no answer may say back into the state
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000; // of one try; Standard Webhooks: 15 to 30 s
const MOST_ANSWER_BYTES = 2_000; // read of an answer; who says more is not listened to
const LONGEST_ANSWER = 200; // characters kept of it

/**
 * Posts stored bytes to webhooks, signed after Standard Webhooks 1.0.0: the id is the message's for ever, time and signature are of
 * this try. Redirects are not followed. What comes of it: 2xx sent; 410 the receiver is gone; 400, 413, 415, 422 the message is refused;
 * all else is tried again.
 */
export function createWebhookPoster(parts: PosterParts): Mailer {
  const dispatchers = createDispatchers({ env: parts.env, readFile: null });
  const redact = createRedactor(parts.secrets);
  return {
    send: async (message, bytes, signal) => {
      const webhook = parts.webhooks.get(message.subscriberId);
      if (webhook === undefined) return { ...WAITS, answer: `no ${message.to} is configured` };
      const result = await post({ webhook, message, bytes }, parts, dispatchers, signal);
      return { ...result, answer: redact(result.answer) };
    },
    close: () => dispatchers.close(),
  };
}

const WAITS = { state: 'pending', isContentRefused: false } as const;

interface Post {
  readonly webhook: Webhook;
  readonly message: OutboxMessage;
  readonly bytes: Uint8Array;
}

async function post(
  { webhook, message, bytes }: Post,
  { version, clock, timeoutMs = TIMEOUT_MS }: PosterParts,
  dispatchers: Dispatchers,
  stop: AbortSignal,
): Promise<SendResult> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([stop, timeout]);
  try {
    checkAddress(webhook);
    const { allowPrivateAddresses } = webhook;
    const { dispatcher } = await dispatchers.of({ allowPrivateAddresses, caFile: null });
    const headers = {
      'user-agent': `pubwatch/${version}`,
      'content-type': 'application/json',
      ...signatureHeaders(message.messageId, bytes, webhook.secrets, clock.now()),
    };
    const options = {
      dispatcher,
      method: 'POST',
      headers,
      body: Buffer.from(bytes),
      headersTimeout: 0,
      bodyTimeout: 0,
    };
    const response = await request(webhook.url, { ...options, signal } as const);
    const answer = await readAnswer(response.body);
    return judge({ status: response.statusCode, headers: plainHeaders(response.headers), answer }, clock.now());
  } catch (error) {
    const fault = asFetchError(error, { url: webhook.url, timeoutMs, stop, timeout });
    return { ...WAITS, answer: `no answer: ${fault.message}`, isUnreachable: true };
  }
}

/** Behind a proxy the guard sees no address: what the URL says itself is judged before. */
function checkAddress({ url, allowPrivateAddresses }: Webhook): void {
  const fault = allowPrivateAddresses ? null : findHostFault(new URL(url).hostname);
  if (fault !== null) throw refusal(fault);
}

/** Each secret makes one signature, so that a receiver may change to the next when it likes. */
function signatureHeaders(
  id: string,
  bytes: Uint8Array,
  secrets: readonly string[],
  now: Date,
): Record<string, string> {
  const seconds = String(Math.floor(now.getTime() / 1_000));
  const signed = Buffer.concat([Buffer.from(`${id}.${seconds}.`), bytes]);
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(SECRET_PREFIX, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    ...(signatures.length === 0 ? {} : { 'webhook-signature': signatures.join(' ') }),
  };
}

const SECRET_PREFIX = /^whsec_/; // whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD

/** The first words of an answer. What breaks behind the status changes nothing of what it says. */
async function readAnswer(body: AsyncIterable<unknown>): Promise<string> {
  try {
    const bytes = await readBody(body, { maxBytes: MOST_ANSWER_BYTES, beyond: 'cut' });
    return cutText(displayText(new TextDecoder().decode(bytes)), LONGEST_ANSWER);
  } catch (error) {
    if (error instanceof Error) return '';
    throw error;
  }
}

function plainHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]));
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly answer: string;
}

const MESSAGE_REFUSED = new Set([400, 413, 415, 422]); // what is wrong is in the message, and will be the next time
const LEAST_PAUSE_MS = 1_000; // "Retry-After: 0" is no wish for a storm

function judge({ status, headers, answer }: Answer, now: Date): SendResult {
  const said = `${status} ${answer}`.trim();
  if (status >= 200 && status < 300) return { state: 'sent', answer: said, isContentRefused: false };
  if (status === 410) return { state: 'failed', answer: said, isContentRefused: false, isEnded: true };
  if (status >= 300 && status < 400)
    return { ...WAITS, answer: `${status}: redirects are not followed; set its final url` };
  if (MESSAGE_REFUSED.has(status)) return { state: 'failed', answer: said, isContentRefused: true };
  const retryAfterMs = readRetryAfter(headers, now);
  if (retryAfterMs === null) return { ...WAITS, answer: said };
  return { ...WAITS, answer: said, retryAfterMs: Math.max(retryAfterMs, LEAST_PAUSE_MS) };
}
