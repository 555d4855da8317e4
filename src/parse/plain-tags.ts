import { Element, Text } from 'domhandler';
import { parseFragment } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';

/** A place in markup, and the character references met so far, decoded. */
export interface Scan {
  readonly markup: string;
  at: number;
  readonly texts: Map<string, string>; // in text
  readonly values: Map<string, string>; // in attributes
}

/** Names to values, without a prototype: an attribute may be called `constructor`. By a class, as such objects are small and quick. */
export class Attributes {
  [name: string]: string;
}
Object.setPrototypeOf(Attributes.prototype, null);
Reflect.deleteProperty(Attributes.prototype, 'constructor');
const MOST_ATTRIBUTES = 200;

/** Reads up to the end of the tag. */
export function readAttributes(scan: Scan): Attributes | null {
  const { markup } = scan;
  const attributes = new Attributes();
  for (let count = 0; count <= MOST_ATTRIBUTES; count++) {
    scan.at = skipBlanks(markup, scan.at);
    if (endTag(scan)) return attributes;
    if (!readAttribute(scan, attributes)) return null;
  }
  return null;
}

/** The name in an end tag, which is passed over; undefined: it is none, or not plain. */
export function readEndName(scan: Scan): string | undefined {
  const { markup, at } = scan;
  const nameEnd = endOfName(markup, at + 2, IS_TAG_NAME);
  const name = markup.slice(at + 2, nameEnd).toLowerCase();
  const end = skipBlanks(markup, nameEnd);
  if (!isLetter(name.charCodeAt(0)) || markup.charCodeAt(end) !== GREATER) return undefined;
  scan.at = end + 1;
  return name;
}

function endTag(scan: Scan): boolean {
  const { markup, at } = scan;
  const length = markup.charCodeAt(at) === GREATER ? 1 : markup.startsWith('/>', at) ? 2 : 0;
  scan.at += length;
  return length > 0;
}

function readAttribute(scan: Scan, attributes: Attributes): boolean {
  const { markup, at } = scan;
  const nameEnd = endOfName(markup, at, IS_ATTRIBUTE_NAME);
  if (nameEnd === at) return false;
  const name = markup.slice(at, nameEnd).toLowerCase();
  scan.at = nameEnd;
  const equals = skipBlanks(markup, nameEnd);
  let value: string | null = '';
  if (markup.charCodeAt(equals) === EQUALS) {
    scan.at = skipBlanks(markup, equals + 1);
    value = readValue(scan);
  }
  if (value === null) return false;
  attributes[name] ??= value;
  return true;
}

function readValue(scan: Scan): string | null {
  const { markup, at } = scan;
  const sign = markup.charCodeAt(at);
  const isQuoted = sign === QUOTE || sign === APOSTROPHE;
  const from = isQuoted ? at + 1 : at;
  const end = isQuoted ? markup.indexOf(sign === QUOTE ? '"' : "'", from) : endOfName(markup, at, IS_PLAIN_VALUE);
  if (end < from || (!isQuoted && end === at)) return null;
  scan.at = isQuoted ? end + 1 : end;
  return decodeValue(markup.slice(from, end), scan);
}

const GREATER = 0x3e;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

/** Which codes of ASCII a character class takes; what lies above is no name of ours. */
function tableOf(taken: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (taken.test(String.fromCharCode(code)) ? 1 : 0));
}
const IS_BLANK = tableOf(/[\t\n\f ]/);
export const IS_TAG_NAME = tableOf(/[a-zA-Z0-9:_.-]/);
const IS_ATTRIBUTE_NAME = tableOf(/[!#-&(-.0-;?-~]/);
const IS_PLAIN_VALUE = tableOf(/[^\t\n\f "'<=>`]/);

export function endOfName(markup: string, from: number, table: Uint8Array): number {
  let at = from;
  while (table[markup.charCodeAt(at)] === 1) at += 1;
  return at;
}

function skipBlanks(markup: string, from: number): number {
  return endOfName(markup, from, IS_BLANK);
}

const MOST_REFERENCES = 1_000; // different ones of one page; a real one has some tens
const REFERENCE = /&#?[a-zA-Z0-9]+[;=]?/g; // &amp;

/** Text with its character references decoded; null: not plain. */
export function decodeText(text: string, { texts }: Scan): string | null {
  return decode(text, texts, decodeInText);
}

function decodeValue(text: string, { values }: Scan): string | null {
  return decode(text, values, decodeInAttribute);
}

/** Character references as parse5 decodes them, each once a page; null: more different ones than a page has. */
function decode(text: string, known: Map<string, string>, decodeOne: (reference: string) => string): string | null {
  if (!text.includes('&')) return text;
  const decoded = text.replace(REFERENCE, (reference) => {
    const before = known.get(reference);
    if (before !== undefined || known.size > MOST_REFERENCES) return before ?? reference;
    const now = decodeOne(reference);
    known.set(reference, now);
    return now;
  });
  return known.size > MOST_REFERENCES ? null : decoded;
}

function decodeInText(reference: string): string {
  const [text] = parseFragment(reference, { treeAdapter: adapter }).children;
  return text instanceof Text ? text.data : reference;
}

function decodeInAttribute(reference: string): string {
  const [element] = parseFragment(`<i a="${reference}">`, { treeAdapter: adapter }).children;
  return element instanceof Element ? (element.attribs['a'] ?? reference) : reference;
}

export function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

export function findEndTag(name: string, markup: string, from: number): number {
  for (let at = markup.indexOf('</', from); at >= 0; at = markup.indexOf('</', at + 2)) {
    const end = at + 2 + name.length;
    if (markup.slice(at + 2, end).toLowerCase() === name && /[\t\n\f />]/.test(markup[end] ?? '')) return at;
  }
  return -1;
}
