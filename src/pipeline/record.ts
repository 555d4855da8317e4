import { sha256 } from '../lib/bytes.ts';
import type { Capture, Exhibit } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Fetcher, Store } from '../model/ports.ts';
import type { LoggedRequest } from '../model/run-log.ts';

/** Every request of a check and what answered, in order. */
export interface RecordingFetcher extends Fetcher {
  readonly requests: readonly LoggedRequest[];
  readonly captures: readonly Capture[]; // without the largest
}

/**
 * Bytes of an answer, as received, that is held on to until its check ends; larger ones are kept by commits alone. Unpacked, a page of
 * more takes detection too long.
 */
export const MOST_HELD_BYTES = 4_000_000;

/** A fetcher whose every request is noted for the log of runs. `refuse` and `close` are those of the one it wraps. */
export function recordFetches(fetcher: Fetcher, now: () => Date): RecordingFetcher {
  const requests: LoggedRequest[] = [];
  const captures: Capture[] = [];
  return {
    requests,
    captures,
    fetch: async (request, signal) => {
      const asked = { method: request.method, url: withoutLogin(request.url) };
      try {
        const capture = await fetcher.fetch(request, signal);
        requests.push({ ...asked, ...answerOf(capture) });
        if (capture.wireBody.length <= MOST_HELD_BYTES) captures.push(capture);
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

/** What a commit keeps as evidence. */
export interface Committed {
  readonly sequence: number;
  readonly captures: readonly Capture[];
}

/** A store that notes what the last commit through it kept. */
export function recordCommit(store: Store): Store & { readonly committed: () => Committed | null } {
  let committed: Committed | null = null;
  return {
    ...store,
    committed: () => committed,
    commit: async (commit, check) => {
      await store.commit(commit, check);
      const captures = commit.captures.map(({ capture }: Exhibit) => capture);
      committed = { sequence: commit.snapshot.sequence, captures };
    },
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
