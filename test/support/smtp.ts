import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** Where in a session a fault strikes: before the greeting, at a command, or after the whole message. */
export type SmtpMoment = 'greeting' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message';
/** Words to answer with, or a line that goes dead: hang keeps it open and silent. `stored` means the server has the message all the same. */
export type SmtpFaultAction =
  | { readonly kind: 'say'; readonly line: string }
  | { readonly kind: 'hang'; readonly stored?: boolean }
  | { readonly kind: 'drop'; readonly stored?: boolean };
export interface SmtpScript {
  /** Asked at each moment with the command's argument; null lets it pass. */
  readonly fault?: (moment: SmtpMoment, argument: string) => SmtpFaultAction | null;
  readonly login?: { readonly user: string; readonly password: string };
  readonly tls?: { readonly key: string; readonly cert: string; readonly implicit?: boolean };
  readonly pipelining?: boolean;
  readonly maxBytes?: number;
  readonly messagesPerConnection?: number; // then the server hangs up
}
export interface StoredMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly isEncrypted: boolean;
  readonly user: string | null;
}
export interface SmtpServer {
  readonly port: number;
  readonly messages: readonly StoredMessage[];
  readonly commands: readonly string[];
  readonly connections: () => number;
  /** Resolves when the server has met this moment. */
  readonly met: (moment: SmtpMoment) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A real SMTP server on loopback that refuses, hangs or drops as its script says. */
export async function startSmtpServer(script: SmtpScript = {}): Promise<SmtpServer> {
  const messages: StoredMessage[] = [];
  const commands: string[] = [];
  const waiting = new Map<SmtpMoment, (() => void)[]>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const meet = (moment: SmtpMoment): void => {
    for (const resolve of waiting.get(moment) ?? []) resolve();
    waiting.delete(moment);
  };
  const server: Server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    serve(socket, script, { messages, commands, meet });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return {
    port: address.port,
    messages,
    commands,
    connections: () => connections,
    met: (moment) =>
      new Promise((resolve) => {
        waiting.set(moment, [...(waiting.get(moment) ?? []), resolve]);
      }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

interface Records {
  readonly messages: StoredMessage[];
  readonly commands: string[];
  readonly meet: (moment: SmtpMoment) => void;
}
interface Session {
  from: string;
  to: string[];
  isEncrypted: boolean;
  user: string | null;
  sent: number;
  isData: boolean;
  isDead: boolean;
}

function serve(plain: Socket, script: SmtpScript, records: Records): void {
  const session: Session = { from: '', to: [], isEncrypted: false, user: null, sent: 0, isData: false, isDead: false };
  let socket: Socket = plain;
  let buffer = Buffer.alloc(0);
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
    if (line.startsWith('421')) socket.end();
  };
  const strikes = (moment: SmtpMoment, argument: string, store = (): void => {}): boolean => {
    const action = script.fault?.(moment, argument) ?? null;
    records.meet(moment);
    if (action === null) return false;
    if (action.kind === 'say') say(action.line);
    else {
      if (action.stored === true) store();
      session.isDead = true;
      if (action.kind === 'drop') socket.destroy();
    }
    return true;
  };
  const encrypt = (): void => {
    if (script.tls === undefined) return;
    plain.removeAllListeners('data');
    const secure = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext(script.tls) });
    secure.on('error', () => {});
    secure.on('data', take);
    socket = secure;
    session.isEncrypted = true;
  };
  const take = (chunk: Buffer): void => {
    buffer = Buffer.concat([buffer, chunk]);
    let unit = session.isDead ? null : nextUnit();
    while (unit !== null) {
      if (session.isData) takeMessage(unit);
      else takeCommand(unit.toString());
      unit = session.isDead ? null : nextUnit();
    }
  };
  /** The next whole command, or the message up to its lone dot. */
  const nextUnit = (): Buffer | null => {
    const mark = session.isData ? '\r\n.\r\n' : '\r\n';
    const end = buffer.indexOf(mark);
    if (end < 0) return null;
    const unit = buffer.subarray(0, session.isData ? end + 2 : end);
    buffer = buffer.subarray(end + mark.length);
    return unit;
  };
  const takeMessage = (text: Buffer): void => {
    session.isData = false;
    const bytes = Buffer.from(text.toString('latin1').replace(/^\.\./gm, '.'), 'latin1');
    const { from, to, isEncrypted, user } = session;
    const store = (): void => void records.messages.push({ from, to: [...to], bytes, isEncrypted, user });
    if (strikes('message', '', store)) return;
    store();
    session.sent++;
    say('250 2.0.0 queued');
    if (session.sent === script.messagesPerConnection) socket.end();
  };
  const takeCommand = (line: string): void => {
    const [verb = ''] = line.split(' ');
    const argument = line.slice(verb.length + 1);
    records.commands.push(line);
    const moment = COMMAND_MOMENTS.find((each) => each === verb.toUpperCase());
    if (moment === 'MAIL') Object.assign(session, { from: '', to: [] });
    if (moment !== undefined && isReached(moment, session) && strikes(moment, between(argument))) return;
    const reply = answer(verb.toUpperCase(), argument, session, script);
    say(reply);
    if (reply.startsWith('220')) encrypt();
    if (reply.startsWith('221')) socket.end();
  };
  if (script.tls?.implicit === true) encrypt();
  else plain.on('data', take);
  if (!strikes('greeting', '')) say('220 test.example ESMTP');
}

const COMMAND_MOMENTS = ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'] as const satisfies readonly SmtpMoment[];

/** Pipelined commands behind a refused one are refused for that alone: no fault of the script strikes there. */
function isReached(moment: SmtpMoment, session: Session): boolean {
  if (moment === 'RCPT') return session.from !== '';
  return moment !== 'DATA' || session.to.length > 0;
}

function answer(verb: string, argument: string, session: Session, script: SmtpScript): string {
  switch (verb) {
    case 'EHLO':
      return greeting(script, session.isEncrypted);
    case 'STARTTLS':
      return script.tls === undefined ? '502 5.5.1 not offered' : '220 2.0.0 go on';
    case 'AUTH':
      session.user = readLogin(argument, script);
      return session.user === null ? '535 5.7.8 authentication failed' : '235 2.7.0 welcome';
    case 'MAIL':
      session.from = between(argument);
      session.to = [];
      return '250 2.1.0 ok';
    case 'RCPT':
      if (session.from === '') return '503 5.5.1 need MAIL';
      session.to.push(between(argument));
      return '250 2.1.5 ok';
    case 'DATA':
      session.isData = session.to.length > 0;
      return session.isData ? '354 go on' : '554 5.5.1 no valid recipients';
    case 'QUIT':
      return '221 2.0.0 bye';
    default:
      return '250 2.0.0 ok';
  }
}

function greeting(script: SmtpScript, isEncrypted: boolean): string {
  const offers = [
    'test.example',
    ...(script.pipelining === false ? [] : ['PIPELINING']),
    `SIZE ${script.maxBytes ?? 26_214_400}`,
    ...(script.tls !== undefined && !isEncrypted ? ['STARTTLS'] : []),
    ...(script.login === undefined ? [] : ['AUTH PLAIN']),
  ];
  return offers.map((offer, index) => `250${index === offers.length - 1 ? ' ' : '-'}${offer}`).join('\r\n');
}

function readLogin(argument: string, { login }: SmtpScript): string | null {
  const [, user, password] = Buffer.from(argument.split(' ')[1] ?? '', 'base64')
    .toString()
    .split('\0');
  return login !== undefined && user === login.user && password === login.password ? user : null;
}

function between(argument: string): string {
  const start = argument.indexOf('<');
  return start < 0 ? argument : argument.slice(start + 1, argument.indexOf('>'));
}
