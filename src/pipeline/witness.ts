import type { Capture } from '../model/capture.ts';
import type { Fetcher } from '../model/ports.ts';
import type { Source } from '../model/source.ts';
import { MOST_HELD_BYTES } from './record.ts';

/** Remembers what the first start address answered: what a failing recipe could not read. */
export interface Witness {
  readonly fetcher: Fetcher;
  readonly firstPage: () => Capture | null;
}

export function witnessFirstPage(fetcher: Fetcher, { urls }: Source): Witness {
  let first: Capture | null = null;
  return {
    fetcher: {
      ...fetcher,
      fetch: async (request, signal) => {
        const capture = await fetcher.fetch(request, signal);
        const isHeld = capture.status === 200 && capture.wireBody.length <= MOST_HELD_BYTES;
        if (request.url === urls[0] && isHeld) first = capture;
        return capture;
      },
    },
    firstPage: () => first,
  };
}
