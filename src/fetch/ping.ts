import { request } from 'undici';
import { PubwatchError } from '../model/errors.ts';
import type { Logger, Pinger, PingVerdict } from '../model/ports.ts';
import { createDispatchers } from './dispatchers.ts';

export interface PingerParts {
  readonly address: string; // of the check: https://hc-ping.com/UUID
  readonly env: Readonly<Record<string, string | undefined>>; // HTTP_PROXY, HTTPS_PROXY, NO_PROXY
  readonly version: string;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  readonly signal: AbortSignal; // once it fires, patience is short
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000; // for a ping as a whole: a watcher that is down must not hold up the watch
const HURRIED_MS = 2_000; // when the program is told to end
const TRIES = 2; // one lost connection is no dead man
const LONGEST_TEXT = 10_000; // characters; healthchecks.io keeps the first 100 kB

/**
 * A dead-man's switch in the protocol of healthchecks.io (healthchecks.io/docs/http_api): /start, then the address itself for
 * success, /fail or /EXIT-STATUS for a failure, /log for neither, each with the run's id as `rid`. Throws CONFIG_INVALID.
 */
export function createPinger({ address, env, version, log, signal, timeoutMs = TIMEOUT_MS }: PingerParts): Pinger {
  const base = readAddress(address);
  const dispatchers = createDispatchers({ env, readFile: null });
  const started = new Map<string, Promise<void>>();

  async function send(path: string, runId: string, body: string): Promise<void> {
    const url = new URL(base);
    url.pathname = `${url.pathname.replace(TRAILING_SLASHES, '')}${path}`;
    url.searchParams.set('rid', runId);
    const patience = AbortSignal.timeout(signal.aborted ? Math.min(HURRIED_MS, timeoutMs) : timeoutMs);
    for (let tries = 1; ; tries++) {
      const answer = await ask(url, body, patience);
      log.debug('ping.sent', { ping: path || '/', answer });
      if (answer === 'well') return;
      if (tries < TRIES && answer === 'no answer' && !patience.aborted) continue;
      log.warn('ping.failed', { ping: path || '/', host: base.host, answer });
      return;
    }
  }

  /** In a word what came of it; never throws. */
  async function ask(url: URL, body: string, patience: AbortSignal): Promise<string> {
    try {
      // The operator named this address, wherever it stands.
      const { dispatcher } = await dispatchers.of({ allowPrivateAddresses: true, caFile: null });
      const headers = { 'user-agent': `pubwatch/${version}`, 'content-type': 'text/plain; charset=utf-8' };
      const wait = { headersTimeout: 0, bodyTimeout: 0, signal: patience };
      const response = await request(url, { dispatcher, method: 'POST', headers, body, ...wait });
      await response.body.dump({ limit: 64 * 1024, signal: patience });
      return response.statusCode >= 200 && response.statusCode < 300 ? 'well' : `status ${response.statusCode}`;
    } catch (error) {
      if (patience.aborted) return 'too slow';
      log.debug('ping.fault', { name: error instanceof Error ? error.name : 'unknown' });
      return 'no answer';
    }
  }

  return {
    start: (runId) => {
      started.set(runId, send('/start', runId, ''));
    },
    end: async (runId, verdict) => {
      await started.get(runId); // an end must not overtake its start
      started.delete(runId);
      await send(pathOf(verdict), runId, verdict.text.slice(0, LONGEST_TEXT));
    },
    close: () => dispatchers.close(),
  };
}

const TRAILING_SLASHES = /\/{1,20}$/; // https://hc-ping.com/UUID/

/** The address is a secret: whoever knows it can say that all is well. No message shows it. */
function readAddress(address: string): URL {
  const url = URL.parse(address.trim());
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.pathname !== '/') return url;
  throw new PubwatchError(
    'CONFIG_INVALID',
    'PUBWATCH_PING_URL: wanted the http or https address of one check, such as https://hc-ping.com/UUID, found something else',
  );
}

function pathOf(verdict: PingVerdict): string {
  switch (verdict.kind) {
    case 'success':
      return '';
    case 'log':
      return '/log';
    case 'fail':
      return verdict.exitCode === null ? '/fail' : `/${verdict.exitCode}`;
  }
}
