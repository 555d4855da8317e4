import type { Candidate } from './candidates.ts';
import { median, type Row } from './cells.ts';
import type { Block, Outline } from './outline.ts';

/** Records as rows. Where something regularly follows each of them before the next one, it belongs to them: a flat run. */
export function toRows(outline: Outline, { records }: Candidate): readonly Row[] {
  const members = new Set(records.map((record) => record.index));
  const gaps = records.map((record) => followers(outline, record, members));
  const usual = median(gaps.filter((gap) => !gap.isLast).map((gap) => gap.blocks.length));
  const regular = gaps.filter((gap) => !gap.isLast && gap.blocks.length > 0);
  const inner = gaps.filter((gap) => !gap.isLast).length;
  const parents = new Set(records.map((record) => record.parent)).size;
  if (
    inner < 2 ||
    records.length < parents * FEWEST_PER_PARENT ||
    usual === 0 ||
    usual > MOST_FOLLOWERS ||
    regular.length < inner * REGULAR
  )
    return records.map((start) => ({ start, end: start.end }));
  return gaps.map(({ record, blocks }) => ({
    start: record,
    end: blocks.slice(0, Math.max(usual, 1)).at(-1)?.end ?? record.end,
  }));
}

const MOST_FOLLOWERS = 6; // elements after a heading that still are its record
const FEWEST_PER_PARENT = 3; // records in a row; two links of one record are no run
const REGULAR = 0.75; // of the records must have them

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
