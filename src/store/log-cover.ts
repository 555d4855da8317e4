import type { LoggedCommit } from '../model/run-log.ts';
import type { LineSource } from './codec-log.ts';
import type { Disk } from './disk.ts';
import { LOG_FILE } from './layout.ts';
import { readLogLines } from './log-lines.ts';

/** Which commits the log tells of already. */
export interface LogCover {
  forget(): void;
  note(sources: readonly LineSource[]): void;
  /** Those of these sources that stand on a commit no line tells of. */
  uncovered(
    sourceIds: readonly string[],
    commitOf: (sourceId: string) => Promise<LoggedCommit | null>,
  ): Promise<readonly LineSource[]>;
}

/** Only commits that this process did not log itself make it read years of lines. */
export function createLogCover(disk: Disk): LogCover {
  const sequenceBySource = new Map<string, number>();
  let isRead = false;
  const isCovered = (id: string, { sequence }: LoggedCommit): boolean => sequenceBySource.get(id) === sequence;
  const note = (sources: readonly LineSource[]): void => {
    for (const { id, commit } of sources) if (commit !== null) sequenceBySource.set(id, commit.sequence);
  };
  const readAll = async (): Promise<void> => {
    if (isRead) return;
    const { lines } = readLogLines((await disk.read(LOG_FILE)) ?? new Uint8Array());
    for (const { sound } of lines) note(sound?.line.sources ?? []);
    isRead = true;
  };
  return {
    forget: () => {
      sequenceBySource.clear();
      isRead = false;
    },
    note,
    uncovered: async (sourceIds, commitOf) => {
      const found: LineSource[] = [];
      for (const id of new Set(sourceIds)) {
        const commit = await commitOf(id);
        if (commit === null || isCovered(id, commit)) continue;
        await readAll();
        if (!isCovered(id, commit)) found.push({ id, check: null, commit });
      }
      return found;
    },
  };
}
