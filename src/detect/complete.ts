import { alignRows, type Cell, createCover, median, type Row, type Step } from './cells.ts';
import { findDayHeadings } from './day-headings.ts';
import { type Block, holds } from './outline.ts';
import { sample } from './rows.ts';
import { type Scored, type Setting, scoreRows, sumOf } from './score.ts';
import { tokenQuality } from './tokens.ts';

/** The best candidate made whole: its widest form, like lists of other sections, rows that the links alone did not show. */
export function completeRows(setting: Setting, scored: readonly Scored[]): Scored | null {
  const [best] = scored;
  if (best === undefined) return null;
  const wide = widest(innermost(setting, best, scored), scored);
  const merged = dropStrays(setting, keepDays(setting, mergeSections(wide, scored), wide), wide);
  const rows = dropHeaders(setting, addPeers(setting, merged, wide), wide);
  return rows.length === wide.rows.length ? wide : scoreRows(setting, rows);
}

const MORE = 1.3; // times the rows of what holds them
const NEARLY_ALL = 0.75; // of its text
const DAY_SCORE = 0.2; // of the best: the records of a day lack its date, the links of a record lack much more
const LINKED = 0.9; // of the rows have a link of their own

/** Where the rows are sections which hold nothing but the rows of another candidate, that one: the days of a list, not its records. */
function innermost(setting: Setting, best: Scored, scored: readonly Scored[]): Scored {
  const isInside = createCover(best.rows);
  const isRun = best.rows.some(({ start, end }) => end !== start.end); // its date may be a heading's
  const least = lengthOf(setting, best.rows) * NEARLY_ALL;
  const inner = scored.find((other) => {
    const isLikely =
      other.rows.length >= best.rows.length * MORE &&
      other.traits.links >= LINKED &&
      other.traits.titles >= best.traits.titles * LINKED &&
      other.rows.every(({ start }) => isInside(start.index, start.end));
    if (!isLikely) return false;
    const mayBeDated = other.roles.date === null && other.score >= best.score * DAY_SCORE;
    const days = mayBeDated ? findDayHeadings(setting, other.rows) : [];
    const told = days.reduce((sum, day) => sum + day.textLength, lengthOf(setting, other.rows));
    return told >= least && (isRun || days.length > 0 || other.traits.dates >= best.traits.dates * LINKED);
  });
  return inner ?? best;
}

function lengthOf({ outline }: Setting, rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + sumOf(outline, row, (block) => block.textLength), 0);
}

const NEARLY = 0.85; // of the best score: the wrapper of a record has all that the record has

/** The outermost candidate whose rows hold those of the best one to one. */
function widest(best: Scored, scored: readonly Scored[]): Scored {
  let wide = best;
  for (const other of scored) {
    if (other.score < best.score * NEARLY || other.rows.length !== wide.rows.length) continue;
    if (other !== wide && other.rows.every((row, at) => holdsRow(row, wide.rows[at]))) wide = other;
  }
  return wide;
}

function holdsRow(outer: Row, inner: Row | undefined): boolean {
  return inner !== undefined && holds(outer.start, inner.start) && outer.start !== inner.start;
}

const SECTION_SCORE = 0.25; // of the best: a section may have few records

/** Lists of the same make in other places of the page: one table a month. */
function mergeSections(best: Scored, scored: readonly Scored[]): readonly Row[] {
  let rows = best.rows;
  for (const other of scored) {
    if (other === best || other.score < best.score * SECTION_SCORE || !isAlike(best, other)) continue;
    const touches = createCover(rows);
    if (!other.rows.some((row) => touches(row.start.index, row.end)))
      rows = [...rows, ...other.rows].toSorted((a, b) => a.start.index - b.start.index);
  }
  return rows;
}

/** Rows that stand under dates take in none that do not. */
function keepDays(setting: Setting, merged: readonly Row[], { rows, roles }: Scored): readonly Row[] {
  if (merged.length === rows.length || roles.date !== null || findDayHeadings(setting, rows).length === 0)
    return merged;
  return findDayHeadings(setting, merged).length > 0 ? merged : rows;
}

const STRAY_TITLE = 4; // characters: the numbers of a pager
const FULL_TITLE = 12; // characters of the titles beside which they are none
const MOST_ROWS = 4_000;

/** Without the rows of parents that hold nothing but page numbers and arrows: they have the tags of the records, not their words. */
function dropStrays({ outline, texts }: Setting, rows: readonly Row[], { roles }: Scored): readonly Row[] {
  const parents = Map.groupBy(rows, (row) => row.start.parent);
  if (parents.size < 2 || rows.length > MOST_ROWS || (roles.title?.length ?? 0) < FULL_TITLE) return rows;
  const name = pathName(roles.title);
  const title = alignRows(outline, texts, rows).find((cell) => stepsName(cell.path) === name);
  const lengths = new Map(rows.map((row, at) => [row, texts.of(title?.blocks[at] ?? row.start).length]));
  const strays = [...parents].filter(
    ([, group]) => group.length > 1 && median(group.map((row) => lengths.get(row) ?? 0)) <= STRAY_TITLE,
  );
  const stray = new Set(strays.map(([parent]) => parent));
  return rows.filter((row) => !stray.has(row.start.parent));
}

const MOST_HEADERS = 0.34; // of the rows: one a section
const HEADED = 0.8; // of the others have what a header has not

/** Without the first row of a parent where it has neither link nor date, as nearly all others have both: the names of the columns. */
function dropHeaders({ outline, texts }: Setting, rows: readonly Row[], { roles, traits }: Scored): readonly Row[] {
  if (roles.date === null || roles.link === null || roles.isDateTime || traits.links < HEADED || traits.dates < HEADED)
    return rows;
  const isFirst = ({ start }: Row, at: number): boolean => rows[at - 1]?.start.parent !== start.parent;
  const isBare = (row: Row): boolean =>
    outline.blocks.slice(row.start.index, row.end + 1).every((block) => block.href === null && !texts.hasDate(block));
  const kept = rows.filter((row, at) => !isFirst(row, at) || !isBare(row));
  return rows.length - kept.length > rows.length * MOST_HEADERS ? rows : kept;
}

function isAlike(a: Scored, b: Scored): boolean {
  const [start, other] = [a.rows[0]?.start, b.rows[0]?.start];
  if (start === undefined || start.tag !== other?.tag || b.traits.chrome > a.traits.chrome + 0.2) return false;
  if (a.roles.date === null && !isSamePlace(start, other)) return false; // bare links are alike everywhere
  return (
    pathName(a.roles.title) === pathName(b.roles.title) &&
    pathName(a.roles.date) === pathName(b.roles.date) &&
    pathName(a.roles.link) === pathName(b.roles.link)
  );
}

/** The rows of two sections hang at one path, or bear one name. */
function isSamePlace(a: Block, b: Block): boolean {
  return a.tagPath === b.tagPath || (a.token === b.token && tokenQuality(a.token) === 'meaningful');
}

function pathName(cell: Cell | null): string {
  return cell === null ? '' : stepsName(cell.path);
}

export function stepsName(path: readonly Step[]): string {
  return path.map((step) => `${step.isNext ? '+' : '>'}${step.tag}.${step.token}#${step.turn}`).join('');
}

const SAMPLE = 24; // rows that say what a row holds
const MOST_PEERS = 4_000;
const ENOUGH = 0.6; // of what most rows hold
const COMMON = 0.6; // of the rows

/** Siblings of the rows that hold what rows hold, whether or not they have a link. */
function addPeers(setting: Setting, rows: readonly Row[], { roles }: Scored): readonly Row[] {
  const { outline, texts } = setting;
  if (rows.some((row) => row.end !== row.start.end)) return rows;
  const known = new Set(rows.map((row) => row.start.index));
  const tags = new Set(rows.map((row) => row.start.tagPath));
  const parents = new Set(rows.map((row) => row.start.parent));
  const peers = [...parents]
    .flatMap((parent) => siblingsBelow(setting, parent))
    .filter((block) => !known.has(block.index) && tags.has(block.tagPath) && block.textLength > 0)
    .slice(0, MOST_PEERS)
    .map((start): Row => ({ start, end: start.end }));
  if (peers.length === 0 || roles.title === null) return rows;
  const common = alignRows(outline, texts, sample(rows, SAMPLE)).filter((cell) => cell.share >= COMMON);
  const found = new Map(alignRows(outline, texts, peers).map((cell) => [stepsName(cell.path), cell]));
  const title = found.get(stepsName(roles.title.path));
  const isRow = (_: Row, at: number): boolean => {
    const named = title?.blocks[at] ?? null;
    if (named === null || texts.of(named) === '') return false;
    const held = common.filter((cell) => (found.get(stepsName(cell.path))?.blocks[at] ?? null) !== null).length;
    return held >= common.length * ENOUGH;
  };
  return [...rows, ...peers.filter(isRow)].toSorted((a, b) => a.start.index - b.start.index);
}

function siblingsBelow({ outline }: Setting, parent: number): readonly Block[] {
  const block = outline.blocks[parent];
  return block === undefined ? [] : outline.childrenOf(block);
}
