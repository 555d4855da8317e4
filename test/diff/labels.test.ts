import { describe, expect, test } from 'vitest';
import { diffItems, type ItemDiff } from '../../src/diff/items.ts';
import type { Item } from '../../src/model/item.ts';
import { RECORDS_APART } from './labels/apart.ts';
import { CROWDED_EDITS } from './labels/crowded.ts';
import type { Label } from './labels/read-labels.ts';
import { SAME_RECORDS } from './labels/same.ts';

const LABELS: readonly Label[] = [...SAME_RECORDS, ...RECORDS_APART, ...CROWDED_EDITS];
const LEAST_RIGHT = 0.97;

const diffLabels = (labels: readonly Label[]): ItemDiff =>
  diffItems({
    before: labels.flatMap((label) => [...label.kept.map(([before]) => before), ...label.gone]),
    removed: [],
    after: labels.flatMap((label) => [...label.kept.map(([, after]) => after), ...label.come]),
  });
const partnersOf = ({ changed, unchanged }: ItemDiff): ReadonlyMap<Item, Item> =>
  new Map([...changed, ...unchanged].map(({ before, after }) => [before, after]));

/** Is each record of the edit where the label says? */
function isRight(label: Label, partners: ReadonlyMap<Item, Item>): boolean {
  const taken = new Set(partners.values());
  return (
    label.kept.every(([before, after]) => partners.get(before) === after) &&
    label.gone.every((item) => !partners.has(item)) &&
    label.come.every((item) => !taken.has(item))
  );
}

/** Pairs that were matched although no label says they are one record. */
function falsePairs(labels: readonly Label[], partners: ReadonlyMap<Item, Item>): string[] {
  const truth = new Map(labels.flatMap((label) => label.kept));
  return [...partners].flatMap(([before, after]) =>
    truth.get(before) === after ? [] : [`${before.title} -> ${after.title}`],
  );
}

describe('labelled edits', () => {
  test('are at least 300, each with a name of its own', () => {
    expect(LABELS.length).toBeGreaterThanOrEqual(300);
    expect(new Set(LABELS.map((label) => label.name)).size).toBe(LABELS.length);
  });

  test.each([
    ['each in a list of its own', LABELS.map((label) => [label])],
    ['all in one list at once', [LABELS]],
  ])('%s: at least 97 of 100 are read as labelled, and no unrelated pair is matched', (where, lists) => {
    const judged = lists.map((labels) => judge(labels));
    const wrong = judged.flatMap((one) => one.wrong);
    const right = 1 - wrong.length / LABELS.length;
    // biome-ignore lint/suspicious/noConsole: the figures are for the reader of the test's output
    console.info(`${where}: ${LABELS.length} edits, ${(100 * right).toFixed(1)} % right; wrong:`, wrong);
    expect(judged.flatMap((one) => one.unrelated)).toEqual([]);
    expect(right).toBeGreaterThanOrEqual(LEAST_RIGHT);
  });
});

/** Diffs these edits as one list: the edits that are not read as labelled, and the pairs that no label knows. */
function judge(labels: readonly Label[]): { readonly wrong: readonly string[]; readonly unrelated: readonly string[] } {
  const partners = partnersOf(diffLabels(labels));
  return {
    wrong: labels.filter((label) => !isRight(label, partners)).map((label) => label.name),
    unrelated: falsePairs(labels, partners),
  };
}
