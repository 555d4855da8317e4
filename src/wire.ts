import { join } from 'node:path';
import { createSystemClock } from './lib/clock.ts';
import type { Config } from './model/config.ts';
import type {
  Composer,
  Fetcher,
  HostMemory,
  HostStore,
  Logger,
  Mailer,
  PageReader,
  Pinger,
  Ports,
  Progress,
} from './model/ports.ts';
import type { SharedQueue } from './model/queue.ts';
import type { Timestamper } from './model/run-log-port.ts';
import { VERSION } from './version.ts';
import { readText, wireState } from './wire-state.ts';

declare const READER_FILE: string | undefined;
declare const readAllParts: (() => void) | undefined;

/** What a thread that reads pages runs: beside this file in the source, beside the bundle in dist/. */
const READER = typeof READER_FILE === 'string' ? READER_FILE : './reader.ts';

/** Reads what else there is of the program, for who runs on: when a newer one is installed, files read later would not fit these. */
export function holdProgram(): void {
  if (typeof readAllParts === 'function') readAllParts();
}

const CHECKS_AT_ONCE = 16; // mostly of as many hosts, each asked one thing at a time

export interface WireOptions {
  readonly snapshots: string; // folder
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly progress: Progress;
  readonly isReadOnly: boolean; // a dry run: nothing is written below the snapshots folder
  readonly reader?: ClosingReader; // one that was made before; `close` ends it
}
/** What reads pages, and the way to end its threads. */
export interface ClosingReader extends PageReader {
  close(): Promise<void>;
}
/** Ports, and the way to let go of their connections. */
export interface Wired extends Ports {
  readonly shared: SharedQueue | null; // null: the state lies in files, of one process
  readonly isMailSent: boolean; // false: mails are written to files
  close(): Promise<void>;
}

/** Builds what has heads of the log dated by the authority at this address. */
function wireTimestamper(url: string, { env }: Pick<WireOptions, 'env'>): Timestamper {
  return {
    stamp: async (sha256, signal) => {
      const { createTimestampServer } = await import('./fetch/timestamp-server.ts');
      const { createQuestion, encodeQuestion, readReply } = await import('./evidence/timestamp.ts');
      const question = createQuestion(sha256);
      const reply = await createTimestampServer({ url, env, version: VERSION }).ask(encodeQuestion(question), signal);
      readReply(reply, question);
      return reply;
    },
  };
}

/** Builds a fetcher that keeps what it learns of hosts in this store. */
export async function wireFetcher(
  contact: string,
  hosts: HostStore,
  { env, log }: Pick<WireOptions, 'env' | 'log'>,
): Promise<Fetcher> {
  const { createFetcher } = await import('./fetch/http-fetcher.ts');
  return createFetcher({ contact, version: VERSION, clock: createSystemClock(), hosts, log, env, readFile: readText });
}

/** Builds the dead-man's switch of PUBWATCH_PING_URL; null: none is set. Throws CONFIG_INVALID. */
export async function wirePinger(
  { env, log }: Pick<WireOptions, 'env' | 'log'>,
  signal: AbortSignal,
): Promise<Pinger | null> {
  const { PUBWATCH_PING_URL: address = '' } = env;
  if (address.trim() === '') return null;
  return (await import('./fetch/ping.ts')).createPinger({ address, env, version: VERSION, log, signal });
}

/** Builds what sends, or writes, mail, and posts to webhooks. */
export async function wireMail(
  config: Config,
  { snapshots, env }: Pick<WireOptions, 'snapshots' | 'env'>,
): Promise<{ composer: Composer; mailer: Mailer; isMailSent: boolean }> {
  const { readSmtpUrl } = await import('./mail/smtp.ts');
  const smtp = await readSmtpUrl(env, readText);
  const { mail } = config.settings;
  const composer = lazily(async () => (await import('./mail/compose.ts')).createComposer(mail));
  const byMail = lazilyMailer(async () =>
    smtp === null
      ? (await import('./mail/file-mailer.ts')).createFileMailer(join(snapshots, 'mail'))
      : (await import('./mail/smtp-mailer.ts')).createSmtpMailer(smtp, mail.bounce ?? mail.from),
  );
  const byPost = lazilyMailer(() => wirePoster(config, env));
  const mailer: Mailer = {
    send: (message, bytes, signal) => (message.channel === undefined ? byMail : byPost).send(message, bytes, signal),
    close: async () => {
      await byMail.close();
      await byPost.close();
    },
  };
  return { composer, mailer, isMailSent: smtp !== null };
}

async function wirePoster({ settings, secrets }: Config, env: WireOptions['env']): Promise<Mailer> {
  const { createWebhookPoster } = await import('./fetch/webhook-poster.ts');
  const webhooks = new Map(
    settings.subscribers.flatMap(({ id, webhook }) => (webhook ? [[id, webhook] as const] : [])),
  );
  return createWebhookPoster({ webhooks, env, version: VERSION, clock: createSystemClock(), secrets });
}

/** What is known of hosts, and what is learnt in this run; nothing of it is kept. */
export function readOnlyHosts(hosts: HostStore): HostStore {
  const learnt = new Map<string, HostMemory>();
  return {
    read: async (origin) => learnt.get(origin) ?? (await hosts.read(origin)),
    write: async (origin, memory) => {
      learnt.set(origin, memory);
    },
    ...(hosts.hold === undefined ? {} : { hold: hosts.hold }),
  };
}

/** Config to Ports: the only file that knows every adapter. */
export async function wirePorts(config: Config, options: WireOptions): Promise<Wired> {
  const clock = createSystemClock();
  const { evidence } = config.settings;
  const { store, unsubscriptions, shared, close } = await wireState(
    { ...options, secrets: config.secrets },
    clock,
    evidence,
  );
  const timestampUrl = evidence?.timestampUrl;
  const reader = options.reader ?? wireReader(options.log);
  const [fetcher, mail, { createMemoryQueue }] = await Promise.all([
    wireFetcher(config.settings.contact, options.isReadOnly ? readOnlyHosts(store.hosts) : store.hosts, options),
    wireMail(config, options),
    import('./queue/memory-queue.ts'),
  ]);
  return {
    clock,
    store,
    fetcher,
    ...mail,
    unsubscriptions,
    timestamper: timestampUrl ? wireTimestamper(timestampUrl, options) : null,
    shared,
    queue: createMemoryQueue({ atOnce: CHECKS_AT_ONCE }),
    reader,
    log: options.log,
    progress: options.progress,
    close: async () => {
      await reader.close();
      await fetcher.close();
      await mail.mailer.close();
      await close();
    },
  };
}

/** Builds what reads pages. The parser is loaded when a page has to be read: a run that finds nothing new does without it. */
export function wireReader(log: Pick<Logger, 'warn'>): ClosingReader {
  const direct: PageReader = {
    read: async (request) => (await import('./pipeline/read-capture.ts')).directReader.read(request),
  };
  const load = async () => {
    const { createThreadReader } = await import('./queue/reader-threads.ts');
    return createThreadReader({ entry: new URL(READER, import.meta.url), direct, log });
  };
  let made: ReturnType<typeof load> | null = null;
  return {
    read: async (request) => {
      made ??= load();
      return (await made).read(request);
    },
    expect: async (pages) => {
      if (pages === 0) return;
      made ??= load();
      await (await made).expect?.(pages);
    },
    close: async () => {
      if (made !== null) await (await made).close();
    },
  };
}

/** Nothing of the mail room is loaded in a run that has nothing to say. */
function lazily(create: () => Promise<Composer>): Composer {
  let made: Promise<Composer> | null = null;
  return {
    compose: async (content, envelope) => {
      made ??= create();
      return (await made).compose(content, envelope);
    },
  };
}

function lazilyMailer(create: () => Promise<Mailer>): Mailer {
  let made: Promise<Mailer> | null = null;
  return {
    send: async (message, bytes, signal) => {
      made ??= create();
      return (await made).send(message, bytes, signal);
    },
    close: async () => {
      if (made !== null) await (await made).close();
    },
  };
}
