/** session: before any message · envelope: sender, recipient or the wish to send · content: after the message was handed over. */
export type SmtpStep = 'session' | 'envelope' | 'content';

/** Why a session or a message came to nothing: what nodemailer says of it, read once. */
export interface SmtpFault {
  readonly step: SmtpStep;
  readonly code: string; // nodemailer's class of it: EAUTH, ETLS, ESOCKET, EMESSAGE …
  readonly systemCode: string; // ECONNREFUSED, CERT_HAS_EXPIRED …; '' where there is none
  readonly command: string; // CONN, STARTTLS, MAIL FROM, RCPT TO, DATA …
  readonly status: number | null; // the server's reply code
  readonly answer: string; // the server's words; ours where it said none
}

/** What an exchange with the server came to. */
export type Tried<Value> =
  | { readonly value: Value; readonly fault: null }
  | { readonly value: null; readonly fault: SmtpFault };

/** Reads what nodemailer or the system threw. */
export function readFault(step: SmtpStep, error: unknown): SmtpFault {
  const response = textOf(error, 'response');
  const status = Number(response.slice(0, 3));
  return {
    step,
    code: textOf(error, 'code'),
    systemCode: textOf(error, 'originalCode'),
    command: textOf(error, 'command'),
    status: status >= 200 && status < 600 ? status : null,
    answer: response || (error instanceof Error ? error.message : String(error)),
  };
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) return '';
  const found: unknown = Reflect.get(value, name);
  return typeof found === 'string' ? found : '';
}
