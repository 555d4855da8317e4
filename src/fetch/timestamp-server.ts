import { request } from 'undici';
import { PubwatchError } from '../model/errors.ts';
import { readBody } from './body.ts';
import { createDispatchers } from './dispatchers.ts';

export interface TimestampServerParts {
  readonly url: string;
  readonly env: Readonly<Record<string, string | undefined>>; // HTTP_PROXY, HTTPS_PROXY, NO_PROXY
  readonly version: string;
  readonly timeoutMs?: number;
}
/** A timestamping authority by HTTP (RFC 3161 §3.4). */
export interface TimestampServer {
  /** One try, a few seconds at most. Throws FETCH_STATUS, FETCH_NETWORK, FETCH_TIMEOUT, FETCH_TOO_LARGE. */
  ask(question: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

const TIMEOUT_MS = 5_000; // for the whole of it: the next run asks again
const MOST_REPLY_BYTES = 64 * 1024; // a token with a chain of certificates has 4 to 8 KB

export function createTimestampServer({ url, env, version, timeoutMs }: TimestampServerParts): TimestampServer {
  return {
    ask: async (question, signal) => {
      const dispatchers = createDispatchers({ env, readFile: null });
      const patience = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS)]);
      try {
        // The operator named this address, wherever it stands.
        const { dispatcher } = await dispatchers.of({ allowPrivateAddresses: true, caFile: null });
        const headers = { 'user-agent': `pubwatch/${version}`, 'content-type': 'application/timestamp-query' };
        const wait = { headersTimeout: 0, bodyTimeout: 0, signal: patience };
        const response = await request(url, { dispatcher, method: 'POST', headers, body: question, ...wait });
        const reply = await readBody(response.body, { maxBytes: MOST_REPLY_BYTES, beyond: 'fail' });
        if (response.statusCode === 200) return reply;
        throw new PubwatchError('FETCH_STATUS', `the timestamp server answered ${response.statusCode}, expected 200`);
      } catch (error) {
        if (error instanceof PubwatchError) throw error;
        if (patience.aborted) throw new PubwatchError('FETCH_TIMEOUT', 'the timestamp server is too slow', {}, error);
        throw new PubwatchError('FETCH_NETWORK', 'the timestamp server cannot be reached', {}, error);
      } finally {
        await dispatchers.close();
      }
    },
  };
}
