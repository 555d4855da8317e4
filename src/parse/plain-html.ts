import { Comment, type Document, Element, type ParentNode, type ProcessingInstruction, Text } from 'domhandler';
import { adapter } from 'parse5-htmlparser2-tree-adapter';
import { parseDrawing } from './plain-drawing.ts';
import { RAW, RAW_WITH_REFERENCES, standsPlainly, takesText, VOID } from './plain-places.ts';
import {
  Attributes,
  decodeText,
  endOfName,
  findEndTag,
  IS_TAG_NAME,
  isLetter,
  readAttributes,
  readEndName,
  type Scan,
} from './plain-tags.ts';

const MOST_DEPTH = 500; // open elements

/**
 * The tree of markup that means what it says: each element closed in its turn, nothing implied but `tbody`, nothing in a place where the
 * standard would move it. For such markup the standard's tree construction only appends, and so does this, several times as
 * fast as parse5. null for everything else, and at the first doubt: parse5 has to read it.
 */
export function parsePlain(markup: string): Document | null {
  return parsePlainInSteps(markup, Number.POSITIVE_INFINITY, () => true);
}

/** The elements that are not closed yet, the innermost last. */
export type OpenPath = ReadonlySet<ParentNode>;

/**
 * As `parsePlain`, and stops after each `step` characters, and at the end, so that what is closed can be used and emptied: a large
 * page's tree need never stand whole. `harvest` returns false to give up.
 */
export function parsePlainInSteps(
  markup: string,
  step: number,
  harvest: (document: Document, path: OpenPath) => boolean,
): Document | null {
  if (markup.includes('\0') || markup.startsWith('\ufeff')) return null;
  const reading = startReading(markup.includes('\r') ? markup.replace(/\r\n?/g, '\n') : markup);
  for (let pause = step; reading.at < reading.markup.length; ) {
    if (!readNext(reading)) return null;
    if (reading.at < pause) continue;
    if (!harvest(reading.document, pathOf(reading))) return null;
    pause = reading.at + step;
  }
  if (reading.stage !== 'after' || reading.names.length > 0) return null;
  return harvest(reading.document, new Set()) ? reading.document : null;
}

function pathOf(reading: Reading): OpenPath {
  const path = new Set<ParentNode>();
  for (let node: ParentNode | null = reading.parent; node !== null; node = node.parent) path.add(node);
  return path;
}

interface Reading extends Scan {
  stage: 'start' | 'html' | 'head' | 'between' | 'body' | 'after';
  parent: ParentNode; // the innermost open element
  body: Element | null;
  hasDoctype: boolean;
  readonly document: Document;
  readonly names: string[]; // of the open elements, outermost first
  readonly counts: Map<string, number>; // of the open elements, by name
}

function startReading(markup: string): Reading {
  const document = adapter.createDocument();
  return {
    markup,
    at: 0,
    stage: 'start',
    parent: document,
    body: null,
    hasDoctype: false,
    document,
    names: [],
    counts: new Map(),
    texts: new Map(),
    values: new Map(),
  };
}

/** Reads one tag, comment or run of text; false: not plain. */
function readNext(reading: Reading): boolean {
  const { markup, at } = reading;
  if (markup.charCodeAt(at) !== LESS) return readText(reading);
  const sign = markup.charCodeAt(at + 1);
  if (sign === SLASH) return readEndTag(reading);
  if (sign === EXCLAMATION) return markup.startsWith('<!--', at) ? readComment(reading) : readDoctype(reading);
  return readStartTag(reading);
}

const LESS = 0x3c;
const SLASH = 0x2f;
const EXCLAMATION = 0x21;
const NOT_BLANK = /[^\t\n\f ]/; // a

function readText(reading: Reading): boolean {
  const { markup, at, names } = reading;
  const next = markup.indexOf('<', at);
  const end = next < 0 ? markup.length : next;
  const raw = markup.slice(at, end);
  reading.at = end;
  if (reading.stage === 'start' || reading.stage === 'html') return !NOT_BLANK.test(raw); // left out of the tree
  if (reading.stage === 'after') return !NOT_BLANK.test(raw) && appendToBody(reading, raw);
  if (!takesText(names.at(-1) ?? '') && NOT_BLANK.test(raw)) return false;
  const text = decodeText(raw, reading);
  if (text === null) return false;
  appendText(reading.parent, text);
  return true;
}

/** White space after the body belongs to it. */
function appendToBody({ body }: Reading, text: string): boolean {
  if (body === null) return false;
  appendText(body, text);
  return true;
}

function appendText(parent: ParentNode, text: string): void {
  const last = parent.children.at(-1);
  if (last instanceof Text) last.data += text;
  else append(parent, new Text(text));
}

function append(parent: ParentNode, node: Element | Text | Comment | ProcessingInstruction): void {
  const { children } = parent;
  const last = children[children.length - 1];
  if (last !== undefined) {
    last.next = node;
    node.prev = last;
  }
  children.push(node);
  node.parent = parent;
}

function readComment(reading: Reading): boolean {
  const { markup, at, stage, parent, document } = reading;
  const end = markup.indexOf('-->', at + 4);
  if (end < 0) return false;
  const data = markup.slice(at + 4, end);
  if (/^-?>|--!>|--$|-$/.test(data)) return false;
  reading.at = end + 3;
  if (stage === 'after') {
    const html = reading.body?.parent;
    append(reading.names.length === 0 ? document : (html ?? document), new Comment(data));
  } else append(parent, new Comment(data));
  return true;
}

const DOCTYPE =
  /<!doctype[\t\n\f ]+([a-z]+)(?:[\t\n\f ]+public[\t\n\f ]+"([^">]*)")?(?:[\t\n\f ]+"([^">]*)")?[\t\n\f ]*>/iy; // <!DOCTYPE html>

function readDoctype(reading: Reading): boolean {
  if (reading.stage !== 'start' || reading.hasDoctype) return false;
  DOCTYPE.lastIndex = reading.at;
  const found = DOCTYPE.exec(reading.markup);
  if (found === null || (found[2] === undefined && found[3] !== undefined)) return false;
  adapter.setDocumentType(reading.document, (found[1] ?? '').toLowerCase(), found[2] ?? '', found[3] ?? '');
  reading.hasDoctype = true;
  reading.at = DOCTYPE.lastIndex;
  return true;
}

function readStartTag(reading: Reading): boolean {
  const start = reading.at;
  reading.at = endOfName(reading.markup, start + 1, IS_TAG_NAME);
  const name = reading.markup.slice(start + 1, reading.at).toLowerCase();
  if (!isLetter(name.charCodeAt(0))) return false;
  if (name === 'svg') return readDrawing(reading, start);
  const attributes = readAttributes(reading);
  if (attributes === null) return false;
  implyAround(name, reading);
  if (!standsPlainly(name, reading) || !entersStage(name, reading)) return false;
  if (RAW.has(name) || RAW_WITH_REFERENCES.has(name)) return readRaw(name, attributes, reading);
  if (VOID.has(name)) append(reading.parent, createElement(name, attributes));
  else if (reading.names.length >= MOST_DEPTH) return false;
  else open(reading, name, attributes);
  if (name === 'pre' && reading.markup[reading.at] === '\n') reading.at += 1; // not part of the text
  return true;
}

const TABLE_PARTS: ReadonlySet<string> = new Set(['tbody', 'thead', 'tfoot', 'caption', 'colgroup']);

/** What the standard opens and closes by itself on plain pages, too: a `tbody` around rows, an empty head. */
function implyAround(name: string, reading: Reading): void {
  if (name === 'tr' && reading.names.at(-1) === 'table') open(reading, 'tbody', new Attributes()).isImplied = true;
  else if (TABLE_PARTS.has(name)) closeImplied(reading);
  else if (name === 'body' && reading.stage === 'html') openHead(reading);
}

/** A page without a head has an empty one. */
function openHead(reading: Reading): void {
  open(reading, 'head', new Attributes());
  close(reading);
  reading.stage = 'between';
}

/** html, head and body stand once, in this order. */
function entersStage(name: string, reading: Reading): boolean {
  const { stage } = reading;
  if (name === 'html') reading.stage = 'html';
  else if (name === 'head') {
    if (stage !== 'html') return false;
    reading.stage = 'head';
  } else if (name === 'body') {
    if (stage !== 'between') return false;
    reading.stage = 'body';
  } else return stage === 'head' || stage === 'body';
  return name !== 'html' || stage === 'start';
}

type Open = Element & { isImplied?: boolean };

const HTML = 'http://www.w3.org/1999/xhtml';
const NO_NAMESPACES: Record<string, string> = Object.freeze(Object.create(null));

function createElement(name: string, attributes: Attributes): Open {
  const element = new Element(name, attributes, []);
  element.namespace = HTML;
  element['x-attribsNamespace'] = NO_NAMESPACES;
  element['x-attribsPrefix'] = NO_NAMESPACES;
  return element;
}

function open(reading: Reading, name: string, attributes: Attributes): Open {
  const element = createElement(name, attributes);
  append(reading.parent, element);
  reading.parent = element;
  reading.names.push(name);
  reading.counts.set(name, (reading.counts.get(name) ?? 0) + 1);
  if (name === 'body') reading.body = element;
  return element;
}

function close(reading: Reading): void {
  const name = reading.names.pop() ?? '';
  reading.counts.set(name, (reading.counts.get(name) ?? 1) - 1);
  const { parent } = reading;
  reading.parent = (parent instanceof Element ? parent.parent : null) ?? reading.document;
}

/** A `tbody` that nobody wrote ends where another part of the table, or the table, does. */
function closeImplied(reading: Reading): void {
  const element: Open | ParentNode = reading.parent;
  if ('isImplied' in element && element.isImplied === true) close(reading);
}

function readEndTag(reading: Reading): boolean {
  const name = readEndName(reading);
  if (name === 'table') closeImplied(reading);
  else if (name === 'tbody') delete (reading.parent as Open).isImplied;
  if (name === undefined) return false;
  if (name === 'html') return closeHtml(reading);
  if (name !== reading.names.at(-1)) return false;
  close(reading);
  if (name === 'head') reading.stage = 'between';
  if (name === 'body') reading.stage = 'after';
  return true;
}

function closeHtml(reading: Reading): boolean {
  if (reading.stage !== 'after' || reading.names.length !== 1) return false;
  close(reading);
  return true;
}

/** Text up to the element's own end tag, whatever stands in it. */
function readRaw(name: string, attributes: Attributes, reading: Reading): boolean {
  const { markup, at } = reading;
  const end = findEndTag(name, markup, at);
  if (end < 0) return false;
  const raw = markup.slice(at, end);
  if (name === 'script' && raw.includes('<!--') && /<script/i.test(raw)) return false; // states of its own
  const element = createElement(name, attributes);
  append(reading.parent, element);
  const shown = name === 'textarea' && raw.startsWith('\n') ? raw.slice(1) : raw;
  const text = RAW.has(name) ? shown : decodeText(shown, reading);
  if (text === null) return false;
  if (text !== '') append(element, new Text(text));
  reading.at = end;
  return readEndName(reading) !== undefined;
}

/** A drawing has names and rules of its own. */
function readDrawing(reading: Reading, start: number): boolean {
  const { markup, parent, names } = reading;
  const end = findEndTag('svg', markup, start);
  if (end < 0 || reading.stage !== 'body' || !takesText(names.at(-1) ?? '') || names.includes('select')) return false;
  if (!markup.startsWith('>', end + 5)) return false;
  const drawing = parseDrawing(`${markup.slice(start, end)}</svg>`);
  if (drawing === null) return false;
  append(parent, drawing);
  reading.at = end + 6;
  return true;
}
