import { monthOf } from '../parse/months.ts';
import { type Cell, cellHolds, distinctShare, median } from './cells.ts';
import type { Texts } from './texts.ts';

/** Which cell of the records says what. */
export interface Roles {
  readonly link: Cell | null;
  readonly title: Cell | null;
  readonly date: Cell | null;
  readonly isDateTime: boolean; // the date stands in the attribute
  readonly summary: Cell | null;
}

/** Gives each cell its role: by what it holds, how it varies from record to record, and what it is called. */
export function assignRoles(cells: readonly Cell[], texts: Texts): Roles {
  const link = best(cells, rateLink);
  const date = best(cells, (cell) => rateDate(cell, texts));
  const composite = compositesOf(cells);
  const compositeFactor = (cell: Cell): number =>
    composite.has(cell) ? (cell.path.length === 0 ? WHOLE : COMPOSITE) : 1;
  const title = chooseTitle(cells, (cell) => rateTitle(cell, link, date) * compositeFactor(cell));
  const summary = best(cells, (cell) => rateSummary(cell, title, date));
  return {
    link: linkBeside(cells, link, title),
    title,
    date,
    isDateTime: date !== null && readsDateTime(date, texts),
    summary,
  };
}

/** The addresses of a link cell, rows without one left out, without the place on the page they lead to. */
export function hrefsOf(cell: Cell): readonly string[] {
  return cell.blocks.flatMap((block) => block?.href?.replace(PLACE, '') ?? []);
}
const PLACE = /#(?![!/]).*$/; // #comment-12

function best(cells: readonly Cell[], rate: (cell: Cell) => number): Cell | null {
  let found: Cell | null = null;
  let most = LEAST_RATE;
  for (const cell of cells) {
    const rated = rate(cell);
    if (rated > most) [found, most] = [cell, rated];
  }
  return found;
}
const LEAST_RATE = 0.02;

const HEADING = /^h[1-6]$/; // h3
const TITLE_NAME = /title|heading|headline|caption|subject|name$|(^|[-_])name|titulo|titel|titre/i; // entry-title
const DATE_NAME = /date|time|posted|published|issued|day|fecha|datum|data$/i; // news-date
const SUMMARY_NAME = /summary|desc|excerpt|teaser|intro|abstract|snippet|entry|text|body|content|lead|dek/i; // entry-summary

function isNamed(cell: Cell, name: RegExp): boolean {
  return name.test(cell.path.at(-1)?.token ?? '');
}
function isInHeading(cell: Cell): boolean {
  return (
    cell.path.some((step) => HEADING.test(step.tag)) || HEADING.test(cell.blocks.find((b) => b !== null)?.tag ?? '')
  );
}

function rateLink(cell: Cell): number {
  const hrefs = hrefsOf(cell);
  if (hrefs.length === 0) return 0;
  const share = hrefs.length / cell.blocks.length;
  const wordy = cell.distinct < 0.3 ? 0.5 : 0.5 + 0.5 * Math.min(1, (cell.length * cell.distinct * cell.share) / 25);
  return share ** 1.5 * distinctShare(hrefs) ** 2 * wordy * (isInHeading(cell) ? 1.4 : 1) * closeness(cell);
}

const COMPOSITE = 0.4; // what a cell that is made of others is worth as a title
const WHOLE = 0.12; // likewise the whole record

/** Cells that hold another one and more: a row of fields is not a title. */
function compositesOf(cells: readonly Cell[]): ReadonlySet<Cell> {
  const parts = cells.filter((cell) => cell.share >= 0.6 && cell.length >= 4);
  const composite = new Set<Cell>();
  for (const cell of parts) {
    const isPart = (part: Cell): boolean => part !== cell && part.length < cell.length * 0.85 && cellHolds(cell, part);
    if (parts.some(isPart)) composite.add(cell);
  }
  return composite;
}

/** The first of equals: cells are kept in page order, and a deep one is seldom the record's own. */
function closeness(cell: Cell): number {
  return 1 - Math.min(0.2, cell.path.length * 0.01) - Math.min(0.2, ((cell.path.at(-1)?.turn ?? 1) - 1) * 0.03);
}

function chooseTitle(cells: readonly Cell[], rate: (cell: Cell) => number): Cell | null {
  const title = best(cells, rate);
  return title === null ? null : settle(cells, title);
}

function rateTitle(cell: Cell, link: Cell | null, date: Cell | null): number {
  if (cell.share < 0.25 || cell.distinct === 0) return 0;
  const isLinked =
    link !== null &&
    (cell === link || cellHolds(link, cell) || (cellHolds(cell, link) && link.length >= cell.length * 0.8));
  let rate = cell.share ** 1.5 * cell.distinct ** 1.2 * lengthFactor(cell.length) * codeFactor(cell);
  if (cell === date || (cell.dated > 0.6 && isDateOnly(cell))) rate *= 0.1;
  if (cell.texts.length >= FEWEST && cell.distinct <= 1 / cell.texts.length) rate *= SAME;
  if (isInHeading(cell)) rate *= 1.8;
  else if (isNamed(cell, TITLE_NAME)) rate *= 1.5;
  if (isLinked) rate *= 1.5;
  if (link !== null && cellHolds(cell, link) && link.length < cell.length * 0.5) rate *= 0.7;
  return rate * closeness(cell);
}

const FEWEST = 3; // records, of which one word for all is the name of none: a journal, "PDF"
const SAME = 0.1;

/** Titles may repeat ("Board meeting"); one that nearly always does is none. */
export function variety(distinct: number): number {
  return Math.min(1, Math.max(0.04, (distinct - 0.08) / 0.5));
}

const DATE_WORD =
  /^(posted|published|updated|issued|decided|filed|released|dated?|on|by|at|am|pm|the|of|de|del|du|am|um|uhr|mon|tue|wed|thu|fri|sat|sun|\p{L}+day)$/iu; // Posted
const MOST_OTHER = 5; // letters beside a date that still do not make a title

function isDateOnly(cell: Cell): boolean {
  const others = cell.texts.map((text) => {
    const words = text.slice(0, MOST_CODE).match(WORD) ?? [];
    return words.filter((word) => monthOf(word.toLowerCase()) === undefined && !DATE_WORD.test(word)).join('').length;
  });
  return median(others) <= MOST_OTHER;
}

function lengthFactor(length: number): number {
  if (length < 3) return 0.05;
  if (length < 8) return 0.35;
  if (length < 15) return 0.75;
  if (length <= 140) return 1;
  return length <= 250 ? 0.55 : 0.1;
}

const DIGITS = /\d/g; // 23-3166
const WORD = /\p{L}{2,}/gu; // Neely
const IDEOGRAPH = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u; // 磁

/** Docket numbers, "PDF" and the like name a record but do not say what it is; nor do words that differ in their numbers only. */
function codeFactor(cell: Cell): number {
  let coded = 0;
  const heads = cell.texts.map((text) => text.slice(0, MOST_CODE));
  for (const text of heads) {
    const digits = text.match(DIGITS)?.length ?? 0;
    const words = text.match(WORD)?.length ?? 0;
    if (digits > text.length * 0.35 || (words < 2 && !IDEOGRAPH.test(text))) coded += 1;
  }
  const worded = distinctShare(heads.map((text) => text.replace(DIGITS, '0')));
  const isNumbered = cell.texts.length >= 3 && cell.distinct > 0.6 && worded < 0.35;
  return (1 - 0.65 * (coded / cell.texts.length)) * (isNumbered ? 0.45 : 1);
}
const MOST_CODE = 120; // characters that show whether a text is a code

const STRONG = /^(b|strong|h[1-6])$/; // b

/**
 * Of cells with the same words the one that also stands in rows without a link: what is strong inside the link, else the widest
 * around it.
 */
function settle(cells: readonly Cell[], title: Cell): Cell {
  const same = cells.filter((cell) => cell !== title && cell.path.length > 0 && haveSameWords(title, cell));
  const isNamedCell = (cell: Cell): boolean => STRONG.test(cell.path.at(-1)?.tag ?? '') || isNamed(cell, TITLE_NAME);
  const inner = same.find((cell) => cellHolds(title, cell) && isNamedCell(cell));
  if (inner !== undefined && title.path.at(-1)?.tag === 'a') return inner;
  if (isNamedCell(title)) return title;
  const around = same.filter((cell) => cellHolds(cell, title) && title.path.length - cell.path.length <= MOST_WIDER);
  const isLink = (cell: Cell): boolean => cell.path.at(-1)?.tag === 'a';
  return around.filter((cell) => !isLink(cell)).toSorted((a, b) => a.path.length - b.path.length)[0] ?? title;
}
const MOST_WIDER = 2; // levels

/** Does the second cell say, in all rows of the first, what the first says, by standing around it or in it? */
function haveSameWords(title: Cell, cell: Cell): boolean {
  if (!cellHolds(cell, title) && !cellHolds(title, cell)) return false;
  return title.blocks.every((block, row) => block === null || block.textLength === cell.blocks[row]?.textLength);
}

/** Of several links of a record: the one at the title, where that leads somewhere of its own. */
function linkBeside(cells: readonly Cell[], link: Cell | null, title: Cell | null): Cell | null {
  if (title === null) return link;
  const near = cells.filter((cell) => cell === title || cellHolds(title, cell) || cellHolds(cell, title));
  const own = best(near, rateLink);
  if (own === null || link === null) return own ?? link;
  return rateLink(own) >= rateLink(link) * 0.45 ? own : link;
}

function rateDate(cell: Cell, texts: Texts): number {
  if (cell.dated < 0.3) return 0;
  const isTime = cell.path.at(-1)?.tag === 'time';
  const purity = isTime ? 1 : Math.min(1, 24 / Math.max(12, cell.length));
  let rate = cell.dated * (0.25 + 0.75 * purity);
  if (isTime || isNamed(cell, DATE_NAME)) rate *= 1.3;
  if (cell.blocks.length >= 4 && distinctShare(dateTexts(cell, texts)) <= 1 / cell.blocks.length) rate *= 0.6;
  return rate * closeness(cell);
}

function dateTexts(cell: Cell, texts: Texts): readonly string[] {
  return readsDateTime(cell, texts)
    ? cell.blocks.flatMap((block) => (block === null ? [] : (texts.dateTime(block) ?? [])))
    : cell.texts;
}

/** Is `datetime` to be read? Not where it is the same in all rows and the visible text is not. */
function readsDateTime(cell: Cell, texts: Texts): boolean {
  const values = cell.blocks.flatMap((block) => (block === null ? [] : (texts.dateTime(block) ?? [])));
  if (values.length < cell.blocks.length * 0.3) return false;
  return distinctShare(values) >= Math.min(cell.distinct, 0.34) || cell.texts.length === 0;
}

const LEAST_SUMMARY = 30; // characters

function rateSummary(cell: Cell, title: Cell | null, date: Cell | null): number {
  if (cell.length < LEAST_SUMMARY || cell.share < 0.25 || cell.path.length === 0) return 0;
  if (title !== null && (cell === title || cellHolds(cell, title) || cellHolds(title, cell))) return 0;
  if (date !== null && (cell === date || cellHolds(date, cell))) return 0;
  let rate = cell.share * cell.distinct * Math.min(1, cell.length / 120);
  if (isNamed(cell, SUMMARY_NAME) || cell.path.at(-1)?.tag === 'p') rate *= 1.3;
  if (date !== null && cellHolds(cell, date)) rate *= 0.6;
  if (isLinks(cell)) rate *= 0.2;
  return rate * closeness(cell);
}

/** Tags, categories, "Read more": what is a link for the most part tells nothing of the record. */
function isLinks(cell: Cell): boolean {
  const present = cell.blocks.filter((block) => block !== null);
  const linked = present.reduce((sum, block) => sum + block.linkLength, 0);
  return linked > present.reduce((sum, block) => sum + block.textLength, 0) * 0.5;
}
