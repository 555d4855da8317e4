import { cutText, displayText } from '../lib/text.ts';
import { PubwatchError } from '../model/errors.ts';
import type { SendResult } from '../model/outbox.ts';
import type { SmtpSettings } from './smtp.ts';
import type { SmtpFault } from './smtp-fault.ts';

/**
 * What a fault means for the message. A 4xx, a dead line, silence: tried again. A 5xx to recipient or content: refused for good.
 * Throws MAIL_CONFIG where every message would fail alike and no retry mends it: login, certificate, missing TLS, refused sender.
 */
export function judgeFault(fault: SmtpFault, smtp: SmtpSettings, sender: string): SendResult {
  const answer = cleanAnswer(fault.answer, smtp);
  const configuration = configurationFault(fault, answer, smtp, sender);
  if (configuration !== null)
    throw new PubwatchError('MAIL_CONFIG', configuration, { host: smtp.host, port: smtp.port, status: fault.status });
  if (fault.step === 'session') return { ...WAITS, answer, isUnreachable: true };
  if (isTooLarge(fault)) return { state: 'failed', answer, isContentRefused: true };
  if (isPermanent(fault)) return { state: 'failed', answer, isContentRefused: fault.step === 'content' };
  if (fault.step === 'content' && fault.status === null)
    return { ...WAITS, answer: `${answer}; the server may have it already, the same bytes go out again` };
  return { ...WAITS, answer };
}

const WAITS = { state: 'pending', isContentRefused: false } as const;
const LONGEST_ANSWER = 300; // characters

/** A server's words as they may be shown and stored: one bounded line, never with the password in it. */
export function cleanAnswer(text: string, { login }: SmtpSettings): string {
  return cutText(displayText(withoutSecrets(text, login?.user ?? '', login?.password ?? '')), LONGEST_ANSWER);
}

function withoutSecrets(text: string, user: string, password: string): string {
  if (password === '') return text;
  const secrets = [password, `\0${user}\0${password}`].flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64'),
  ]);
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

// 503 speaks of the session, not of the message.
function isPermanent({ status }: SmtpFault): boolean {
  return status !== null && status >= 500 && status !== 503;
}

/** Refused for its size: at MAIL FROM with its size told (RFC 1870), or by ourselves for the size the server announced. */
function isTooLarge({ step, status, command, code }: SmtpFault): boolean {
  return step === 'envelope' && command === 'MAIL FROM' && (status === 552 || code === 'EMESSAGE');
}

const CERTIFICATE_CODE =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH)/; // CERT_HAS_EXPIRED
const TLS_CODE = /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/; // ERR_SSL_WRONG_VERSION_NUMBER

/** Says what to set, where the fault lies with the configuration. null: it does not. */
function configurationFault(fault: SmtpFault, answer: string, smtp: SmtpSettings, sender: string): string | null {
  const server = `mail server ${smtp.host}:${smtp.port}`;
  if (CERTIFICATE_CODE.test(fault.systemCode))
    return `${server}: its certificate is not accepted (${fault.systemCode}: ${answer}). Use the name that stands in it, or name your authority's file in NODE_EXTRA_CA_CERTS`;
  if (TLS_CODE.test(fault.systemCode))
    return `${server}: no TLS comes about (${fault.systemCode}). smtps:// means TLS from the first byte (port 465), smtp:// STARTTLS (port 587)`;
  if (fault.code === 'ENOAUTH')
    return `${server}: a login is set, but the server offers none. Take it out of PUBWATCH_SMTP_URL, or use the server's port for submission (587)`;
  if (fault.code === 'EAUTH' && (fault.status === null || isPermanent(fault)))
    return `${server} refuses the login of ${smtp.login?.user ?? 'nobody'} (${answer}). Set the password in PUBWATCH_SMTP_PASSWORD_FILE or PUBWATCH_SMTP_URL`;
  if (fault.command === 'STARTTLS' && isPermanent(fault))
    return `${server} offers no STARTTLS (${answer}). Use smtps://, or allow clear text with ?requireTLS=false in PUBWATCH_SMTP_URL`;
  if (fault.step === 'envelope' && fault.status === 530)
    return `${server} wants a login or TLS first (${answer}). Set user and password in PUBWATCH_SMTP_URL`;
  if (fault.command === 'MAIL FROM' && isPermanent(fault) && !isTooLarge(fault))
    return `${server} refuses the sender ${sender} (${answer}). Set mail.from (or mail.bounce) to an address it takes`;
  return null;
}
