import { type Block, holds, type Outline } from './outline.ts';

/** Elements that may be the records of a list, in page order. Disjoint. */
export interface Candidate {
  readonly records: readonly Block[];
}

/**
 * Every set of elements that repeats: what surrounds the links of one path, as far up as it holds one link only; children of one
 * parent that are alike; blocks at one path across parents (rows of cards, sections by year).
 */
export function findCandidates(outline: Outline): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  const add = (records: readonly Block[]): void => {
    if (records.length < 2) return;
    const key = `${records.length}:${records[0]?.index}:${records.at(-1)?.index}`;
    if (!found.has(key)) found.set(key, { records });
  };
  for (const links of linkGroups(outline)) add(recordsAround(outline, links));
  for (const group of elementGroups(outline)) add(group);
  return [...found.values()];
}

function linkGroups(outline: Outline): readonly (readonly Block[])[] {
  const links = outline.blocks.filter((block) => block.href !== null);
  return [
    ...groupBy(links, (link) => `c${link.classPath}`),
    ...groupBy(links, (link) => `t${link.columnPath}`),
    ...groupBy(links, (link) => `n${link.tagPath} ${nearestName(outline, link)}`),
  ];
}

/** The closest ancestor that has an id: lists of one make in two places are two lists. */
function nearestName(outline: Outline, block: Block): number {
  let above = outline.parentOf(block);
  for (let steps = 0; above !== null && steps < MOST_CLIMB; steps++) {
    if (above.element.attribs['id'] !== undefined && outline.childrenOf(above).length > 1) return above.index;
    above = outline.parentOf(above);
  }
  return -1;
}

const MOST_CLIMB = 16; // levels from a link to its record

/** Climbs from each link as long as no other link of the group comes in; the level most links reach is the record's. */
function recordsAround(outline: Outline, links: readonly Block[]): readonly Block[] {
  const levels = new Map<number, number>();
  for (const [at, link] of links.entries()) {
    const level = climb(outline, link, links[at - 1], links[at + 1]);
    levels.set(level, (levels.get(level) ?? 0) + 1);
  }
  const [level] = [...levels].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0]);
  const records: Block[] = [];
  for (const link of links) {
    const record = ancestor(outline, link, level);
    const last = records.at(-1);
    if (record !== null && (last === undefined || record.index > last.end)) records.push(record);
  }
  return records;
}

function climb(outline: Outline, link: Block, before: Block | undefined, after: Block | undefined): number {
  let level = 0;
  for (let above = outline.parentOf(link); above !== null && level < MOST_CLIMB; above = outline.parentOf(above)) {
    if (TOP.test(above.tag)) break;
    if ((before !== undefined && holds(above, before)) || (after !== undefined && holds(above, after))) break;
    level += 1;
  }
  return level;
}
const TOP = /^(html|body|main)$/; // body

function ancestor(outline: Outline, block: Block, level: number): Block | null {
  let above: Block | null = block;
  for (let step = 0; step < level && above !== null; step++) above = outline.parentOf(above);
  return above;
}

const ROW = /^(li|tr|tbody|article|section|div|dt|p|h[1-6]|table|ul|ol|dl|a|td|figure|details|blockquote)$/; // li

function elementGroups(outline: Outline): readonly (readonly Block[])[] {
  const rows = outline.blocks.filter((block) => ROW.test(block.tag) && block.textLength > 0);
  return [
    ...groupBy(rows, (row) => `s${row.parent} ${row.tag}`),
    ...groupBy(rows, (row) => `c${row.parent} ${row.tag}.${row.token}`),
    ...groupBy(rows, (row) => `p${row.classPath}`),
    ...groupBy(rows, (row) => `t${row.tagPath}`),
  ];
}

function groupBy(blocks: readonly Block[], keyOf: (block: Block) => string): readonly (readonly Block[])[] {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const key = keyOf(block);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [block]);
    else group.push(block);
  }
  return [...groups.values()].filter((group) => group.length >= 2);
}
