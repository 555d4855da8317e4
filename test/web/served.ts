import { type IncomingHttpHeaders, request } from 'node:http';
import type { Site } from '../../src/report/site/site.ts';
import { type ServeOptions, type SiteServer, serveSite } from '../../src/web/serve-site.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}
export interface TestServer extends SiteServer {
  readonly faults: readonly string[];
  /** Asks as it is told, Host header included: fetch would not send another host's name. */
  ask(path: string, asked?: Asked): Promise<Answer>;
}

/** The site on a free port of loopback, without password and endpoint unless told otherwise. */
export async function startServer(site: Site, over: Partial<ServeOptions> = {}): Promise<TestServer> {
  const faults: string[] = [];
  const server = await serveSite({
    site: { read: async () => site },
    hosts: ['watch.example.org'],
    host: '127.0.0.1',
    port: 0,
    baseUrl: null,
    gate: null,
    leaving: null,
    metrics: null,
    fault: (message) => faults.push(message),
    ...over,
  });
  return { ...server, faults, ask: (path, asked = {}) => askOnce(server.url, path, asked) };
}

function askOnce(url: string, path: string, { method = 'GET', headers = {}, body }: Asked): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const asked = request(new URL(url), { path, method, headers, agent: false }, (response) => {
    response.setEncoding('utf8');
    let text = '';
    response.on('data', (chunk: string) => {
      text += chunk;
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    response.on('error', reject);
  });
  asked.on('error', reject);
  asked.end(body);
  return promise;
}
