import type { Capture } from '../model/capture.ts';
import type { Fetcher } from '../model/ports.ts';
import type { Source } from '../model/source.ts';

/** Remembers what the first start address answered: what a failing recipe could not read. */
export interface Witness {
  readonly fetcher: Fetcher;
  readonly firstPage: () => Capture | null;
}

const MOST_BYTES = 4_000_000; // detection takes too long over more, and remembering it is dear

export function witnessFirstPage(fetcher: Fetcher, { urls }: Source): Witness {
  let first: Capture | null = null;
  return {
    fetcher: {
      ...fetcher,
      fetch: async (request, signal) => {
        const capture = await fetcher.fetch(request, signal);
        if (request.url === urls[0] && capture.status === 200 && capture.body.length <= MOST_BYTES) first = capture;
        return capture;
      },
    },
    firstPage: () => first,
  };
}
