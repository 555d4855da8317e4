import { once } from 'node:events';
import { createSystemClock } from '../lib/clock.ts';
import { PubwatchError } from '../model/errors.ts';
import { createPatientReader } from '../web/patient-reader.ts';
import { createSiteReader } from '../web/read-site.ts';
import { serveSite } from '../web/serve-site.ts';
import { wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';
import { openConfigIfThere } from './open-config.ts';

/** `serve`: the web page, until SIGTERM or SIGINT. */
export async function serve(
  { io, options, out, signal }: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const port = readPort(flags['port']);
  const host = String(flags['host']);
  const clock = createSystemClock();
  const [store, config] = await Promise.all([wireStore(options), openConfigIfThere(options, io.env)]);
  const site = createPatientReader(createSiteReader(store, config), clock);
  const baseUrl = config?.settings.baseUrl ?? null;
  const hosts = [host.toLowerCase(), ...(baseUrl === null ? [] : [new URL(baseUrl).hostname])];
  const server = await serveSite({ site, host, port, hosts });
  if (options.json) out.json({ url: server.url });
  else out.result(`The page is at ${server.url} (ends with Ctrl-C)`);
  if (!signal.aborted) await once(signal, 'abort');
  await server.close();
  return 0;
}

const PORT = /^\d{1,5}$/; // 8080

function readPort(given: unknown): number {
  const text = String(given);
  const port = PORT.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new PubwatchError('USAGE', `--port: expected a number from 0 to 65535, found "${text}"`);
}
