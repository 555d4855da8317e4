import { sha256 } from '../lib/bytes.ts';
import type { Source } from '../model/source.ts';
import { hashRecipe } from '../snapshot/take.ts';

/** Identifies how a source is read: recipe, addresses and, for a window, its depth. Another reading is a new baseline, not news. */
export function hashReading(source: Source): string {
  const depth = source.window ? source.pages : null; // a deeper window shows older items, which are not new
  return sha256(JSON.stringify([hashRecipe(source.recipe), source.urls, depth])).slice(0, 16);
}
