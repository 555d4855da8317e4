import { PubwatchError } from '../model/errors.ts';

/** How mail leaves this machine. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  readonly encryption: Encryption;
  readonly login: SmtpLogin | null;
}
export interface SmtpLogin {
  readonly user: string;
  readonly password: string;
}
/**
 * implicit: TLS from the first byte · required: STARTTLS or nothing · offered: STARTTLS where the server offers it, its certificate
 * unchecked, because clear text would be allowed as well.
 */
export type Encryption = 'implicit' | 'required' | 'offered';

/**
 * Reads PUBWATCH_SMTP_URL and PUBWATCH_SMTP_PASSWORD_FILE (the password to the letter; one line end after it is dropped). null: no
 * mail server is named. Throws CONFIG_INVALID, in words that never hold the address' login.
 */
export async function readSmtpUrl(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
): Promise<SmtpSettings | null> {
  const { PUBWATCH_SMTP_URL: address = '', PUBWATCH_SMTP_PASSWORD_FILE: file = '' } = env;
  if (address.trim() === '') return null;
  const url = readUrl(address.trim());
  const host = url.hostname.replace(BRACKETS, '');
  return {
    host,
    port: url.port === '' ? DEFAULT_PORT[url.protocol === 'smtps:' ? 'implicit' : 'starttls'] : Number(url.port),
    encryption: readEncryption(url, host),
    login: readLogin(url, file === '' ? null : await readPassword(file, readFile)),
  };
}

const DEFAULT_PORT = { starttls: 587, implicit: 465 } as const; // RFC 6409, RFC 8314
const BRACKETS = /^\[|\]$/g; // [::1]

function readUrl(text: string): URL {
  if (!URL.canParse(text))
    throw fault(
      'not an address; expected smtp://USER:PASSWORD@HOST:587, with @ : / % # in user and password percent-encoded',
    );
  const url = new URL(text);
  if (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')
    throw fault('the address must begin with smtp:// or smtps://');
  if (url.hostname === '') throw fault('the address names no host');
  if (url.port === '0') throw fault('port 0 is no port');
  if ((url.pathname !== '' && url.pathname !== '/') || url.hash !== '')
    throw fault('something stands after the host; @ : / % # in user and password must be percent-encoded');
  const unknown = [...url.searchParams.keys()].filter((name) => name !== 'requireTLS');
  if (unknown.length > 0) throw fault('unknown option in the query; the one there is: requireTLS');
  return url;
}

function readEncryption(url: URL, host: string): Encryption {
  const wish = url.searchParams.get('requireTLS');
  if (wish !== null && wish !== 'true' && wish !== 'false') throw fault('requireTLS is true or false');
  if (url.protocol === 'smtps:') return 'implicit';
  if (wish === 'true') return 'required';
  return wish === 'false' || LOOPBACK.test(host) ? 'offered' : 'required';
}

const LOOPBACK = /^(?:localhost|(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|::1)$/i; // 127.0.0.1

function readLogin(url: URL, filePassword: string | null): SmtpLogin | null {
  const user = decode(url.username);
  const password = filePassword ?? decode(url.password);
  if (filePassword !== null && url.password !== '')
    throw fault('a password stands there and PUBWATCH_SMTP_PASSWORD_FILE names another one: keep one of them');
  if (user === '' && password !== '') throw fault('a password is given, but no user: smtp://USER@HOST');
  if (user !== '' && password === '')
    throw fault('a user is given, but no password: set PUBWATCH_SMTP_PASSWORD_FILE, or smtp://USER:PASSWORD@HOST');
  return user === '' ? null : { user, password };
}

const BAD_ESCAPE = /%(?![0-9a-f]{2})/i; // 100%sure

function decode(text: string): string {
  if (BAD_ESCAPE.test(text)) throw fault('a % in user or password must be written %25');
  try {
    return decodeURIComponent(text);
  } catch {
    // The cause would show the text, and with it the password.
    throw fault('user or password is not UTF-8 in percent-encoding');
  }
}

const LINE_END = /\r?\n$/; // what an editor puts after the last line

async function readPassword(file: string, readFile: (path: string) => Promise<string>): Promise<string> {
  let text: string;
  try {
    text = await readFile(file);
  } catch (cause) {
    throw new PubwatchError('CONFIG_INVALID', `PUBWATCH_SMTP_PASSWORD_FILE: ${file} cannot be read`, { file }, cause);
  }
  const password = text.replace(LINE_END, '');
  if (password === '')
    throw new PubwatchError('CONFIG_INVALID', `PUBWATCH_SMTP_PASSWORD_FILE: ${file} is empty`, { file });
  return password;
}

function fault(message: string): PubwatchError {
  return new PubwatchError('CONFIG_INVALID', `PUBWATCH_SMTP_URL: ${message}`);
}
