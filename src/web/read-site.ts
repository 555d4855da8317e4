import { NEVER_CHECKED } from '../model/check-state.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import type { PastCheck } from '../model/run-log.ts';
import type { Source } from '../model/source.ts';
import { buildSite, buildSource, type Site, type SiteSource } from '../report/site/site.ts';
import { createSiteMoments } from '../report/site/site-moments.ts';

/** Reads the store into a site, again and again. */
export interface SiteReader {
  /** The site as the store is now; the very same object where nothing changed since the last time. */
  read(): Promise<Site>;
}

const READ_AT_ONCE = 16; // sources; a disk answers many small questions at once better than one after another

/** Reads each source's changes once: later readings ask only for what came after. `config` null: titles as they were stored. */
export function createSiteReader(store: Store, config: Pick<Config, 'sources' | 'settings'> | null): SiteReader {
  const moments = createSiteMoments(config?.settings.timezone ?? 'UTC');
  const configured = new Map((config?.sources ?? []).map((source) => [source.id, source]));
  const past = createPastReader(store);
  const known = new Map<string, { readonly stamp: string; readonly source: SiteSource }>();
  let site: Site | null = null;
  return {
    read: async () => {
      const ids = [...new Set([...(await store.sourceIds()), ...configured.keys()])];
      const checksOf = await past();
      let isSame = site !== null && ids.length === known.size;
      const look = async (id: string): Promise<void> => {
        const before = known.get(id);
        const state = await readState(store, id);
        const stamp = JSON.stringify([
          state.snapshot?.sequence,
          state.fault,
          { ...state.check, pages: [] },
          checksOf(id).length,
        ]);
        if (before?.stamp === stamp) return;
        isSame = false;
        const changesets =
          state.fault === null ? await readOn(store, id, before?.source) : { list: [], fault: state.fault };
        const record = {
          id,
          ...nameOf(id, configured.get(id), changesets.list.at(-1)),
          isWatched: config === null || configured.has(id),
          snapshot: state.snapshot,
          check: state.check,
          checks: checksOf(id),
          changesets: changesets.list,
          commitFolders: await store.commitFolders(id),
          fault: changesets.fault,
        };
        known.set(id, { stamp, source: buildSource(record, moments) });
      };
      for (let start = 0; start < ids.length; start += READ_AT_ONCE)
        await Promise.all(ids.slice(start, start + READ_AT_ONCE).map(look));
      if (isSame && site !== null) return site;
      const sources = ids.flatMap((id) => known.get(id)?.source ?? []);
      site = buildSite(sources, moments);
      return site;
    },
  };
}

/** Reads the log of runs, and at later calls what was added to it; by source. A log that cannot be read tells nothing. */
function createPastReader({ runLog }: Pick<Store, 'runLog'>) {
  const checksById = new Map<string, PastCheck[]>();
  let line = 0;
  return async (): Promise<(id: string) => readonly PastCheck[]> => {
    const past = await runLog.past(line).catch((error: unknown) => {
      faultOf(error);
      return { line, checks: [] };
    });
    line = past.line;
    for (const [id, checks] of Map.groupBy(past.checks, ({ sourceId }) => sourceId))
      checksById.set(id, [...(checksById.get(id) ?? []), ...checks]);
    return (id) => checksById.get(id) ?? [];
  };
}

async function readState(store: Store, id: string) {
  try {
    return { ...(await store.read(id)), fault: null };
  } catch (error) {
    return { snapshot: null, check: NEVER_CHECKED, fault: faultOf(error) };
  }
}

async function readOn(store: Store, id: string, before: SiteSource | undefined) {
  const known = before?.fault === null ? before.changesets : [];
  try {
    return { list: [...known, ...(await store.changesets(id, known.at(-1)?.sequence ?? 0))], fault: null };
  } catch (error) {
    return { list: known, fault: faultOf(error) };
  }
}

/** One damaged source is told on its page; the others are shown as ever. */
function faultOf(error: unknown): string {
  if (error instanceof PubwatchError && (error.code === 'STATE_DAMAGED' || error.code === 'STATE_NEWER'))
    return error.message;
  throw error;
}

function nameOf(
  id: string,
  source: Source | undefined,
  stored: { readonly sourceTitle: string; readonly sourceUrl: string } | undefined,
): { readonly title: string; readonly url: string } {
  return { title: source?.title ?? stored?.sourceTitle ?? id, url: source?.urls[0] ?? stored?.sourceUrl ?? '' };
}
