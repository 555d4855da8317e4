import { type AnyNode, type Document, type Element, isTag, isText, type ParentNode } from 'domhandler';
import { displayText } from '../lib/text.ts';
import { textOf } from './tree.ts';

/**
 * The number of records the site itself says its list has: "30 documents", "Showing 1–10 of 57". Only beyond doubt: the whole
 * text of an element outside the rows says so, no other contradicts it, and it fits the rows. null: not shown so.
 */
export function readTotal(document: Document, rows: readonly Element[]): number | null {
  const ranges = new Set<number>();
  const counts = new Set<number>();
  for (const text of shortTexts(document, new Set<AnyNode>(rows))) {
    const range = rangeTotal(text, rows.length);
    const count = countOf(text);
    if (range !== null) ranges.add(range);
    else if (count !== null && count >= rows.length) counts.add(count);
  }
  const [total, second] = ranges.size > 0 ? ranges : counts;
  return second === undefined ? (total ?? null) : null;
}

const MOST_LENGTH = 80; // characters of such a phrase
const DIGIT = /\d/; // 57
const PASSED_OVER = new Set('script style template noscript select option head nav aside textarea svg'.split(' ')); // nav: counts of topics

/** Texts of small elements that hold a digit, rows and menus left out, in document order. */
function* shortTexts(document: Document, rows: ReadonlySet<AnyNode>): Generator<string> {
  const ahead: Element[] = [];
  pushChildren(document, ahead);
  for (let element = ahead.pop(); element !== undefined; element = ahead.pop()) {
    if (rows.has(element) || PASSED_OVER.has(element.name)) continue;
    if (holdsDigit(element)) {
      const text = displayText(textOf(element));
      if (text.length <= MOST_LENGTH) yield text;
    }
    pushChildren(element, ahead);
  }
}

/** Last first, as they are taken from the end. */
function pushChildren({ children }: ParentNode, onto: Element[]): void {
  for (let at = children.length - 1; at >= 0; at--) {
    const child = children[at];
    if (child !== undefined && isTag(child)) onto.push(child);
  }
}

const MOST_PIECES = 12; // nodes directly below such an element: "Showing <b>1</b>–<b>10</b> of <b>57</b>"
const MOST_RAW = 400; // characters with the white space of the source

function holdsDigit(element: Element): boolean {
  if (element.children.length > MOST_PIECES) return false;
  let length = 0;
  let hasDigit = false;
  for (const child of element.children) {
    const text = isTag(child) ? onlyText(child) : isText(child) ? child.data : '';
    if (text === null) return false;
    length += text.length;
    hasDigit ||= DIGIT.test(text);
  }
  return hasDigit && length <= MOST_RAW;
}

/** The text of an element that holds nothing else; null for one that holds more. */
function onlyText(element: Element): string | null {
  const [child, second] = element.children;
  if (child === undefined) return '';
  return second === undefined && isText(child) ? child.data : null;
}

const NUMBER = String.raw`(\d{1,3}(?:[,.\u202f ]\d{3})+|\d{1,9})`; // 1,234
const NOUN = `(?:results?|documents?|publications?|records?|entries|entry|items?|reports?|files?|matches|opinions?|articles?|notices?|r[ée]sultats?|resultados?|risultati|Ergebnisse|Treffer|Dokumente|documentos?|documenti)`;
// Showing 1–10 of 57 results
const RANGE = new RegExp(
  String.raw`^(?:(?:now )?(?:showing|displaying|viewing|results?|records?|items?|documents?|entries)\b:? ?)?${NUMBER} ?(?:[-–—]|to|through) ?${NUMBER} (?:of|out of|from|von|de|di) (?:a total of )?${NUMBER}(?: (?:total )?${NOUN})?(?: found)?\.?$`,
  'i',
);
// 30 documents
const COUNT = new RegExp(
  `^(?:(?:found|showing all|displaying all|total:?) )?${NUMBER} ${NOUN}(?: (?:found|in total|total))?[.:]?$`,
  'i',
);

function rangeTotal(text: string, rowCount: number): number | null {
  const found = RANGE.exec(text);
  if (found === null) return null;
  const [first, last, total] = found.slice(1, 4).map(numberOf);
  if (first === undefined || last === undefined || total === undefined) return null;
  return first <= last && last <= total && rowCount <= total ? total : null;
}

function countOf(text: string): number | null {
  const found = COUNT.exec(text);
  return found === null ? null : numberOf(found[1] ?? '');
}

const GROUP_MARK = /[,.\u202f ]/g; // 1,234

function numberOf(text: string): number {
  return Number(text.replace(GROUP_MARK, ''));
}
