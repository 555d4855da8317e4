import type { OutboxMessage } from '../model/outbox.ts';
import type { Mailer } from '../model/ports.ts';
import { bareAddress } from './address.ts';
import type { SmtpSettings } from './smtp.ts';
import { cleanAnswer, judgeFault } from './smtp-answer.ts';
import type { SmtpFault, Tried } from './smtp-fault.ts';
import { openSession, type SmtpMail, type SmtpSession } from './smtp-session.ts';

// After the dot RFC 5321 section 4.5.3.2.6 asks for ten minutes; a run by cron must end. The first try waits a little, each
// further one twice as long: a server that filters slowly is not sent the same mail for ever.
const FIRST_PATIENCE_MS = 20_000;
const LONGEST_PATIENCE_MS = 160_000;
const SEND_LIMIT_MS = 600_000; // the whole of one message, whatever the server drips

/**
 * Sends by SMTP: one message, one recipient at a time, over a connection that is kept while it works. `from` is the envelope's
 * sender, bare or as `Name <address>`; bounces go there.
 */
export function createSmtpMailer(smtp: SmtpSettings, from: string): Mailer {
  const sender = bareAddress(from);
  let kept: SmtpSession | null = null;

  const close = async (): Promise<void> => {
    const session = kept;
    kept = null;
    if (session?.isOpen() === true) await session.close();
  };
  const trySend = async (mail: SmtpMail, patienceMs: number, signal: AbortSignal): Promise<Tried<string>> => {
    if (kept !== null && (!kept.isOpen() || kept.patienceMs < patienceMs)) await close();
    const isReused = kept !== null;
    const opened = kept === null ? await openSession(smtp, patienceMs, signal) : { value: kept, fault: null };
    if (opened.fault !== null) return opened;
    kept = opened.value;
    const tried = await opened.value.send(mail, signal);
    if (tried.fault === null) return tried;
    await close();
    // The server ended the idle connection: of this message it has heard nothing.
    return isReused && isUnheard(tried.fault) && !signal.aborted ? await trySend(mail, patienceMs, signal) : tried;
  };

  return {
    send: async (message, bytes, signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(SEND_LIMIT_MS)]);
      const tried = await trySend({ sender, recipient: message.to, bytes }, patienceOf(message), limit);
      if (tried.fault !== null) return judgeFault(tried.fault, smtp, sender);
      return { state: 'sent', answer: cleanAnswer(tried.value, smtp), isContentRefused: false };
    },
    close,
  };
}

function patienceOf({ attempts }: OutboxMessage): number {
  return Math.min(LONGEST_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** Math.min(attempts, 10));
}

function isUnheard({ step, status, code }: SmtpFault): boolean {
  return step === 'envelope' && status === null && (code === 'ECONNECTION' || code === 'ESOCKET');
}
