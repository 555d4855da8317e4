import { isNews } from '../../lib/news.ts';
import type { Change } from '../../model/change.ts';
import type { Changeset, CommitFolders } from '../../model/commit.ts';

/** One change with the crawl that found it. */
export interface DatedChange {
  readonly source: { readonly id: string; readonly title: string; readonly commitFolders: CommitFolders };
  readonly changeset: Changeset;
  readonly change: Change;
}

/** Every change of these changesets (oldest first), newest first. */
export function datedChanges(
  { id, title, commitFolders }: DatedChange['source'],
  changesets: readonly Changeset[],
): readonly DatedChange[] {
  const source = { id, title, commitFolders };
  return changesets
    .flatMap((changeset) => changeset.changes.map((change) => ({ source, changeset, change })))
    .reverse();
}

export function isTold({ change }: Pick<DatedChange, 'change'>): boolean {
  return isNews(change);
}

/** Order by code units: the same on every machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
