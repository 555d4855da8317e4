import type { Changeset } from '../../model/commit.ts';
import type { PubwatchError } from '../../model/errors.ts';
import type { SourceState } from '../../model/ports.ts';
import { NEVER_SEEN, NO_PULSE, type Pulse, type Seen, type Standing } from '../../model/standing.ts';
import { openCommit } from '../read-commits.ts';
import { readStandings } from '../standing.ts';
import type { Rows } from './database.ts';

interface StandingRow {
  readonly id: string;
  readonly seen: string | null;
  readonly pulse: string | null;
  readonly isOld: boolean; // written by a pubwatch that did not note them
}

/**
 * How sources stand, by columns that are written beside the documents: ten thousand in one question. These columns have no hash, the
 * documents have; `read` is for sources of an older pubwatch.
 */
export async function lookAtStandings(
  rows: Rows,
  sourceIds: readonly string[],
  read: (sourceId: string) => Promise<SourceState>,
): Promise<ReadonlyMap<string, Standing | PubwatchError>> {
  const found = await rows.query<StandingRow>(
    `select source_id as id, seen, pulse,
            (current is not null and seen is null) or (checked is not null and pulse is null) as "isOld"
     from pubwatch.sources where source_id = any($1)`,
    [sourceIds],
  );
  const rowById = new Map(found.map((row) => [row.id, row]));
  const old = await readStandings(
    found.flatMap(({ id, isOld }) => (isOld ? [id] : [])),
    read,
  );
  return new Map(sourceIds.map((id) => [id, old.get(id) ?? openStanding(rowById.get(id))]));
}

function openStanding(row: StandingRow | undefined): Standing {
  const seen: Seen = row?.seen ? JSON.parse(row.seen) : NEVER_SEEN;
  const pulse: Pulse = row?.pulse ? JSON.parse(row.pulse) : NO_PULSE;
  return { ...seen, pulse };
}

/** The newest commits with changes, by an index that grows with time alone. */
export async function lookAtNewest(rows: Rows, sourceId: string | null, count: number): Promise<readonly Changeset[]> {
  const found = await rows.query<{ id: string; sequence: number; changes: Buffer }>(
    `select source_id as id, sequence, changes from pubwatch.commits
     where has_changes ${sourceId === null ? '' : 'and source_id = $2'} order by at desc, source_id limit $1`,
    sourceId === null ? [count] : [count, sourceId],
  );
  return found.flatMap(({ id, sequence, changes }) => openCommit(changes, id, sequence).changeset ?? []);
}
