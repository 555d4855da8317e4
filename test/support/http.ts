import { EventEmitter, once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';

export interface SeenRequest {
  readonly method: string;
  readonly url: string; // path and query
  readonly headers: IncomingHttpHeaders;
}
export interface HttpServer {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  /** Paths asked for, in order, robots.txt left out. */
  readonly paths: () => readonly string[];
  /** Most requests that were open at the same time. */
  readonly mostOpen: () => number;
  readonly connections: () => number;
  /** Resolves once a request for such a path came in. */
  readonly seen: (isWanted: (path: string) => boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}
export interface ServerOptions {
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly robots?: Answering; // 404 where not given
  readonly host?: string;
}
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** A real web server on loopback that answers as told and remembers what it was asked. */
export async function startHttpServer(answer: Answering, options: ServerOptions = {}): Promise<HttpServer> {
  const requests: SeenRequest[] = [];
  let open = 0;
  let mostOpen = 0;
  let connections = 0;
  const arrived = new EventEmitter();
  const listener: RequestListener = (request, response) => {
    arrived.emit('request', request.url ?? '');
    requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers });
    mostOpen = Math.max(mostOpen, ++open);
    response.on('close', () => open--);
    response.on('error', () => {});
    if (request.url === '/robots.txt') (options.robots ?? answerNotFound)(request, response);
    else answer(request, response);
  };
  const server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  server.on('connection', (socket) => {
    connections++;
    socket.on('error', () => {});
  });
  const host = options.host ?? '127.0.0.1';
  server.listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  const { port } = address;
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    requests,
    paths: () => requests.map(({ url }) => url).filter((url) => url !== '/robots.txt'),
    mostOpen: () => mostOpen,
    connections: () => connections,
    seen: (isWanted) =>
      new Promise((resolve) => {
        arrived.on('request', (path: string) => isWanted(path) && resolve());
        if (requests.some(({ url }) => isWanted(url))) resolve();
      }),
    close: async () => {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answerNotFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404).end('no rules here');
}
