import type { Cell, Row, Step } from './cells.ts';
import type { Block, Outline } from './outline.ts';
import { ANY, answers, costOf, type Part, printParts } from './part.ts';
import { TOKEN_COST, tokenQuality } from './tokens.ts';

/** May this block be what a field is read from? The reader takes the first match that has a value. */
export type HasValue = (block: Block) => boolean;

/** The links of the cell by what their addresses share, where the rows hold other links too: `a[href*="/publication/"]`. */
export function selectLink(outline: Outline, rows: readonly Row[], cell: Cell): string | null {
  const links = cell.blocks.flatMap((block) => block?.href ?? []);
  const others = rows.flatMap((row) => linksOf(outline, row)).filter((href) => !links.includes(href));
  if (others.length === 0) return null;
  const [first = ''] = links;
  const folders = (first.replace(ORIGIN, '').match(FOLDER) ?? []).map((name) => `/${name}`).toReversed();
  const folder = folders.find(
    (name) => links.every((href) => href.includes(name)) && !others.some((href) => href.includes(name)),
  );
  return folder === undefined ? null : `a[href*="${folder}"]`;
}

const ORIGIN = /^[a-z]+:\/\/[^/]*/i; // https://example.org
const FOLDER = /(?<=\/)[a-z][a-z_-]{2,30}\//gi; // publication/
const MOST_LINKS = 40; // of one row

function linksOf(outline: Outline, row: Row): readonly string[] {
  const inside = outline.blocks.slice(row.start.index, row.start.end + 1);
  return inside.flatMap((block) => block.href ?? []).slice(0, MOST_LINKS);
}

/** The shortest selector below the record whose first match with a value is the cell's block, in as many rows as possible. */
export function selectField(outline: Outline, rows: readonly Row[], cell: Cell, hasValue: HasValue): string | null {
  const [firstStep] = cell.path;
  if (firstStep === undefined) return '.';
  if (firstStep.isNext) return siblingCount(outline, rows) > MOST_SIBLINGS ? null : selectNext(outline, rows, cell);
  let best: { readonly parts: readonly Part[]; readonly rate: number } | null = null;
  for (const parts of plansFor(outline, cell)) {
    const rate = agreement(outline, rows, cell, hasValue, parts) - costOf(parts) * COST_WEIGHT;
    if (best === null || rate > best.rate) best = { parts, rate };
  }
  return best === null ? null : printParts(best.parts);
}

const COST_WEIGHT = 0.012; // of a share of rows: a shorter selector may miss one row in eighty

function agreement(
  outline: Outline,
  rows: readonly Row[],
  cell: Cell,
  hasValue: HasValue,
  parts: readonly Part[],
): number {
  let agreed = 0;
  for (const [at, row] of rows.entries()) {
    const wanted = cell.blocks[at] ?? null;
    const found = firstMatch(outline, row, parts, hasValue);
    if (wanted === null || !hasValue(wanted)) agreed += found === null ? 1 : 0.4;
    else if (found?.block === wanted) agreed += found.isOnly ? 1 : AMBIGUOUS;
  }
  return agreed / rows.length;
}

const AMBIGUOUS = 0.96; // right because it comes first: an advertisement in front would be read instead

interface Match {
  readonly block: Block;
  readonly isOnly: boolean;
}

function firstMatch(outline: Outline, row: Row, parts: readonly Part[], hasValue: HasValue): Match | null {
  let first: Block | null = null;
  for (let index = row.start.index + 1; index <= row.start.end; index++) {
    const block = outline.blocks[index];
    if (block === undefined || !answers(outline, parts, block, row.start) || !hasValue(block)) continue;
    if (first !== null) return { block: first, isOnly: false };
    first = block;
  }
  return first === null ? null : { block: first, isOnly: true };
}

const TELLING = /^(h[1-6]|time|a|td|th|dt|dd|p|li|b|strong|em|i|cite|address|summary|figcaption)$/; // h3

/** Ways to name a cell by itself and by what it stands in, cheapest first. */
function plansFor(outline: Outline, cell: Cell): readonly (readonly Part[])[] {
  const own = partsOf(outline, cell, cell.path.length - 1);
  const plans: (readonly Part[])[] = own.map((part) => [part]);
  for (let at = cell.path.length - 2; at >= 0; at--) {
    const isParent = at === cell.path.length - 2;
    for (const above of partsOf(outline, cell, at)) {
      for (const part of own) {
        plans.push([above, part]);
        if (isParent) plans.push([above, { ...part, isChild: true, cost: part.cost + 0.3 }]);
      }
    }
  }
  plans.push(fullPath(cell));
  return plans.toSorted((a, b) => costOf(a) - costOf(b)).slice(0, MOST_PLANS);
}
const MOST_PLANS = 60;

function partsOf(outline: Outline, cell: Cell, at: number): readonly Part[] {
  const step = cell.path[at];
  if (step === undefined) return [];
  const parts: Part[] = [];
  const isOwn = at === cell.path.length - 1;
  for (const token of sharedClasses(blocksAt(outline, cell, at))) {
    const cost = TOKEN_COST[tokenQuality(token)];
    if (cost < TOKEN_COST.styling) parts.push({ ...ANY, token, cost });
    parts.push({ ...ANY, tag: step.tag, token, cost: cost + 0.3 });
  }
  const nth = isOwn ? sharedNth(cell) : null;
  parts.push({ ...ANY, tag: step.tag, cost: CELL.test(step.tag) ? 2.4 : TELLING.test(step.tag) ? 1.2 : 3.5 });
  if (nth !== null) parts.push({ ...ANY, tag: step.tag, nth, cost: step.tag === 'td' ? 1.8 : 4 });
  else if (CELL.test(step.tag)) parts.push({ ...ANY, tag: step.tag, nth: step.turn, cost: 1.9 });
  return parts;
}
const CELL = /^t[dh]$/; // td

/** The blocks at one step of the cell's path. */
function blocksAt(outline: Outline, cell: Cell, at: number): readonly Block[] {
  return cell.blocks.flatMap((block) => {
    let above = block;
    for (let level = cell.path.length - 1; level > at && above !== null; level--) above = outline.parentOf(above);
    return above ?? [];
  });
}

/** Classes that all of them have. */
function sharedClasses(blocks: readonly Block[]): readonly string[] {
  const usable = (blocks[0]?.classes ?? []).filter((token) => tokenQuality(token) !== 'hashed');
  return usable.filter((token) => blocks.every((block) => block.classes.includes(token))).slice(0, 4);
}

function sharedNth(cell: Cell): number | null {
  const present = cell.blocks.filter((block) => block !== null);
  const nth = present[0]?.nth ?? 1;
  return present.every((block) => block.nth === nth) ? nth : null;
}

/** Child after child from the record down: the last resort. */
function fullPath(cell: Cell): readonly Part[] {
  return cell.path.map((step, at) => ({
    ...ANY,
    tag: step.tag,
    nth: at === cell.path.length - 1 ? sharedNth(cell) : step.turn > 1 ? step.turn : null,
    isChild: at > 0,
    cost: 4,
  }));
}

const MOST_SIBLINGS = 600; // the selector engine looks at all of them for each row, and at each pair

function siblingCount(outline: Outline, rows: readonly Row[]): number {
  const parents = new Set(rows.map((row) => outline.parentOf(row.start)));
  return Math.max(...[...parents].map((parent) => (parent === null ? 0 : outline.childrenOf(parent).length)));
}

/** A cell in what follows the record's first block: `+ p`, `+ p + p a`. The chain must be the same in all rows that have it. */
function selectNext(outline: Outline, rows: readonly Row[], cell: Cell): string | null {
  const chains = rows
    .map((row, at) => chainTo(outline, row, cell.blocks[at] ?? null))
    .filter((chain) => chain !== null);
  const [chain] = chains;
  if (chain === undefined) return null;
  const common = mostCommon(chains);
  const below = cell.path.slice(1).map(belowPart);
  return below.length === 0 ? common : `${common} ${printParts(below.slice(-1))}`;
}

function belowPart(step: Step): Part {
  const isMeaningful = step.token !== '' && tokenQuality(step.token) === 'meaningful';
  return isMeaningful ? { ...ANY, token: step.token } : { ...ANY, tag: step.tag };
}

function mostCommon(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}

function chainTo(outline: Outline, row: Row, block: Block | null): string | null {
  if (block === null) return null;
  const parent = outline.parentOf(row.start);
  if (parent === null) return null;
  const between = outline
    .childrenOf(parent)
    .filter((sibling) => sibling.index > row.start.end && sibling.index <= block.index);
  return between.map((sibling) => `+ ${sibling.tag}`).join(' ');
}
