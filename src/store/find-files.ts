import type { DiskReader } from './disk.ts';
import { olderSourceFiles, type SourceFiles, sourceFiles } from './layout.ts';

/**
 * Where the files of this source lie. Commits are never moved: a source that was begun before format 3 keeps the folders it was begun
 * with, for its new commits too, so that what the log and its evidence name stays where it is named.
 */
export async function findFiles(disk: Pick<DiskReader, 'isThere'>, sourceId: string): Promise<SourceFiles> {
  const files = sourceFiles(sourceId);
  if (await disk.isThere(files.changes(1))) return files;
  const older = olderSourceFiles(sourceId);
  for (const folder of Object.values(older.commitFolders)) if (await disk.isThere(folder)) return older;
  return files;
}
