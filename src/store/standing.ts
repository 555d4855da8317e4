import type { Changeset } from '../model/commit.ts';
import { PubwatchError } from '../model/errors.ts';
import type { SourceState } from '../model/ports.ts';
import { NEVER_SEEN, type Standing, toPulse, toSeen } from '../model/standing.ts';

/** How each of these sources stands, by reading one after the other. */
export async function readStandings(
  sourceIds: readonly string[],
  read: (sourceId: string) => Promise<SourceState>,
): Promise<ReadonlyMap<string, Standing | PubwatchError>> {
  const standings = new Map<string, Standing | PubwatchError>();
  for (const id of sourceIds) standings.set(id, await readStanding(id, read));
  return standings;
}

async function readStanding(
  sourceId: string,
  read: (sourceId: string) => Promise<SourceState>,
): Promise<Standing | PubwatchError> {
  try {
    const { snapshot, check } = await read(sourceId);
    return { ...(snapshot === null ? NEVER_SEEN : toSeen(snapshot)), pulse: toPulse(check) };
  } catch (error) {
    if (error instanceof PubwatchError) return error;
    throw error;
  }
}

/** Newest first; those of one moment in the order of their sources. */
export function newestFirst(changesets: readonly Changeset[]): readonly Changeset[] {
  return changesets.toSorted((a, b) => (a.at === b.at ? (a.sourceId < b.sourceId ? -1 : 1) : a.at < b.at ? 1 : -1));
}
