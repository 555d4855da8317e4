import { writeFile } from 'node:fs/promises';
import { csvCell } from '../lib/escape.ts';
import { LOCAL_PAGE } from '../lib/local-page.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import { FEED_FORMATS, type FeedFormat } from '../report/feed.ts';
import { itemToJson, pastToJson } from '../report/json.ts';
import { wireStore } from '../wire-state.ts';
import { exportFeed } from './export-feed.ts';
import { pastChanges } from './history.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { writing } from './source-file.ts';

const FORMATS = ['json', 'csv', ...FEED_FORMATS, 'site'];

/** `export`: the accepted items and the past changes of one source, or of all; the changes alone as a feed. */
export async function exportItems(
  context: CommandContext,
  [sourceId]: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const { io, options, out } = context;
  const format = String(flags['format']);
  if (!FORMATS.includes(format))
    throw new PubwatchError('USAGE', `--format: expected ${FORMATS.join(', ')}, found "${format}"`);
  if (format === 'site') return await siteOf(context, sourceId, String(flags['out']));
  const store = await wireStore({ ...options, env: io.env });
  const feedFormat = FEED_FORMATS.find((known) => known === format);
  const text =
    feedFormat === undefined
      ? await itemsText(sourceId, format, store)
      : await feedText(sourceId ?? null, feedFormat, store, context);
  const path = String(flags['out']);
  if (path === '-') out.result(text.trimEnd());
  else await writeText(path, text);
  return 0;
}

async function feedText(
  sourceId: string | null,
  format: FeedFormat,
  store: Store,
  { io, options, out }: CommandContext,
): Promise<string> {
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const text = await exportFeed(sourceId, format, config, store);
  if (config.settings.baseUrl === null && !options.quiet)
    out.diagnostic(
      `baseUrl is not set: the feed says that it lies at ${LOCAL_PAGE}; set it before you publish the feed`,
    );
  return text;
}

async function itemsText(sourceId: string | undefined, format: string, store: Store): Promise<string> {
  const ids = sourceId === undefined ? await store.sourceIds() : [sourceId];
  const sources = [];
  for (const id of ids) {
    const { snapshot } = await store.read(id);
    if (snapshot === null) throw new PubwatchError('DATA_INVALID', `${id}: nothing is stored yet`);
    const changes = (await pastChanges(store, id)).map(pastToJson);
    const items = snapshot.items.map(({ item, firstSeen, missing }) => ({
      ...itemToJson(item),
      key: item.key,
      firstSeen,
      missing,
    }));
    sources.push({ id, takenAt: snapshot.takenAt, items, changes });
  }
  return format === 'json' ? `${JSON.stringify({ sources }, null, 2)}\n` : toCsv(sources);
}

async function siteOf(context: CommandContext, sourceId: string | undefined, folder: string): Promise<number> {
  if (sourceId !== undefined || folder === '-')
    throw new PubwatchError(
      'USAGE',
      '--format site: expected no SOURCE and a folder for --out: a site shows all sources',
    );
  return (await import('./export-site.ts')).exportSite(context, folder);
}

function writeText(path: string, text: string): Promise<void> {
  return writing(path, () => writeFile(path, text));
}

const COLUMNS = ['title', 'url', 'date', 'summary', 'firstSeen'] as const;

function toCsv(
  sources: readonly { id: string; items: readonly Readonly<Record<(typeof COLUMNS)[number], unknown>>[] }[],
): string {
  const rows = sources.flatMap(({ id, items }) =>
    items.map((item) => [id, ...COLUMNS.map((column) => String(item[column] ?? ''))]),
  );
  return [['source', ...COLUMNS], ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
