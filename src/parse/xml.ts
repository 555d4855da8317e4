import { PubwatchError } from '../model/errors.ts';

/** An element of a feed or sitemap. Names as written; `local` without the prefix. */
export interface XmlElement {
  readonly name: string; // dc:date
  readonly local: string; // date
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string; // all character data directly in it, CDATA included, references decoded
  readonly inner: string; // what stands between its tags, as written
}

const MOST_DEPTH = 100; // elements within elements; feeds nest some ten, XHTML inside them more
const MOST_ATTRIBUTES = 200; // of one tag

/**
 * Reads XML, well-formed or not, as feed readers must: a bare `&` or `<` is text, a tag that nothing opened is passed over, what
 * is not closed ends with its parent. Never looks at a DTD. null: there is no element. Throws LISTING_UNREADABLE for markup too deep.
 */
export function readXml(text: string): XmlElement | null {
  const root = openElement('', new Map(), 0);
  const stack: Draft[] = [root];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('<', at);
    const parent = stack.at(-1) ?? root;
    if (open < 0) {
      parent.text.push(decodeReferences(text.slice(at)));
      break;
    }
    if (open > at) parent.text.push(decodeReferences(text.slice(at, open)));
    at = readMark(text, open, stack, parent);
  }
  while (stack.length > 0) closeTop(stack, text, text.length);
  return root.children[0] ?? null;
}

interface Draft {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  readonly text: string[];
  readonly start: number; // where its content begins
}

function openElement(name: string, attributes: ReadonlyMap<string, string>, start: number): Draft {
  return { name, attributes, children: [], text: [], start };
}

function closeTop(stack: Draft[], source: string, end: number): void {
  const draft = stack.pop();
  const parent = stack.at(-1);
  if (draft === undefined || parent === undefined) return;
  const { name, attributes, children, start } = draft;
  const local = name.slice(name.indexOf(':') + 1);
  parent.children.push({
    name,
    local,
    attributes,
    children,
    text: draft.text.join(''),
    inner: source.slice(start, end),
  });
}

// What begins with `<` and is neither tag nor text, and where it ends.
const SKIPPED: readonly (readonly [start: string, end: string])[] = [
  ['<!--', '-->'],
  ['<?', '?>'],
];
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';
const DOCTYPE = /<!DOCTYPE[^[>]{0,2000}(?:\[[^\]]{0,10000}\]\s*)?>/iy; // <!DOCTYPE rdf:RDF [ … ]>
const CLOSING = /<\/([^\s<>/]{1,200})\s*>/y; // </item>
const OPENING = /<([\p{L}_][^\s<>/="']{0,200})/uy; // <dc:date

/** Reads what stands at a `<`; says where to go on. */
function readMark(text: string, at: number, stack: Draft[], parent: Draft): number {
  if (text.startsWith(CDATA, at)) {
    const end = endOf(text, CDATA_END, at + CDATA.length);
    parent.text.push(text.slice(at + CDATA.length, end));
    return Math.min(text.length, end + CDATA_END.length);
  }
  for (const [start, end] of SKIPPED) {
    if (text.startsWith(start, at)) return Math.min(text.length, endOf(text, end, at + start.length) + end.length);
  }
  DOCTYPE.lastIndex = at;
  if (DOCTYPE.test(text)) return DOCTYPE.lastIndex;
  CLOSING.lastIndex = at;
  const closing = CLOSING.exec(text)?.[1];
  if (closing !== undefined) {
    closeElement(closing, text, at, stack);
    return CLOSING.lastIndex;
  }
  OPENING.lastIndex = at;
  const opening = OPENING.exec(text)?.[1];
  if (opening === undefined) {
    parent.text.push('<');
    return at + 1;
  }
  return readTag(opening, text, OPENING.lastIndex, stack);
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}

function closeElement(name: string, text: string, at: number, stack: Draft[]): void {
  if (!stack.some((draft, level) => level > 0 && draft.name === name)) return;
  while (stack.at(-1)?.name !== name) closeTop(stack, text, at);
  closeTop(stack, text, at);
}

// One attribute, or the end of the tag.
const ATTRIBUTE = /\s*(?:(\/?>)|([^\s<>/="']{1,200})\s*(?:=\s*(?:"([^"<]*)"|'([^'<]*)'|([^\s"'<>]+)))?|[/="'])/y; // href="…"

function readTag(name: string, text: string, from: number, stack: Draft[]): number {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = from;
  for (let found = ATTRIBUTE.exec(text); found !== null; found = ATTRIBUTE.exec(text)) {
    const [, end, key, quoted, singleQuoted, bare] = found;
    if (key !== undefined && attributes.size < MOST_ATTRIBUTES) {
      attributes.set(key, decodeReferences(quoted ?? singleQuoted ?? bare ?? ''));
    }
    if (end === undefined) {
      from = ATTRIBUTE.lastIndex;
      continue;
    }
    const after = ATTRIBUTE.lastIndex;
    if (stack.length > MOST_DEPTH) throw new PubwatchError('LISTING_UNREADABLE', TOO_DEEP);
    stack.push(openElement(name, attributes, after));
    if (end === '/>') closeTop(stack, text, after);
    return after;
  }
  return from; // a tag that never ends is none
}
const TOO_DEEP = `found elements nested more than ${MOST_DEPTH} deep, expected a feed or sitemap`;

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g; // &#8217;
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LAST_POINT = 0x10_ff_ff;

/** Decodes the references XML knows by itself; those of HTML stay for whoever reads the value as HTML. */
function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(REFERENCE, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    return point > LAST_POINT || (point >= 0xd800 && point <= 0xdfff) ? '\ufffd' : String.fromCodePoint(point);
  });
}
