import { sha256 } from '../lib/bytes.ts';
import type { Source } from '../model/source.ts';
import { hashRecipe } from '../snapshot/take.ts';

/** Identifies how a source is read: recipe, addresses and, for a window, its depth. Another reading is a new baseline, not news. */
export function hashReading(source: Source): string {
  const known = hashes.get(source);
  if (known !== undefined) return known;
  const depth = source.window ? source.pages : null; // a deeper window shows older items, which are not new
  const hash = sha256(JSON.stringify([hashRecipe(source.recipe), source.urls, depth])).slice(0, 16);
  hashes.set(source, hash);
  return hash;
}

const hashes = new WeakMap<Source, string>(); // a check asks twice
