import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpLogin, SmtpSettings } from './smtp.ts';
import { readFault, type SmtpStep, type Tried } from './smtp-fault.ts';

/** One open, logged-in connection to a mail server. A fault closes it. */
export interface SmtpSession {
  readonly patienceMs: number; // how long a silence of the server is borne
  isOpen(): boolean;
  /** Hands over one message for one recipient; the value is the server's words. */
  send(mail: SmtpMail, signal: AbortSignal): Promise<Tried<string>>;
  /** Says QUIT, waits a moment for the answer, and closes. */
  close(): Promise<void>;
}
export interface SmtpMail {
  readonly sender: string; // bare address
  readonly recipient: string; // bare address
  readonly bytes: Uint8Array;
}

const SETUP_MS = 15_000; // from the name's look-up to the end of STARTTLS: some servers greet late on purpose, but cron runs must end
const QUIT_MS = 1_000; // for the answer to QUIT, which nobody needs
const MAX_RESPONSE_BYTES = 64 * 1024; // of one reply; honest ones are a few lines

/** Connects, encrypts as the settings demand, and logs in where a login is given. */
export async function openSession(
  smtp: SmtpSettings,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Tried<SmtpSession>> {
  const connection = createConnection(smtp, patienceMs);
  let isOpen = true;
  connection.once('end', () => {
    isOpen = false;
  });
  // Each step hears of errors by itself; without a listener the event would end the process.
  connection.on('error', () => {});
  const connected = await takeStep(
    connection,
    signal,
    () => 'session',
    (done) => connection.connect((error) => done(error ?? null, '')),
  );
  const ready =
    connected.fault === null && smtp.login !== null ? await logIn(connection, smtp.login, signal) : connected;
  if (ready.fault !== null) return ready;
  const session: SmtpSession = {
    patienceMs,
    isOpen: () => isOpen,
    send: (mail, stop) => sendMail(connection, mail, stop),
    close: () => quit(connection),
  };
  return { value: session, fault: null };
}

function createConnection({ host, port, encryption }: SmtpSettings, patienceMs: number): SMTPConnection {
  return new SMTPConnection({
    host,
    port,
    secure: encryption === 'implicit',
    requireTLS: encryption === 'required',
    opportunisticTLS: encryption === 'offered',
    tls: encryption === 'offered' ? { rejectUnauthorized: false } : {},
    connectionTimeout: SETUP_MS,
    greetingTimeout: SETUP_MS,
    dnsTimeout: SETUP_MS,
    socketTimeout: patienceMs,
    socketCloseTimeout: QUIT_MS,
    maxResponseSize: MAX_RESPONSE_BYTES,
  });
}

async function logIn(connection: SMTPConnection, login: SmtpLogin, signal: AbortSignal): Promise<Tried<string>> {
  return await takeStep(
    connection,
    signal,
    () => 'session',
    (done) => {
      if (connection.allowsAuth)
        connection.login({ user: login.user, pass: login.password }, (error) => done(error, ''));
      else done(Object.assign(new Error('the server offers no login'), { code: 'ENOAUTH' }), '');
    },
  );
}

async function sendMail(connection: SMTPConnection, mail: SmtpMail, signal: AbortSignal): Promise<Tried<string>> {
  let isHandedOver = false;
  // The stream is read only after the server has asked for the message: what was not read was not sent.
  const message = new Readable({
    read() {
      isHandedOver = true;
      this.push(mail.bytes);
      this.push(null);
    },
  });
  const envelope = { from: mail.sender, to: [mail.recipient], size: mail.bytes.length };
  return await takeStep(
    connection,
    signal,
    () => (isHandedOver ? 'content' : 'envelope'),
    (done) => connection.send(envelope, message, (error, info) => done(error, info?.response ?? '')),
  );
}

/** Runs one exchange. It also ends when the connection dies or the signal fires, of which nodemailer does not always tell. */
function takeStep(
  connection: SMTPConnection,
  signal: AbortSignal,
  stepOf: () => SmtpStep,
  start: (done: (error: Error | null, answer: string) => void) => void,
): Promise<Tried<string>> {
  return new Promise((resolve) => {
    const settle = (error: Error | null, answer: string): void => {
      connection.off('error', fail);
      connection.off('end', end);
      signal.removeEventListener('abort', stop);
      if (error === null) resolve({ value: answer, fault: null });
      else resolve({ value: null, fault: readFault(stepOf(), error) });
      if (error !== null) connection.close();
    };
    const fail = (error: Error): void => settle(error, '');
    // The callback with the server's last words may follow the event.
    const end = (): void => {
      setImmediate(fail, new Error('the connection was closed'));
    };
    const stop = (): void => settle(new Error('stopped before the server answered'), '');
    connection.once('error', fail);
    connection.once('end', end);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else start(settle);
  });
}

function quit(connection: SMTPConnection): Promise<void> {
  if (connection.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => connection.close(), QUIT_MS);
    connection.once('end', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.quit();
  });
}
