import { createSystemClock } from './lib/clock.ts';
import { SILENT_LOG } from './lib/log.ts';
import type { Archive } from './model/archive.ts';
import type { Config } from './model/config.ts';
import { PubwatchError } from './model/errors.ts';
import type { Clock, Logger, Store, Unsubscriptions } from './model/ports.ts';
import type { SharedQueue } from './model/queue.ts';
import type { Signer, Verifier } from './model/run-log-port.ts';
import type { EvidenceSettings } from './model/subscriber.ts';
import type { PgStoreOptions } from './store/pg/pg-store.ts';
import { VERSION } from './version.ts';

/** Where the state is, and what is told of it. */
export interface StateOptions {
  readonly snapshots: string; // folder
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log?: Logger;
  readonly secrets?: Config['secrets'];
}

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
export async function readText(path: string): Promise<string> {
  return (await import('node:fs/promises')).readFile(path, 'utf8');
}
