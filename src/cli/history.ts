import { isNews } from '../lib/news.ts';
import type { Store } from '../model/ports.ts';
import { type PastChange, pastToJson } from '../report/json.ts';
import { wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';
import { tellChange } from './run-text.ts';

/** `history`: what was told, newest first. */
export async function history({ io, options, out }: CommandContext, [sourceId]: readonly string[]): Promise<number> {
  const store = await wireStore({ ...options, env: io.env });
  const past = await pastChanges(store, sourceId ?? null);
  if (options.json) out.json({ changes: past.map(pastToJson) });
  else out.result(past.length === 0 ? 'No changes yet.' : tell(past));
  return 0;
}

/** Told changes of one source, or of all, newest first; cosmetic ones are left out. */
export async function pastChanges(store: Store, sourceId: string | null): Promise<PastChange[]> {
  const ids = sourceId === null ? await store.sourceIds() : [sourceId];
  const past: PastChange[] = [];
  for (const id of ids) {
    for (const { at, changes } of await store.changesets(id, 0)) {
      for (const change of changes) if (isNews(change)) past.push({ sourceId: id, at, change });
    }
  }
  return past.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function tell(past: readonly PastChange[]): string {
  const bySighting = Map.groupBy(past, ({ sourceId, at }) => `${at}  ${sourceId}`);
  return [...bySighting]
    .flatMap(([head, list]) => [head, ...list.map(({ change }) => `${tellChange(change)}  ${change.id}`)])
    .join('\n');
}
