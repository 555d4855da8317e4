import { Agent, type Dispatcher } from 'undici';
import { PubwatchError } from '../model/errors.ts';
import type { FetchPolicy } from '../model/source.ts';
import { type Connection, createConnector } from './guarded-connect.ts';
import type { Proxies } from './proxied.ts';

/** Which servers may be connected to, and whom to trust. */
export type Access = Pick<FetchPolicy, 'allowPrivateAddresses' | 'caFile'>;
export interface Route {
  readonly dispatcher: Dispatcher;
  /** The newest connection to this origin; null behind a proxy. */
  connection(origin: string): Connection | null;
}
export interface Dispatchers {
  of(access: Access): Promise<Route>;
  close(): Promise<void>;
}
export interface DispatcherOptions {
  readonly env: Readonly<Record<string, string | undefined>>; // HTTP_PROXY, HTTPS_PROXY, NO_PROXY, also in lower case
  readonly readFile: ((path: string) => Promise<string>) | null; // for caFile
}

const MOST_HEADER_BYTES = 64 * 1024; // browsers stop at 256 KB, servers send 2
const KEEP_ALIVE_MS = 10_000; // outlives the pause between two requests to one host

/** One undici dispatcher for each kind of access: sockets opened under one policy are never used under another. */
export function createDispatchers({ env, readFile }: DispatcherOptions): Dispatchers {
  const routes = new Map<string, Promise<Route>>();

  async function open({ allowPrivateAddresses, caFile }: Access): Promise<Route> {
    const ca = caFile === null ? null : [...(await readOwnCas()), await readCa(caFile, readFile)];
    const connections = new Map<string, Connection>();
    const options = {
      connections: 1, // one request at a time a host needs no second one
      maxHeaderSize: MOST_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connect: createConnector({
        isGuarded: !allowPrivateAddresses,
        ca,
        connected: (origin, connection) => connections.set(origin, connection),
      }),
    };
    return {
      dispatcher: await openDispatcher(proxiesOf(env), options, ca),
      connection: (origin) => connections.get(origin) ?? null,
    };
  }

  return {
    of: (access) => {
      const key = JSON.stringify([access.allowPrivateAddresses, access.caFile]);
      const route = routes.get(key) ?? open(access);
      routes.set(key, route);
      return route;
    },
    close: async () => {
      for (const opened of await Promise.allSettled(routes.values())) {
        if (opened.status === 'fulfilled') await opened.value.dispatcher.destroy();
      }
    },
  };
}

/** Whom Node trusts by itself. */
async function readOwnCas(): Promise<readonly string[]> {
  const { getCACertificates } = await import('node:tls'); // dear, and nothing for plain http
  return getCACertificates('default');
}

async function readCa(caFile: string, readFile: DispatcherOptions['readFile']): Promise<string> {
  if (readFile === null) throw new PubwatchError('CONFIG_INVALID', 'fetch.caFile cannot be read here', { caFile });
  try {
    return await readFile(caFile);
  } catch (error) {
    throw new PubwatchError('CONFIG_INVALID', `fetch.caFile cannot be read: ${caFile}`, { caFile }, error);
  }
}

function proxiesOf(env: DispatcherOptions['env']): Proxies {
  return {
    http: env['http_proxy'] ?? env['HTTP_PROXY'] ?? '',
    https: env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '',
    exempt: env['no_proxy'] ?? env['NO_PROXY'] ?? '',
  };
}

async function openDispatcher(proxies: Proxies, options: Agent.Options, ca: readonly string[] | null) {
  if (proxies.http === '' && proxies.https === '') return new Agent(options);
  return (await import('./proxied.ts')).openProxied(proxies, options, ca);
}
