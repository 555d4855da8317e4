import type { Traits } from './traits.ts';

const MOST_ENTRIES = 300; // index entries looked at for one record: keeps a list of lookalikes near-linear
const MOST_CANDIDATES = 12; // of one record, those that share most

/**
 * Finds, for a record, those of `others` that may be it under another name: they share words of title or address, the beginning
 * or end of the title, date or summary. Rare features count first; those that hundreds share are passed over.
 */
export function indexCandidates(others: readonly Traits[]): (traits: Traits) => readonly Traits[] {
  const byFeature = new Map<string, number[]>();
  for (const [index, traits] of others.entries()) {
    for (const feature of featuresOf(traits)) {
      const entries = byFeature.get(feature);
      if (entries === undefined) byFeature.set(feature, [index]);
      else entries.push(index);
    }
  }
  return (traits) => {
    const lists = [...featuresOf(traits)].flatMap((feature) => {
      const entries = byFeature.get(feature);
      return entries === undefined ? [] : [entries];
    });
    lists.sort((a, b) => a.length - b.length);
    const weights = new Map<number, number>();
    let looked = 0;
    for (const entries of lists) {
      looked += entries.length;
      if (looked > MOST_ENTRIES) break;
      for (const index of entries) weights.set(index, (weights.get(index) ?? 0) + 1 / entries.length);
    }
    return [...weights]
      .sort(([indexA, a], [indexB, b]) => b - a || indexA - indexB)
      .slice(0, MOST_CANDIDATES)
      .flatMap(([index]) => others[index] ?? []);
  };
}

const EDGE_CHARACTERS = 8;
const MOST_WORDS = 40; // of a title or address

function featuresOf({ title, slug, summary, item }: Traits): Set<string> {
  const features = new Set<string>();
  for (const word of title.words.slice(0, MOST_WORDS)) features.add(`word ${word.stem}`);
  for (const word of [...slug].slice(0, MOST_WORDS)) features.add(`slug ${word}`);
  if (title.compact !== '') {
    features.add(`title ${title.compact}`);
    features.add(`start ${title.compact.slice(0, EDGE_CHARACTERS)}`);
    features.add(`end ${title.compact.slice(-EDGE_CHARACTERS)}`);
  }
  if (summary !== '') features.add(`summary ${summary}`);
  if (item.date !== null) features.add(`date ${item.date}`);
  return features;
}
