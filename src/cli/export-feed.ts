import { LOCAL_PAGE } from '../lib/local-page.ts';
import type { Config } from '../model/config.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import { type FeedFormat, feedPath, renderFeed } from '../report/feed.ts';

/** The past changes of one source, or of all (null), as a feed. Throws DATA_INVALID for a source without state. */
export async function exportFeed(
  sourceId: string | null,
  format: FeedFormat,
  { settings, sources }: Config,
  store: Pick<Store, 'sourceIds' | 'read' | 'changesets'>,
): Promise<string> {
  const ids = sourceId === null ? await store.sourceIds() : [sourceId];
  const changesets = [];
  let beganAt = NEVER;
  for (const id of ids) {
    const { snapshot } = await store.read(id);
    if (snapshot === null && sourceId !== null) throw new PubwatchError('DATA_INVALID', `${id}: nothing is stored yet`);
    if (snapshot !== null && snapshot.takenAt > beganAt) beganAt = snapshot.takenAt;
    changesets.push(...(await store.changesets(id, 0)));
  }
  const configured = sources.find(({ id }) => id === sourceId);
  const last = changesets.at(-1);
  const title = configured?.title ?? last?.sourceTitle ?? sourceId;
  const url = configured?.urls[0] ?? last?.sourceUrl ?? LOCAL_PAGE;
  return renderFeed(
    {
      source: sourceId === null || title === null ? null : { id: sourceId, title, url },
      changesets,
      selfUrl: new URL(feedPath(sourceId, format), asFolder(settings.baseUrl ?? LOCAL_PAGE)).href,
      baseUrl: settings.baseUrl,
      beganAt,
    },
    format,
  );
}

const NEVER = '1970-01-01T00:00:00.000Z';

function asFolder(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
