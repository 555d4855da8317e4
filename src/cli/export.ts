import { writeFile } from 'node:fs/promises';
import { csvCell } from '../lib/escape.ts';
import { PubwatchError } from '../model/errors.ts';
import { itemToJson } from '../report/json.ts';
import { wireStore } from '../wire.ts';
import { pastChanges, pastToJson } from './history.ts';
import type { CommandContext } from './io.ts';

const FORMATS = ['json', 'csv'];

/** `export`: the accepted items and the past changes of one source, or of all. */
export async function exportItems(
  { options, out }: CommandContext,
  [sourceId]: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const format = String(flags['format']);
  if (!FORMATS.includes(format)) throw new PubwatchError('USAGE', `--format: expected json or csv, found "${format}"`);
  const store = await wireStore(options);
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
  const text = format === 'json' ? `${JSON.stringify({ sources }, null, 2)}\n` : toCsv(sources);
  const path = String(flags['out']);
  if (path === '-') out.result(text.trimEnd());
  else await writeText(path, text);
  return 0;
}

async function writeText(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new PubwatchError(
      'STATE_WRITE',
      `${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      { path },
      error,
    );
  }
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
