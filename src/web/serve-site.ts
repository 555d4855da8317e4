import { once } from 'node:events';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { PubwatchError } from '../model/errors.ts';
import { type AppOptions, createApp } from './app.ts';

export interface ServeOptions extends AppOptions {
  readonly host: string; // address to listen on
  readonly port: number; // 0: any free one
  readonly idleMs?: number; // how long a reader may take nothing
}
export interface SiteServer {
  readonly url: string;
  close(): Promise<void>;
}

const IDLE_MS = 30_000; // a reader that takes nothing for so long is let go
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const ANSWER_MS = 600_000; // a reader that takes longer than this, however busily, is let go
const LOOK_MS = 5_000; // between two looks for connections that dawdle
const MOST_CONNECTIONS = 2_000;

/** Listens until it is closed. Throws USAGE where the port is taken or not ours to take. */
export async function serveSite(options: ServeOptions): Promise<SiteServer> {
  const server = createAdaptorServer({
    fetch: createApp(options).fetch,
    serverOptions: {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      connectionsCheckingInterval: LOOK_MS,
    },
  });
  if (!isPlain(server)) throw new Error('expected a plain HTTP server');
  server.maxConnections = MOST_CONNECTIONS;
  server.setTimeout(options.idleMs ?? IDLE_MS);
  server.on('request', (_request, response) => {
    const timer = setTimeout(() => response.destroy(), ANSWER_MS).unref();
    response.once('close', () => clearTimeout(timer));
  });
  server.listen({ port: options.port, host: options.host, backlog: MOST_CONNECTIONS });
  try {
    await once(server, 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PubwatchError('USAGE', `cannot listen on ${options.host}:${options.port}: ${reason}`, {}, error);
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isPlain(server: object): server is Server {
  return 'headersTimeout' in server && 'requestTimeout' in server;
}
