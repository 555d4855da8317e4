import { once } from 'node:events';
import { createSystemClock } from '../lib/clock.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import { readHealth } from '../pipeline/health.ts';
import { renderMetrics } from '../report/metrics.ts';
import { VERSION } from '../version.ts';
import { createGate } from '../web/gate.ts';
import { createPatientReader } from '../web/patient-reader.ts';
import { createSiteReader } from '../web/read-site.ts';
import { serveSite } from '../web/serve-site.ts';
import type { Leaving } from '../web/unsubscribe.ts';
import { holdProgram } from '../wire.ts';
import { type StateOptions, wireStore, wireUnsubscriptions } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { openConfigIfThere } from './open-config.ts';

/** `serve`: the web page, until SIGTERM or SIGINT. */
export async function serve(
  { io, options, out, signal }: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  holdProgram();
  const port = readPort(flags['port']);
  const host = String(flags['host']);
  const clock = createSystemClock();
  const [store, config] = await Promise.all([
    wireStore({ ...options, env: io.env }),
    openConfigIfThere(options, io.env),
  ]);
  const site = createPatientReader(createSiteReader(store, config), clock);
  const { baseUrl = null, page = null } = config?.settings ?? {};
  const server = await serveSite({
    site,
    host,
    port,
    baseUrl,
    hosts: hostsOf(host, config),
    gate: page === null ? null : createGate(page),
    leaving: leavingOf(config, { ...options, env: io.env }),
    metrics:
      config === null ? null : async () => renderMetrics(await readHealth(config.sources, { clock, store }), VERSION),
    fault: out.diagnostic,
  });
  // Read before anyone asks: a large store takes seconds. What cannot be read is told to whoever asks.
  site.read().catch(() => null);
  if (options.json) out.json({ url: server.url });
  else out.result(`The page is at ${server.url} (ends with Ctrl-C)`);
  if (page === null && !isLoopback(host))
    out.diagnostic(`${host} may be reached from elsewhere, and no password is set: see page.passwordHash`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
  return 0;
}

/** The names that lead here: of --host, of the published page, of the endpoint of One-Click. */
function hostsOf(host: string, config: Config | null): string[] {
  const urls = [config?.settings.baseUrl, config?.settings.mail.unsubscribe?.url];
  return [host, ...urls.flatMap((url) => (url == null ? [] : new URL(url).hostname))];
}

function leavingOf(config: Config | null, options: StateOptions): Leaving | null {
  const endpoint = config?.settings.mail.unsubscribe;
  if (endpoint == null) return null;
  const unsubscriptions = wireUnsubscriptions(options);
  return {
    // A proxy may hand on the path as it stands in the mails, or below a folder of its own.
    paths: [...new Set([new URL(endpoint.url).pathname, '/unsubscribe'])],
    key: endpoint.key,
    leave: async (one) => (await unsubscriptions).add(one, createSystemClock().now()),
  };
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/; // 127.0.0.1

function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

const PORT = /^\d{1,5}$/; // 8080

function readPort(given: unknown): number {
  const text = String(given);
  const port = PORT.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new PubwatchError('USAGE', `--port: expected a number from 0 to 65535, found "${text}"`);
}
