import { sha256 } from '../lib/bytes.ts';
import type { Capture } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Fetcher } from '../model/ports.ts';
import type { LoggedRequest } from '../model/run-log.ts';

/** A fetcher whose every request is noted for the log of runs, in order. `refuse` and `close` are those of the one it wraps. */
export function recordFetches(
  fetcher: Fetcher,
  now: () => Date,
): Fetcher & { readonly requests: readonly LoggedRequest[] } {
  const requests: LoggedRequest[] = [];
  return {
    requests,
    fetch: async (request, signal) => {
      const asked = { method: request.method, url: withoutLogin(request.url) };
      try {
        const capture = await fetcher.fetch(request, signal);
        requests.push({ ...asked, ...answerOf(capture) });
        return capture;
      } catch (error) {
        if (error instanceof PubwatchError)
          requests.push({ ...asked, at: now().toISOString(), status: null, sha256: null, code: error.code });
        throw error;
      }
    },
    refuse: (url) => fetcher.refuse(url),
    close: () => fetcher.close(),
  };
}

function answerOf({ fetchedAt, status, wireBody }: Capture): Omit<LoggedRequest, 'method' | 'url'> {
  return { at: fetchedAt, status, sha256: wireBody.length === 0 ? null : sha256(wireBody), code: null };
}

function withoutLogin(url: string): string {
  const address = URL.parse(url);
  if (address === null) return 'an address that cannot be read';
  address.username = '';
  address.password = '';
  return address.href;
}
