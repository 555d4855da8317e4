import { join } from 'node:path';
import { createSystemClock } from './lib/clock.ts';
import { SILENT_LOG } from './lib/log.ts';
import type { Archive } from './model/archive.ts';
import type { Config } from './model/config.ts';
import { PubwatchError } from './model/errors.ts';
import type {
  Clock,
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
  Store,
  Unsubscriptions,
} from './model/ports.ts';
import type { SharedQueue } from './model/queue.ts';
import type { Signer, Timestamper, Verifier } from './model/run-log-port.ts';
import type { EvidenceSettings } from './model/subscriber.ts';
import type { PgStoreOptions } from './store/pg/pg-store.ts';

declare const PUBWATCH_VERSION: string | undefined;
declare const READER_FILE: string | undefined;
declare const readAllParts: (() => void) | undefined;

/** The program's version; '0.0.0-source' where it runs unbundled. */
export const VERSION = typeof PUBWATCH_VERSION === 'string' ? PUBWATCH_VERSION : '0.0.0-source';

/** What a thread that reads pages runs: beside this file in the source, beside the bundle in dist/. */
const READER = typeof READER_FILE === 'string' ? READER_FILE : './reader.ts';

/** Reads what else there is of the program, for who runs on: when a newer one is installed, files read later would not fit these. */
export function holdProgram(): void {
  if (typeof readAllParts === 'function') readAllParts();
}

const LANES_AT_ONCE = 16; // hosts asked side by side; each of them one request at a time

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

/** Where the state is, and what is told of it. */
export type StateOptions = Pick<WireOptions, 'snapshots' | 'env'> &
  Partial<Pick<WireOptions, 'log'>> &
  Partial<Pick<Config, 'secrets'>>;

/** The store, who left which list, and the way to let go of both: files, or the database of PUBWATCH_DATABASE_URL. */
interface State {
  readonly store: Store;
  readonly shared: SharedQueue | null; // null: files, of one process
  readonly unsubscriptions: Unsubscriptions;
  close(): Promise<void>;
}

/** Builds the store alone: what commands need that only look. Its connections end with the program. */
export async function wireStore(
  options: StateOptions,
  clock: Clock = createSystemClock(),
  evidence?: EvidenceSettings,
): Promise<Store> {
  return (await wireState(options, clock, evidence)).store;
}

/** The store, and what lies beside it. */
export async function wireState(
  { snapshots, env, log, secrets }: StateOptions,
  clock: Clock,
  evidence?: EvidenceSettings,
): Promise<State> {
  const archive = await wireArchive();
  const signer = evidence?.signingKey ? await wireSigner(evidence.signingKey) : null;
  const { imprintOf } = await import('./evidence/timestamp.ts');
  const options = {
    clock,
    archive,
    version: VERSION,
    secrets,
    signer,
    imprintOf,
    ...(log === undefined ? {} : { log }),
  };
  const { PUBWATCH_DATABASE_URL: url = '' } = env;
  if (url.trim() !== '') return wirePgState(url.trim(), options);
  const { createFileStore } = await import('./store/file-store.ts');
  return {
    store: createFileStore(snapshots, options),
    unsubscriptions: wireFileUnsubscriptions(snapshots),
    shared: null,
    close: async () => {},
  };
}

async function wirePgState(url: string, options: PgStoreOptions & { readonly log?: Logger }): Promise<State> {
  const { createPgStore } = await import('./store/pg/pg-store.ts');
  const { createSharedQueue } = await import('./queue/pg-queue.ts');
  const { store, unsubscriptions, query, close } = createPgStore(url, options);
  const shared = createSharedQueue(url, { log: options.log ?? SILENT_LOG, query });
  return {
    store,
    unsubscriptions,
    shared,
    close: async () => {
      await shared.close();
      await close();
    },
  };
}

/** Moves the state into the database of PUBWATCH_DATABASE_URL, or from there into the snapshots folder. Returns how many documents. */
export async function wireMove(to: 'postgres' | 'files', { snapshots, env, log }: StateOptions): Promise<number> {
  const { PUBWATCH_DATABASE_URL: url = '' } = env;
  const { moveToDatabase, moveToFiles } = await import('./store/move.ts');
  const move = {
    folder: snapshots,
    url: url.trim(),
    clock: createSystemClock(),
    ...(log === undefined ? {} : { log }),
  };
  return to === 'files' ? moveToFiles(move) : moveToDatabase(move);
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

/** Builds what reads files of evidence. */
export async function wireArchive(): Promise<Archive> {
  return (await import('./evidence/archive.ts')).createArchive();
}

async function wireSigner(key: string): Promise<Signer> {
  const { createSigner } = await import('./evidence/signing.ts');
  return naming('evidence.keyFile', () => createSigner(key));
}

/** Builds what checks signatures of the log by the key in this file. Throws CONFIG_INVALID. */
export async function wireVerifier(keyFile: string): Promise<Verifier> {
  const { createVerifier } = await import('./evidence/signing.ts');
  const key = await readText(keyFile).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PubwatchError('CONFIG_INVALID', `--key: cannot be read: ${reason}`, { file: keyFile }, error);
  });
  return naming('--key', () => createVerifier(key));
}

/** A fault of a value bears the name of the key it was given under. */
function naming<T>(key: string, create: () => T): T {
  try {
    return create();
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    throw new PubwatchError(error.code, `${key}: ${error.message}`, error.detail, error);
  }
}

/** Builds the list of who left what by One-Click: `serve` adds to it, every run heeds it. */
export async function wireUnsubscriptions(options: StateOptions): Promise<Unsubscriptions> {
  return (await wireState(options, createSystemClock(), undefined)).unsubscriptions;
}

function wireFileUnsubscriptions(snapshots: string): Unsubscriptions {
  const load = async () => (await import('./store/unsubscriptions.ts')).createFileUnsubscriptions(snapshots);
  return { all: async () => (await load()).all(), add: async (one, at) => (await load()).add(one, at) };
}

/** Most runs read no file but through the store: the room of Node's that does is opened by those that do. */
async function readText(path: string): Promise<string> {
  return (await import('node:fs/promises')).readFile(path, 'utf8');
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
    queue: createMemoryQueue({ lanesAtOnce: LANES_AT_ONCE }),
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
    await keepOldSpaceSmall();
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

/**
 * By itself Node lets what outlived a first look grow to four times what is in use before it looks again: of a list of 100,000 records
 * that is a third of all memory, and no time is saved by it.
 */
async function keepOldSpaceSmall(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=50'); // as it runs: at a start an engine without this flag would refuse to begin
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
