import type { Clock } from '../model/ports.ts';
import type { Site } from '../report/site/site.ts';
import type { SiteReader } from './read-site.ts';

const LEAST_PAUSE_MS = 1_000;
const PAUSE_FACTOR = 20; // at most a twentieth of the time goes into looking whether anything changed

/** Looks at the store now and then, not at every request; requests that come meanwhile wait for the same look. */
export function createPatientReader(reader: SiteReader, clock: Clock): SiteReader {
  let last: { readonly site: Site; readonly goodUntil: number } | null = null;
  let running: Promise<Site> | null = null;
  const look = async (): Promise<Site> => {
    const began = clock.now().getTime();
    try {
      const site = await reader.read();
      const ended = clock.now().getTime();
      last = { site, goodUntil: ended + Math.max(LEAST_PAUSE_MS, (ended - began) * PAUSE_FACTOR) };
      return site;
    } finally {
      running = null;
    }
  };
  return {
    read: async () => {
      if (last !== null && clock.now().getTime() < last.goodUntil) return last.site;
      running ??= look();
      return running;
    },
  };
}
