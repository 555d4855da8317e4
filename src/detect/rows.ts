import type { Candidate } from './candidates.ts';
import { median, type Row } from './cells.ts';
import type { Block, Outline } from './outline.ts';

/** Records as rows. Where something regularly stands between each of them and the next, it belongs to them: a flat run. */
export function toRows(outline: Outline, { records }: Candidate): readonly Row[] {
  const members = new Set(records.map((record) => record.index));
  const gaps = records.map((record) => followers(outline, record, members));
  const parents = new Set(records.map((record) => record.parent)).size;
  const single = records.map((start) => ({ start, end: start.end }));
  if (records.length < parents * FEWEST_PER_PARENT || usualLength(gaps) === 0) return single;
  const leads = usualLength(gaps) === 1 ? leadersOf(outline, gaps) : null;
  if (leads !== null) return gaps.map(({ record }, at) => ({ start: leads[at] ?? record, end: record.end }));
  const own = gaps.map(untilNextTitle);
  const usual = usualLength(own);
  if (usual === 0) return single;
  return own.map(({ record, blocks }) => ({ start: record, end: blocks.slice(0, usual).at(-1)?.end ?? record.end }));
}

/** How many blocks regularly stand between two records; 0: none, or not regularly. */
function usualLength(gaps: readonly Gap[]): number {
  const inner = gaps.filter((gap) => !gap.isLast);
  const usual = median(inner.map((gap) => gap.blocks.length));
  const regular = inner.filter((gap) => gap.blocks.length > 0).length;
  return inner.length < 2 || usual > MOST_FOLLOWERS || regular < inner.length * REGULAR ? 0 : usual;
}

/** A heading or a term belongs to what follows it, not to the words before it. */
function untilNextTitle(gap: Gap): Gap {
  if (gap.record.textLength === 0) return gap;
  const end = gap.blocks.findIndex(({ tag }) => TITLE.test(tag));
  return end < 0 ? gap : { ...gap, blocks: gap.blocks.slice(0, end) };
}
const TITLE = /^(h[1-6]|dt)$/; // dt

const MOST_FOLLOWERS = 6; // elements after a heading that still are its record
const FEWEST_PER_PARENT = 3; // records in a row; two links of one record are no run
const REGULAR = 0.75; // of the records must have them

/**
 * What stands between the records may lead each of them rather than follow it: it stands before the first one too, and not behind the
 * last (`dt` with a date, `dd` with the link). null: it follows.
 */
function leadersOf(outline: Outline, gaps: readonly Gap[]): readonly Block[] | null {
  const leads: Block[] = [];
  for (const { record, blocks, isLast } of gaps) {
    const before = siblingBefore(outline, record);
    if (before === null || (isLast && isLike(blocks[0], before))) return null;
    leads.push(before);
  }
  const [first] = leads;
  return first !== undefined && leads.every((lead) => isLike(lead, first)) ? leads : null;
}

/** The nearest sibling before it that has a text. */
function siblingBefore(outline: Outline, record: Block): Block | null {
  let before = outline.blocks[record.index - 1] ?? null;
  while (before !== null && before.index > record.parent) {
    if (before.parent !== record.parent) before = outline.parentOf(before);
    else if (before.textLength > 0) return before;
    else before = outline.blocks[before.index - 1] ?? null;
  }
  return null;
}

function isLike(a: Block | undefined, b: Block): boolean {
  return a !== undefined && a.tag === b.tag && a.token === b.token;
}

interface Gap {
  readonly record: Block;
  readonly blocks: readonly Block[];
  readonly isLast: boolean; // of its parent: what follows may be anything
}

function followers(outline: Outline, record: Block, members: ReadonlySet<number>): Gap {
  const blocks: Block[] = [];
  const parent = outline.blocks[record.parent];
  const end = parent?.end ?? outline.blocks.length - 1;
  for (let next = record.end + 1; next <= end; ) {
    const block = outline.blocks[next];
    if (block === undefined) break;
    if (members.has(block.index)) return { record, blocks, isLast: false };
    if (block.textLength > 0) blocks.push(block);
    if (blocks.length > MOST_FOLLOWERS) break;
    next = block.end + 1;
  }
  return { record, blocks, isLast: true };
}

/** Some of many, evenly spaced, the first and the last among them. */
export function sample<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * (all.length - 1)) / (most - 1))]).filter(
    (one) => one !== undefined,
  );
}
