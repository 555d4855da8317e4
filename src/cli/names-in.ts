import { readdirSync } from 'node:fs';

/** Names of what is in a folder; none where it cannot be read, as who needs it says better what is wrong with it. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
