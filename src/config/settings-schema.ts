import * as z from 'zod';
import { CHANGE_KINDS } from '../model/change.ts';
import type { EvidenceSettings, MailSettings, Settings, Subscriber } from '../model/subscriber.ts';
import { evidenceSchema } from './evidence-schema.ts';
import { fetchSchema } from './fetch-schema.ts';
import {
  cadence,
  heartbeat,
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

const CONTACT =
  "your web page or mail address: it goes into every request's User-Agent, because a site's owner must be able to reach you";
const CONTACT_PREFIX = /^mailto:/i; // mailto:desk@example.org
const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/; // example.org
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
    subscribers: listOf(subscriberSchema(), 'a list of subscribers')
      .nullish()
      .describe('Who is mailed; absent: nobody.'),
    fetch: fetchSchema.nullish(),
    evidence: evidenceSchema.nullish(),
  });
}

export type WrittenSettings = z.output<ReturnType<typeof settingsSchema>>;

/** Fills in every default. */
export function buildSettings(
  written: WrittenSettings,
  { dkim, unsubscribe }: Required<Pick<MailSettings, 'dkim' | 'unsubscribe'>>,
  evidence: EvidenceSettings,
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
    subscribers: (written.subscribers ?? []).map((subscriber) => buildSubscriber(subscriber, zone)),
    evidence,
  };
}

/** `id:`, or the mail address in lower case. */
export function subscriberId({ id, email }: { readonly id?: string | undefined; readonly email: string }): string {
  return id ?? email.toLowerCase();
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

function subscriberSchema() {
  const words = listOf(textOf('a word or phrase'), 'a list of words or phrases').optional();
  return strictMap({
    id: textOf('a name that stays the same when the address changes').optional(),
    email: mailAddress,
    sources: listOf(textOf('the id of a source'), 'a list of source ids').optional().describe('Default: all.'),
    kinds: listOf(z.enum(CHANGE_KINDS, { error: CHANGE_KINDS.join(', ') }), `a list of ${CHANGE_KINDS.join(', ')}`)
      .optional()
      .describe('Kinds of change. Default: all; [] for none.'),
    include: words.describe('Only what has one of these words in title or summary.'),
    exclude: words.describe('Not what has one of these words in title or summary.'),
    digest: cadence.optional().describe('immediate (default), "daily 07:00" or "weekly mon 07:00".'),
    timezone: timezone.optional().describe('Of the digest. Default: the one above.'),
    heartbeat: heartbeat
      .optional()
      .describe('When to mail a proof of watch, "weekly mon 08:00" or "daily 08:00". Default: never.'),
    incidents: toggle.optional().describe('Also failures, holds and recoveries. Default false.'),
    cosmetic: toggle.optional().describe('Also edits of quotes, dashes and case alone. Default false.'),
  });
}

function buildSubscriber(written: z.output<ReturnType<typeof subscriberSchema>>, zone: string): Subscriber {
  return {
    id: subscriberId(written),
    email: written.email,
    sources: written.sources ?? null,
    kinds: written.kinds ?? CHANGE_KINDS,
    include: written.include ?? [],
    exclude: written.exclude ?? [],
    cadence: written.digest ?? { kind: 'immediate' },
    timezone: written.timezone ?? zone,
    heartbeat: written.heartbeat ?? null,
    incidents: written.incidents ?? false,
    cosmetic: written.cosmetic ?? false,
  };
}
