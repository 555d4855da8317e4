import { isNews } from '../lib/news.ts';
import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Store } from '../model/ports.ts';
import { type PastChange, pastToJson } from '../report/json.ts';
import { wireStore } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { tellChange } from './run-text.ts';

/** `history`: what was told, newest first. */
export async function history(
  { io, options, out }: CommandContext,
  [sourceId]: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const store = await wireStore({ ...options, env: io.env });
  const limit = flags['limit'] === undefined ? null : readLimit(flags['limit']);
  const past =
    limit === null
      ? await pastChanges(store, sourceId ?? null)
      : toPast(await store.newest(sourceId ?? null, limit)).slice(0, limit);
  if (options.json) out.json({ changes: past.map(pastToJson) });
  else out.result(past.length === 0 ? 'No changes yet.' : tell(past));
  return 0;
}

/** Told changes of one source, or of all, newest first; cosmetic ones are left out. */
export async function pastChanges(store: Store, sourceId: string | null): Promise<PastChange[]> {
  const ids = sourceId === null ? await store.sourceIds() : [sourceId];
  const changesets: (readonly Changeset[])[] = [];
  for (const id of ids) changesets.push(await store.changesets(id, 0));
  return toPast(changesets.flat()).toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

function toPast(changesets: readonly Changeset[]): readonly PastChange[] {
  return changesets.flatMap(({ sourceId, at, changes }) =>
    changes.filter(isNews).map((change) => ({ sourceId, at, change })),
  );
}

function readLimit(given: unknown): number {
  const limit = Number(given);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new PubwatchError('USAGE', `--limit: expected a number of changes, found "${String(given)}"`);
}

function tell(past: readonly PastChange[]): string {
  const bySighting = Map.groupBy(past, ({ sourceId, at }) => `${at}  ${sourceId}`);
  return [...bySighting]
    .flatMap(([head, list]) => [head, ...list.map(({ change }) => `${tellChange(change)}  ${change.id}`)])
    .join('\n');
}
