import { type ChildNode, isTag, isText } from 'domhandler';
import type { Candidate } from './candidates.ts';
import { alignRows, type Cell, distinctShare, median, type Row } from './cells.ts';
import type { Chrome } from './chrome.ts';
import type { Block, Outline } from './outline.ts';
import { assignRoles, hrefsOf, type Roles, variety } from './roles.ts';
import { sample, toRows } from './rows.ts';
import type { Texts } from './texts.ts';

/** A candidate, judged. */
export interface Scored {
  readonly rows: readonly Row[];
  readonly roles: Roles;
  readonly traits: Traits;
  readonly score: number;
}
/** What speaks for and against a candidate, each 0..1 where nothing else is said. */
export interface Traits {
  readonly count: number; // records
  readonly links: number; // share of records with a link of their own
  readonly titleLength: number; // characters, median
  readonly titles: number; // share of records with a title, times how many differ
  readonly dates: number; // share of records with a date
  readonly length: number; // characters of a record, median
  readonly density: number; // share of the text that is links
  readonly fanOut: number; // links of a record, median
  readonly likeness: number; // how much of what most records hold a record holds
  readonly coverage: number; // share of the page's own text (chrome left out)
  readonly chrome: number; // weight of what surrounds it
  readonly isInMain: boolean;
  readonly isHeaded: boolean; // each record has a heading
  readonly startsLate: boolean; // its title stands in what follows its first block: the run is cut in the wrong place
  readonly isBeforeHeading: boolean; // all of it stands before the page's h1: a menu, whatever it is called
  readonly isAfterHeading: boolean; // stands after the page's h1
  readonly lead: number; // characters between the page's h1 and it
  readonly contacts: number; // share of records with a telephone number or mail address to call
  readonly wordless: number; // share of records whose link has no words: a picture
  readonly inProse: number; // share of records whose link stands in the middle of running text
}

/** What all candidates of a page are held against. */
export interface Setting {
  readonly outline: Outline;
  readonly chrome: Chrome;
  readonly texts: Texts;
  readonly ownLength: number; // characters of the page that are not chrome
}

const SAMPLE = 24; // records looked at closely
const MOST_JUDGED = 48; // candidates

/** All candidates that may be a list at all, best first. */
export function scoreCandidates(setting: Setting, candidates: readonly Candidate[]): readonly Scored[] {
  const likely = candidates
    .map((candidate) => ({ candidate, rate: roughRate(setting, candidate) }))
    .filter(({ rate }) => rate > 0)
    .toSorted((a, b) => b.rate - a.rate)
    .slice(0, MOST_JUDGED);
  return likely
    .map(({ candidate }) => scoreRows(setting, toRows(setting.outline, candidate)))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
}

/** A cheap look: much text in some number of records outside of menus. */
function roughRate({ chrome }: Setting, { records }: Candidate): number {
  const length = records.reduce((sum, record) => sum + record.textLength, 0);
  const weight = records.reduce((sum, record) => sum + chrome.weightOf(record), 0) / records.length;
  return Math.log2(records.length + 1) * Math.sqrt(Math.min(length / records.length, 800)) * (1 - 0.8 * weight);
}

export function scoreRows(setting: Setting, rows: readonly Row[]): Scored {
  const { outline, texts } = setting;
  const some = sample(rows, SAMPLE);
  const cells = alignRows(outline, texts, some);
  const roles = assignRoles(cells, texts);
  const traits = traitsOf(setting, rows, some, cells, roles);
  return { rows, roles, traits, score: scoreOf(traits) };
}

function traitsOf(
  setting: Setting,
  rows: readonly Row[],
  some: readonly Row[],
  cells: readonly Cell[],
  roles: Roles,
): Traits {
  const { outline, chrome, ownLength } = setting;
  const lengths = rows.map((row) => sumOf(outline, row, (block) => block.textLength));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const linked = rows.reduce((sum, row) => sum + sumOf(outline, row, (block) => block.linkLength), 0);
  const { link, title, date } = roles;
  const hrefs = link === null ? [] : hrefsOf(link);
  const weight = rows.reduce((sum, row) => sum + chrome.weightOf(row.start), 0) / rows.length;
  return {
    count: rows.length,
    links: link === null ? 0 : (hrefs.length / some.length) * distinctShare(hrefs),
    titleLength: title?.length ?? 0,
    titles: title === null ? 0 : title.share * variety(title.distinct),
    dates: date?.dated ?? 0,
    length: median(lengths),
    density: total === 0 ? 0 : linked / total,
    fanOut: median(some.map((row) => linksIn(outline, row))),
    likeness: likenessOf(cells, some.length),
    coverage: ownLength === 0 ? 0 : Math.min(1, total / ownLength) * (1 - weight),
    chrome: weight,
    isHeaded: title?.path.some((step) => HEADING.test(step.tag)) === true,
    startsLate: title?.path[0]?.isNext === true && !isLead(cells, date),
    ...placeOf(setting, rows),
    contacts: some.filter((row) => isContact(outline, row)).length / some.length,
    wordless: link === null ? 0 : shareOf(link, (block) => block.textLength === 0),
    inProse: link === null ? 0 : shareOf(link, isInProse),
  };
}
const HEADING = /^h[1-6]$/; // h3

type Place = Pick<Traits, 'isInMain' | 'isBeforeHeading' | 'isAfterHeading' | 'lead'>;

function placeOf({ outline, chrome: { main, heading } }: Setting, rows: readonly Row[]): Place {
  const first = rows[0]?.start;
  return {
    isInMain: main !== null && first !== undefined && first.index >= main.index && first.index <= main.end,
    isBeforeHeading: heading !== null && (rows.at(-1)?.end ?? 0) < heading.index,
    isAfterHeading: heading !== null && first !== undefined && first.index > heading.index,
    lead: heading === null || first === undefined ? 0 : lengthBetween(outline, heading, first),
  };
}

/** Is the first block of the records the date of what follows it, as a term is? */
function isLead(cells: readonly Cell[], date: Cell | null): boolean {
  const [own] = cells;
  if (own === undefined) return false;
  return own === date || own.blocks[0]?.tag === 'dt';
}

/** The sum of a measure of what a row holds. */
export function sumOf(outline: Outline, row: Row, measure: (block: Block) => number): number {
  let sum = 0;
  for (let index = row.start.index; index <= row.end; ) {
    const block = outline.blocks[index];
    if (block === undefined) break;
    sum += measure(block);
    index = block.end + 1;
  }
  return sum;
}

/** Characters of what stands wholly between two blocks. */
function lengthBetween({ blocks }: Outline, from: Block, to: Block): number {
  let length = 0;
  for (let index = from.end + 1; index < to.index; ) {
    const block = blocks[index];
    if (block === undefined) break;
    const isWhole = block.end < to.index;
    if (isWhole) length += block.textLength;
    index = isWhole ? block.end + 1 : index + 1;
  }
  return length;
}

const RUNNING = 25; // characters on both sides of a link that is a word of a sentence

function isInProse({ element }: Block): boolean {
  return runOf(element.prev, ({ prev }) => prev) >= RUNNING && runOf(element.next, ({ next }) => next) >= RUNNING;
}

/** Characters of the texts beside a link, up to the next element that is none of a sentence. */
function runOf(first: ChildNode | null, after: (node: ChildNode) => ChildNode | null): number {
  let length = 0;
  for (let node = first; node !== null; node = after(node)) {
    if (isText(node)) length += node.data.trim().length;
    else if (!isTag(node) || !SENTENCE.test(node.name)) break;
  }
  return length;
}
const SENTENCE = /^(a|i|em|b|strong|sup|abbr|cite|q)$/; // em

/** Share of the rows whose block of this cell is so. */
function shareOf({ blocks }: Cell, isSo: (block: Block) => boolean): number {
  return blocks.filter((block) => block !== null && isSo(block)).length / blocks.length;
}

const CONTACT = /^\s*(mailto|tel):/i; // tel:+4940

function isContact({ blocks }: Outline, row: Row): boolean {
  return blocks.slice(row.start.index, row.end + 1).some(({ element }) => CONTACT.test(element.attribs['href'] ?? ''));
}

const MOST_LINKS = 60; // counted in one record

function linksIn(outline: Outline, row: Row): number {
  const hrefs = new Set<string>();
  for (let index = row.start.index; index <= row.end && hrefs.size < MOST_LINKS; index++) {
    const href = outline.blocks[index]?.href ?? null;
    if (href !== null) hrefs.add(href);
  }
  return hrefs.size;
}

/** Mean share of the common cells that a record has. */
function likenessOf(cells: readonly Cell[], rows: number): number {
  const counts = cells.map((cell) => cell.blocks.filter((block) => block !== null).length / rows);
  const common = counts.filter((share) => share >= COMMON);
  const rest = counts.reduce((sum, share) => sum + (share < COMMON ? share : 0), 0);
  const kept = common.reduce((sum, share) => sum + share, 0);
  return kept / (common.length + rest);
}
const COMMON = 0.5;

/** A product, so that one bad trait sinks a candidate. */
function scoreOf(traits: Traits): number {
  const size = Math.min(1.25, Math.log2(traits.count + 1) / Math.log2(11));
  const worded = ramp(traits.titleLength, 4, 32, traits.isHeaded ? 0.6 : 0.15);
  const named = 0.1 + 0.9 * traits.titles ** 1.5;
  const linked = 0.45 + 0.55 * traits.links;
  const dated = 1 + 0.7 * traits.dates;
  const told = ramp(traits.length, 12, 90, 0.3) * (traits.length > 3_000 ? 0.4 : 1);
  const crowded = traits.fanOut > 12 ? 0.25 : traits.fanOut > 6 ? 0.6 : 1;
  const alike = 0.2 + 0.8 * traits.likeness ** 2;
  const covering = 0.35 + 0.65 * Math.sqrt(traits.coverage);
  const apart = 1 - 0.85 * traits.chrome;
  const placed = (traits.isInMain ? 1.2 : 1) * (traits.isAfterHeading ? 1.1 : 1) * (traits.isHeaded ? 1.2 : 1);
  const dense = traits.density > 0.9 && traits.dates < 0.5 && traits.titleLength < 30 ? 0.6 : 1;
  const begun = (traits.startsLate ? 0.4 : 1) * (traits.isBeforeHeading ? 0.35 : 1);
  return size * worded * named * linked * dated * told * crowded * alike * covering * apart * placed * dense * begun;
}

/** Rises from `low` at `from` to 1 at `to`. */
function ramp(value: number, from: number, to: number, low: number): number {
  const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return low + (1 - low) * share;
}
