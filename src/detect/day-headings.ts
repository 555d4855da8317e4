import type { Row } from './cells.ts';
import { selectItems } from './item-selector.ts';
import type { Block, Outline } from './outline.ts';
import type { Setting } from './score.ts';
import type { Texts } from './texts.ts';

const MOST_BEFORE = 60; // blocks before the first row that may head it
const MOST_LENGTH = 60; // characters: "Thursday, 14 May 2026"
const LEAST_USED = 0.8; // of the headings have a row below them

/** Headings between the rows that say of which day those below them are, in page order; empty: the rows are not set out by day. */
export function findDayHeadings({ outline, texts }: Setting, rows: readonly Row[]): readonly Block[] {
  const groups = Map.groupBy(datedBetween(outline, texts, rows), ({ tag, token }) => `${tag}.${token}`);
  const good = [...groups.values()].filter((headings) => headsRows(headings, rows, texts));
  return good.toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** The shortest selector that finds these headings, as the reader looks for them: what stands in records is passed over. */
export function selectDayHeadings(outline: Outline, headings: readonly Block[], rows: readonly Row[]): string | null {
  const starts = new Set(rows.map((row) => row.start.index));
  const isInRow = (block: Block): boolean => {
    for (let above: Block | null = block; above !== null; above = outline.parentOf(above))
      if (starts.has(above.index)) return true;
    return false;
  };
  const [first] = selectItems(outline, headings, (block) => CELL.test(block.tag) || !isInRow(block));
  return first?.isExact === true ? first.css : null;
}
const CELL = /^t[dh]$/; // td

function datedBetween(outline: Outline, texts: Texts, rows: readonly Row[]): readonly Block[] {
  const [first] = rows;
  const last = rows.at(-1);
  const dated: Block[] = [];
  if (first === undefined || last === undefined) return dated;
  let at = 0; // the next row
  for (let index = Math.max(0, first.start.index - MOST_BEFORE); index < last.start.index; ) {
    const block = outline.blocks[index];
    const row = rows[at];
    if (block === undefined || row === undefined) break;
    if (block === row.start) {
      index = row.end + 1;
      at += 1;
    } else if (block.end < row.start.index && isDay(block, texts)) {
      dated.push(mostTelling(outline, block));
      index = block.end + 1;
    } else index += 1;
  }
  return dated;
}

function isDay(block: Block, texts: Texts): boolean {
  return block.textLength > 0 && block.textLength <= MOST_LENGTH && block.linkLength === 0 && texts.hasDate(block);
}

const HEADING = /^(h[1-6]|dt|th|time|caption|summary|legend)$/; // h4

/** Of elements that hold each other and nothing else: the heading, else the one with a name, else the innermost. */
function mostTelling(outline: Outline, block: Block): Block {
  const chain = [block];
  for (let next = onlyChild(outline, block); next !== null; next = onlyChild(outline, next)) chain.push(next);
  const heading = chain.find(({ tag }) => HEADING.test(tag));
  return heading ?? chain.find(({ token }) => token !== '') ?? chain.at(-1) ?? block;
}

function onlyChild(outline: Outline, block: Block): Block | null {
  const [child] = outline.childrenOf(block).filter(({ textLength }) => textLength > 0);
  return child !== undefined && child.textLength === block.textLength ? child : null;
}

/** They stand above the first row and nearly all others, each above some, and tell at least two days. */
function headsRows(headings: readonly Block[], rows: readonly Row[], texts: Texts): boolean {
  const [first] = headings;
  if (first === undefined || first.index > (rows[0]?.start.index ?? 0)) return false;
  if (new Set(headings.map((heading) => texts.of(heading))).size < 2) return false;
  const used = new Set<Block>();
  let at = 0;
  for (const { start } of rows) {
    while ((headings[at + 1]?.index ?? Number.POSITIVE_INFINITY) < start.index) at += 1;
    const heading = headings[at];
    if (heading !== undefined) used.add(heading);
  }
  return used.size >= headings.length * LEAST_USED;
}
