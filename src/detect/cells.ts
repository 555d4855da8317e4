import { type Block, holds, type Outline } from './outline.ts';
import { readingLength } from './reading-length.ts';
import type { Texts } from './texts.ts';

/** One record: a block, and in flat runs (a heading and what follows it) the blocks after it up to `end`. */
export interface Row {
  readonly start: Block;
  readonly end: number; // index of the last block that belongs to it
}

/** What stands at one place of the records: the cells of a column, whatever the markup. */
export interface Cell {
  readonly path: readonly Step[]; // from the record down; empty: the record itself
  readonly blocks: readonly (Block | null)[]; // one a row; null: that row has none
  readonly share: number; // of rows that have it, with text
  readonly texts: readonly string[]; // of those that have it
  readonly distinct: number; // share of different texts among them
  readonly length: number; // characters as `readingLength` counts, median
  readonly dated: number; // share of rows where it holds a full date
}
export interface Step {
  readonly tag: string;
  readonly token: string;
  readonly turn: number; // which of its like below one parent, from 1
  readonly isNext: boolean; // a later sibling of the record's first block
}

const MOST_BLOCKS = 150; // of one record
const MOST_CELLS = 400;

/** Lays rows beside each other: blocks reached by the same steps are one cell. */
export function alignRows(outline: Outline, texts: Texts, rows: readonly Row[]): readonly Cell[] {
  const columns = new Map<string, Column>();
  for (const [at, row] of rows.entries()) layRow(outline, columns, rows.length, at, row);
  return [...columns.values()].map(({ path, blocks }) => measure(path, blocks, texts));
}

interface Column {
  readonly id: number;
  readonly path: readonly Step[];
  readonly blocks: (Block | null)[];
}

/** Puts the blocks of one row into their columns; a place not seen before makes a new one. */
function layRow(outline: Outline, columns: Map<string, Column>, rowCount: number, at: number, row: Row): void {
  const columnOf = new Map<number, Column>();
  const turns = new Map<string, number>();
  const put = (block: Block, above: Column | null, step: Step | null): void => {
    const key =
      step === null ? '' : `${above?.id ?? 0}${step.isNext ? '+' : '>'}${step.tag}.${step.token}#${step.turn}`;
    let column = columns.get(key);
    if (column === undefined) {
      if (columns.size >= MOST_CELLS) return;
      const path = step === null ? [] : [...(above?.path ?? []), step];
      column = { id: columns.size, path, blocks: Array.from({ length: rowCount }, () => null) };
      columns.set(key, column);
    }
    column.blocks[at] = block;
    columnOf.set(block.index, column);
  };
  put(row.start, null, null);
  const last = Math.min(row.end, row.start.index + MOST_BLOCKS);
  for (let index = row.start.index + 1; index <= last; index++) {
    const block = outline.blocks[index];
    if (block === undefined) break;
    const isNext = block.parent === row.start.parent;
    const above = isNext ? null : (columnOf.get(block.parent) ?? null);
    if (above === null && !isNext) continue;
    const like = `${block.parent} ${block.tag}.${block.token}`;
    const turn = (turns.get(like) ?? 0) + 1;
    turns.set(like, turn);
    put(block, above, { tag: block.tag, token: block.token, turn, isNext });
  }
}

function measure(path: readonly Step[], blocks: readonly (Block | null)[], texts: Texts): Cell {
  const present = blocks.filter((block) => block !== null);
  const said = present.map((block) => texts.of(block)).filter((text) => text !== '');
  const dated = present.filter((block) => texts.hasDate(block) || texts.dateTime(block) !== null).length;
  return {
    path,
    blocks,
    share: said.length / blocks.length,
    texts: said,
    distinct: distinctShare(said),
    length: median(said.map(readingLength)),
    dated: dated / blocks.length,
  };
}

/** Different values as a share of all; 0 for none. */
export function distinctShare(values: readonly string[]): number {
  return values.length === 0 ? 0 : new Set(values).size / values.length;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Does a block of the first cell hold the other's, in the rows that have both? */
export function cellHolds(outer: Cell, inner: Cell): boolean {
  const at = inner.blocks.findIndex((block, row) => block !== null && (outer.blocks[row] ?? null) !== null);
  const [a, b] = [outer.blocks[at] ?? null, inner.blocks[at] ?? null];
  return a !== null && b !== null && holds(a, b);
}

/** Tells whether something between two block numbers touches one of these rows (in page order, disjoint). */
export function createCover(rows: readonly Row[]): (first: number, last: number) => boolean {
  return (first, last) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.end ?? 0) < first) low = middle + 1;
      else high = middle;
    }
    const row = rows[low];
    return row !== undefined && row.start.index <= last;
  };
}
