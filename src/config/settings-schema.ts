import * as z from 'zod';
import { isPasswordHash } from '../lib/password.ts';
import type { EvidenceSettings, MailSettings, Settings, Webhook } from '../model/subscriber.ts';
import { evidenceSchema } from './evidence-schema.ts';
import { fetchSchema } from './fetch-schema.ts';
import { buildSubscriber, subscriberSchema } from './subscriber-schema.ts';
import {
  isMailAddress,
  isWebAddress,
  listOf,
  mailAddress,
  mailbox,
  secureAddress,
  strictMap,
  textOf,
  timezone,
  toggle,
  webAddress,
} from './values.ts';
import { buildWebhook, webhookSchema } from './webhook-schema.ts';

const CONTACT =
  "your web page or mail address: it goes into every request's User-Agent, because a site's owner must be able to reach you";
const CONTACT_PREFIX = /^mailto:/i; // mailto:desk@example.org
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/; // example.org
const USER_NAME = /^[^:\p{Cc}]{1,100}$/u; // reader (RFC 7617 allows no colon)
const PASSWORD_HASH = 'a hash that `pubwatch hash-password` printed';
const DKIM_SELECTOR = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/; // mail2026

/** Whose contact must be there: a crawl asks strangers' servers, a preview at home need not say who we are. */
export type ContactRule = 'required' | 'optional';

/** config/pubwatch.yaml. */
export function settingsSchema(rule: ContactRule) {
  return strictMap({
    contact: contactOf(rule),
    baseUrl: webAddress
      .nullish()
      .describe('Where the web page is published; permalinks in mail and feeds begin with it.'),
    timezone: timezone.nullish().describe('Of dates in mail and of schedules. Default UTC.'),
    mail: mailSchema().nullish(),
    subscribers: listOf(subscriberSchema, 'a list of subscribers').nullish().describe('Who is mailed; absent: nobody.'),
    webhooks: listOf(webhookSchema, 'a list of webhooks')
      .nullish()
      .describe('Where reports are posted (Standard Webhooks); absent: nowhere.'),
    fetch: fetchSchema.nullish(),
    evidence: evidenceSchema.nullish(),
    page: pageSchema().nullish(),
  });
}

export type WrittenSettings = z.output<ReturnType<typeof settingsSchema>>;

/** What it took more than the file to complete. */
export interface Completions extends Required<Pick<MailSettings, 'dkim' | 'unsubscribe'>> {
  readonly evidence: EvidenceSettings;
  readonly webhooks: readonly Webhook[]; // in the order of the file
}

/** Fills in every default. */
export function buildSettings(
  written: WrittenSettings,
  { dkim, unsubscribe, evidence, webhooks }: Completions,
): Settings {
  const zone = written.timezone ?? 'UTC';
  const contact = (written.contact ?? '').trim().replace(CONTACT_PREFIX, '');
  return {
    contact,
    baseUrl: written.baseUrl ?? null,
    timezone: zone,
    mail: {
      from: written.mail?.from ?? `pubwatch <${isMailAddress(contact) ? contact : 'pubwatch@localhost'}>`,
      replyTo: written.mail?.replyTo ?? null,
      bounce: written.mail?.bounce ?? null,
      threads: written.mail?.threads ?? false,
      dkim,
      unsubscribe,
    },
    subscribers: [
      ...(written.subscribers ?? []).map((subscriber) => buildSubscriber(subscriber, zone)),
      ...(written.webhooks ?? []).flatMap((webhook, index) => {
        const completed = webhooks[index];
        return completed === undefined ? [] : [buildWebhook(webhook, completed, zone)];
      }),
    ],
    evidence,
    page: written.page ?? null,
  };
}

function contactOf(rule: ContactRule) {
  const contact = z
    .string({ error: CONTACT })
    .refine((text) => isContact(text.trim()) || (rule === 'optional' && text.trim() === ''), { error: CONTACT })
    .describe('Web page or mail address at which a site owner reaches you; goes into the User-Agent. Needed to crawl.');
  return rule === 'required' ? contact : contact.nullish();
}

/** What is wrong with this text as a contact; null: nothing. */
export function findContactFault(text: string): string | null {
  return isContact(text.trim()) ? null : `expected ${CONTACT}`;
}

function isContact(text: string): boolean {
  return isWebAddress(text) || isMailAddress(text.replace(CONTACT_PREFIX, ''));
}

function mailSchema() {
  return strictMap({
    from: mailbox.optional().describe('Sender: Name <address>.'),
    replyTo: mailAddress.optional(),
    bounce: mailAddress.optional().describe('Envelope sender: where bounces go. Default: the sender.'),
    threads: toggle.optional().describe('Mails of one source form one thread. Default false.'),
    unsubscribe: strictMap({
      url: secureAddress.describe('Where the endpoint of `serve` is reached from outside; https.'),
      keyFile: textOf('the path of a file').describe('A secret of at least 32 characters; path from this folder.'),
    })
      .optional()
      .describe('One-Click List-Unsubscribe (RFC 8058), beside the mail address.'),
    dkim: strictMap({
      domain: textOf('a domain').regex(HOST_NAME, { error: 'a domain such as example.org' }),
      selector: textOf('a DKIM selector').regex(DKIM_SELECTOR, { error: 'a DKIM selector such as mail2026' }),
      keyFile: textOf('the path of a PEM file').describe('Private RSA key; path from this folder.'),
    })
      .optional()
      .describe('Sign every mail (RFC 6376).'),
  }).describe('How mail leaves; the server itself stands in PUBWATCH_SMTP_URL.');
}

function pageSchema() {
  return strictMap({
    user: textOf('a user name without a colon').regex(USER_NAME, { error: 'a user name without a colon' }),
    passwordHash: z
      .string({ error: PASSWORD_HASH })
      .refine(isPasswordHash, { error: PASSWORD_HASH })
      .describe('As `pubwatch hash-password` prints it; the password itself stands nowhere.'),
  }).describe('Who may read the page that `serve` shows. Default: whoever reaches it.');
}
