import { PubwatchError } from '../model/errors.ts';

const TRAILING_SLASH = /\/$/; // config/

/** Path of a source's file, which begins as the user wrote the folder (`join` would drop a `./`). */
export function sourceFile(folder: string, id: string): string {
  return `${folder.replace(TRAILING_SLASH, '')}/sources/${id}.yaml`;
}

/** Does what writes a file or folder. A fault of the disk is STATE_WRITE with its name and reason; others pass as they are. */
export async function writing<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PubwatchError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PubwatchError('STATE_WRITE', `${path}: cannot be written: ${reason}`, { path }, error);
  }
}
