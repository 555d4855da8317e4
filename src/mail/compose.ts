import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { sha256 } from '../lib/bytes.ts';
import { signUnsubscription, unsubscribeList, unsubscribeUrl } from '../lib/unsubscribe.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Composer, Envelope } from '../model/ports.ts';
import type { MailContent } from '../model/report.ts';
import type { LogHead } from '../model/run-log.ts';
import type { DkimKey, MailSettings } from '../model/subscriber.ts';
import { bareAddress } from './address.ts';

/**
 * Makes the bytes of a message: one recipient, text before HTML, attachments after both, 7-bit, no line over 998 octets. The same
 * words and envelope give the same bytes. Throws CONFIG_INVALID when the DKIM key cannot sign.
 */
export function createComposer(settings: MailSettings): Composer {
  return {
    compose: async (content, envelope) => {
      const bytes = await buildMessage(content, envelope, settings);
      return settings.dkim ? signMessage(bytes, settings.dkim) : bytes;
    },
  };
}

function buildMessage(content: MailContent, envelope: Envelope, settings: MailSettings): Promise<Uint8Array> {
  const composer = new MailComposer({
    from: settings.from,
    to: { name: '', address: envelope.to },
    replyTo: settings.replyTo ?? undefined,
    date: envelope.date,
    messageId: envelope.messageId,
    ...threadOf(content, settings),
    headers: { Subject: subjectOf(content.subject), ...headersOf(content, envelope, settings) },
    text: content.text,
    html: content.html,
    attachments: content.attachments.map(({ filename, contentType, content: text }) => ({
      filename,
      contentType,
      content: Buffer.from(text),
    })),
    baseBoundary: sha256(envelope.messageId).slice(0, 32),
    newline: 'win',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

const ENCODED_WORD = '=?'; // how one begins (RFC 2047)
const WORD_LENGTH = 52; // characters of one encoded word: a line's 76 less its frame

/** A title that looks like an encoded word would be decoded on arrival, to anything at all: it is encoded itself. */
function subjectOf(subject: string): {
  readonly value: string;
  readonly prepared: boolean;
  readonly foldLines: boolean;
} {
  if (!subject.includes(ENCODED_WORD)) return { value: subject, prepared: false, foldLines: true };
  return { value: encodeWord(subject, 'B', WORD_LENGTH), prepared: true, foldLines: true };
}

/** The mails of a source name one parent that was never sent: readers' programs put them together, none depends on another. */
function threadOf(content: MailContent, settings: MailSettings): { inReplyTo?: string; references?: string } {
  if (settings.threads !== true) return {};
  const root = `<thread.${content.listId}@${bareAddress(settings.from).split('@').at(-1) || 'localhost'}>`;
  return { inReplyTo: root, references: root };
}

function headersOf(
  content: MailContent,
  envelope: Envelope,
  settings: MailSettings,
): Record<string, string | { readonly value: string; readonly prepared: boolean }> {
  return {
    'Auto-Submitted': 'auto-generated', // RFC 3834: no vacation notice comes back
    Precedence: 'bulk',
    'List-Id': `<${content.listId}>`,
    ...unsubscribeHeaders(content, envelope, settings),
    'X-Monitor-Source': content.sourceIds.join(', '),
    'X-Monitor-Kinds': content.kinds.join(', '),
    ...logHeaders(content.logHead ?? null),
  };
}

/** The head of the log of runs, for a machine to read. */
function logHeaders(logHead: LogHead | null): Record<string, string> {
  if (logHead === null) return {};
  const { line, sha256, signature } = logHead;
  return {
    'X-Monitor-Log': `line=${line}; sha256=${sha256}`,
    ...(signature === null ? {} : { 'X-Monitor-Log-Signature': signature }),
  };
}

function unsubscribeHeaders(
  content: MailContent,
  { kind, subscriberId }: Envelope,
  settings: MailSettings,
): Record<string, string | { readonly value: string; readonly prepared: boolean }> {
  const list = unsubscribeList(kind, content.listId);
  const mailbox = bareAddress(settings.replyTo ?? settings.from);
  const byMail = `<mailto:${mailbox}?subject=${encodeURIComponent(`unsubscribe ${list}`)}>`;
  const { unsubscribe = null } = settings;
  if (unsubscribe === null || subscriberId === undefined) return { 'List-Unsubscribe': byMail };
  const url = unsubscribeUrl(unsubscribe.url, signUnsubscription({ subscriberId, list }, unsubscribe.key));
  return {
    // Folded by hand: a token broken in two by the composer would lead nowhere.
    'List-Unsubscribe': { value: `<${url}>,\r\n ${byMail}`, prepared: true },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', // RFC 8058
  };
}

// RFC 6376 section 5.4.1, and what decides how a mail is treated: without the last ones a relay could add them unseen.
const SIGNED_HEADERS = [
  'From',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'In-Reply-To',
  'References',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
  'Precedence',
  'X-Monitor-Source',
  'X-Monitor-Kinds',
  'X-Monitor-Log',
  'X-Monitor-Log-Signature',
].join(':');

async function signMessage(bytes: Uint8Array, { domain, selector, privateKey }: DkimKey): Promise<Uint8Array> {
  const signer = new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames: SIGNED_HEADERS });
  const chunks: Uint8Array[] = [];
  for await (const chunk of signer.sign(Buffer.from(bytes))) chunks.push(chunk);
  const signed = Buffer.concat(chunks);
  // The signer leaves a message unsigned, and says nothing, when it cannot use the key.
  if (!signed.subarray(0, 15).equals(Buffer.from('DKIM-Signature:')))
    throw new PubwatchError(
      'CONFIG_INVALID',
      `mail.dkim: the private key of ${selector}._domainkey.${domain} cannot sign: an RSA key in PEM form is needed`,
    );
  return signed;
}
