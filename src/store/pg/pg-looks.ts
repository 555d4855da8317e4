import type { Changeset } from '../../model/commit.ts';
import type { PubwatchError } from '../../model/errors.ts';
import type { SourceState } from '../../model/ports.ts';
import { NEVER_SEEN, NO_PULSE, type Pulse, type Seen, type Standing } from '../../model/standing.ts';
import { sourceFiles } from '../layout.ts';
import { openCommit } from '../read-commits.ts';
import { readStandings } from '../standing.ts';
import type { Rows } from './database.ts';

/** JSON as a commit and a check note it; 'null': there was none yet; null: they are of a pubwatch that did not note it. */
interface StandingRow {
  readonly id: string;
  readonly seen: string | null;
  readonly pulse: string | null;
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
    `select source_id as id, coalesce(seen, case when current is null then 'null' end) as seen,
            coalesce(pulse, case when checked is null then 'null' end) as pulse
     from pubwatch.sources where $1::text[] is null or source_id = any($1)`,
    [sourceIds.length > MOST_NAMED ? null : sourceIds],
  );
  const rowById = new Map(found.map((row) => [row.id, row]));
  const old = await readStandings(
    sourceIds.filter((id) => isOld(rowById.get(id))),
    read,
  );
  const standings = new Map<string, Standing | PubwatchError>();
  for (const id of sourceIds) standings.set(id, old.get(id) ?? openStanding(rowById.get(id)));
  return standings;
}

const MOST_NAMED = 1_000; // more names take longer to send and to look for than the rows that nobody asked for

function isOld(row: StandingRow | undefined): boolean {
  return row?.seen === null || row?.pulse === null;
}

function openStanding(row: StandingRow | undefined): Standing {
  const { sequence, items, missing }: Seen = JSON.parse(row?.seen ?? 'null') ?? NEVER_SEEN;
  const pulse: Pulse = JSON.parse(row?.pulse ?? 'null') ?? NO_PULSE;
  return { sequence, items, missing, pulse };
}

/** The newest commits with changes, by an index that grows with time alone. */
export async function lookAtNewest(rows: Rows, sourceId: string | null, count: number): Promise<readonly Changeset[]> {
  const found = await rows.query<{ id: string; sequence: number; changes: Buffer }>(
    `select source_id as id, sequence, changes from pubwatch.commits
     where has_changes ${sourceId === null ? '' : 'and source_id = $2'} order by at desc, source_id limit $1`,
    sourceId === null ? [count] : [count, sourceId],
  );
  return found.flatMap(
    ({ id, sequence, changes }) =>
      openCommit(changes, { sourceId: id, sequence, file: sourceFiles(id).changes(sequence) }).changeset ?? [],
  );
}
