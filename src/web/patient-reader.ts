import type { Clock } from '../model/ports.ts';
import type { Site } from '../report/site/site.ts';
import type { SiteReader } from './read-site.ts';

const LEAST_PAUSE_MS = 1_000;
const PAUSE_FACTOR = 20; // at most a twentieth of the time goes into looking whether anything changed
const PATIENCE_MS = 25; // for a look at the store, where a site that was looked at lately is at hand
const OLD_MS = 60_000; // a site that was looked at longer ago is not shown without another look

/**
 * Looks at the store now and then, not at every request. Requests that come meanwhile wait for the same look; where it takes long,
 * as with hundreds of sources, they are given what the last look saw, if that is no older than a minute.
 */
export function createPatientReader(reader: SiteReader, clock: Clock): SiteReader {
  let last: { readonly site: Site; readonly at: number; readonly goodUntil: number } | null = null;
  let running: Promise<Site> | null = null;
  const look = async (): Promise<Site> => {
    const began = clock.now().getTime();
    try {
      const site = await reader.read();
      const ended = clock.now().getTime();
      last = { site, at: began, goodUntil: ended + Math.max(LEAST_PAUSE_MS, (ended - began) * PAUSE_FACTOR) };
      return site;
    } finally {
      running = null;
    }
  };
  return {
    read: async () => {
      const now = clock.now().getTime();
      if (last !== null && now < last.goodUntil) return last.site;
      running ??= look();
      if (last === null || now - last.at > OLD_MS) return running;
      return firstOf(running, last.site, clock);
    },
  };
}

/** What the look sees, or the site at hand where it takes longer than our patience. A look that fails is told to whoever waits for it. */
async function firstOf(running: Promise<Site>, atHand: Site, clock: Clock): Promise<Site> {
  const over = new AbortController();
  const waited = clock.sleep(PATIENCE_MS, over.signal).then(
    () => atHand,
    () => atHand,
  );
  try {
    return await Promise.race([running, waited]);
  } finally {
    over.abort();
  }
}
