import { type CheerioAPI, load } from 'cheerio/slim';
import { compile } from 'css-select';
import { type AnyNode, type Document, type Element, isTag, isText, type ParentNode } from 'domhandler';
import { Parser } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';
import { PubwatchError } from '../model/errors.ts';
import { parsePlain } from './plain-html.ts';
import { QuickTokenizer } from './quick-tokenizer.ts';

const MOST_DEPTH = 1_000; // open elements; Chrome flattens what is deeper than 512, and recursive readers fail at 4,000
const MOST_ATTRIBUTES = 5_000; // of one tag; parse5 compares each new name with all before it
const MOST_SHIFTS = 200_000_000; // siblings moved for what stands astray in tables; some tenths of a second
const MOST_OPENED_ANEW = 10_000; // elements beyond one in two characters: formatting that every block opens again

/**
 * Markup as a tree, the one a browser's inspector shows: by the quick reader of plain markup, else by parse5. Throws
 * LISTING_UNREADABLE for markup that is too deep or otherwise made to take for ever.
 */
export function parseHtml(markup: string): Document {
  return parsePlain(markup) ?? parseByStandard(markup);
}

/** As `parseHtml`, always by parse5, which is given text in runs: the reference. */
export function parseByStandard(markup: string): Document {
  return guardDepth(() => {
    const parser = new Parser<Htmlparser2TreeAdapterMap>({
      treeAdapter: boundedAdapter(markup.length / 2 + MOST_OPENED_ANEW),
    });
    boundDepth(parser);
    parser.tokenizer = new QuickTokenizer(parser, {
      isSplit: KEEPS_BLANKS.test(markup),
      onAttribute: boundAttributes(parser),
    });
    parser.tokenizer.write(markup, true);
    return parser.document;
  });
}

const KEEPS_BLANKS = /<(?:frameset|template)/i; // <frameset cols="20%,80%">

/** Answers CSS selectors below a node, in document order. Throws LISTING_UNREADABLE where the tree is too deep to search. */
export type Find = (selector: string, below: AnyNode) => readonly Element[];

// What cheerio adds to CSS, and what has a meaning of its own there: li:eq(2)
const ONLY_CHEERIO = /^\s*[~+]|,\s*[~+]|:(?:first|last|eq|nth|gt|lt|even|odd)(?![\w-])/;

/**
 * Makes the function that answers selectors, one a page: each is compiled once, by the engine that cheerio uses, and not anew for each
 * row. What is cheerio's own is left to cheerio.
 */
export function createFind(): Find {
  const queries = new Map<string, Find>();
  return (selector, below) => {
    const place = `${isTag(below) && below.parent !== null && isTag(below.parent)} ${selector}`; // where `:scope` is put in front
    let query = queries.get(place);
    if (query === undefined) {
      query = ONLY_CHEERIO.test(selector) ? findByCheerio(load('')) : compileBelow(selector, below);
      queries.set(place, query);
    }
    return query(selector, below);
  };
}

function findByCheerio($: CheerioAPI): Find {
  return (selector, below) => guardDepth(() => $(below).find(selector).toArray().filter(isTag));
}

function compileBelow(selector: string, first: AnyNode): Find {
  const scope = [first];
  const isMatch = compile<AnyNode, Element>(selector, { context: scope, cacheResults: false });
  return (_, below) => {
    scope[0] = below;
    const found: Element[] = [];
    if (isParent(below)) guardDepth(() => collect(below, isMatch, found));
    return found;
  };
}

function collect(below: ParentNode, isMatch: (element: Element) => boolean, found: Element[]): void {
  for (const child of below.children) {
    if (!isTag(child)) continue;
    if (isMatch(child)) found.push(child);
    collect(child, isMatch, found);
  }
}

/** The text a reader sees of a node: no scripts and styles, blocks and line breaks set apart by a blank. Not collapsed yet. */
export function textOf(node: AnyNode): string {
  const parts: string[] = [];
  walkText(node, parts);
  return parts.join('');
}

// What begins on a line of its own, or in a cell of its own: words on both sides are not one word.
const SETS_APART =
  /^(?:address|article|aside|blockquote|br|caption|center|d[dlt]|details|div|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|legend|li|main|menu|nav|ol|option|p|pre|section|summary|t(?:able|body|d|foot|h|head|r)|ul)$/; // div
const UNSEEN = /^(?:script|style|template|noscript|iframe|object|select|textarea|title|head)$/; // script

type Step = AnyNode | ' ';

function walkText(root: AnyNode, parts: string[]): void {
  const ahead: Step[] = [root];
  for (let step = ahead.pop(); step !== undefined; step = ahead.pop()) {
    if (step === ' ') parts.push(step);
    else if (isText(step)) parts.push(step.data);
    else if (isParent(step)) enter(step, step === root, ahead, parts);
  }
}

function enter(node: ParentNode, isRoot: boolean, ahead: Step[], parts: string[]): void {
  if (isTag(node) && !isRoot && UNSEEN.test(node.name)) return;
  const isApart = isTag(node) && SETS_APART.test(node.name);
  if (isApart) {
    parts.push(' ');
    ahead.push(' ');
  }
  for (let at = node.children.length - 1; at >= 0; at--) {
    const child = node.children[at];
    if (child !== undefined) ahead.push(child);
  }
}

function isParent(node: AnyNode): node is ParentNode {
  return 'children' in node;
}

const LOOKS_LIKE_MARKUP = /[<&]/; // <b>Title</b>, AT&amp;T

/** Text that may hold markup (titles and summaries of feeds, values of JSON listings), as a reader sees it. */
export function stripMarkup(text: string): string {
  return LOOKS_LIKE_MARKUP.test(text) ? textOf(parseHtml(text)) : text;
}

function guardDepth<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(error);
    throw error;
  }
}

function tooDeep(cause?: unknown): PubwatchError {
  const message = `found elements nested more than ${MOST_DEPTH} deep, expected a page a browser could show`;
  return new PubwatchError('LISTING_UNREADABLE', message, {}, cause);
}

type HtmlParser = Parser<Htmlparser2TreeAdapterMap>;

function boundDepth(parser: HtmlParser): void {
  const push = parser.onItemPush.bind(parser);
  parser.onItemPush = (node, tagId, isTop) => {
    if (parser.openElements.stackTop > MOST_DEPTH) throw tooDeep();
    push(node, tagId, isTop);
  };
}

/** Counts attributes, tag by tag. */
function boundAttributes(parser: HtmlParser): () => void {
  let count = 0;
  const start = parser.onStartTag.bind(parser);
  parser.onStartTag = (token) => {
    count = 0;
    start(token);
  };
  const end = parser.onEndTag.bind(parser);
  parser.onEndTag = (token) => {
    count = 0;
    end(token);
  };
  return () => {
    count += 1;
    if (count > MOST_ATTRIBUTES) throw tooMuch(`a tag with more than ${MOST_ATTRIBUTES} attributes`);
  };
}

/**
 * What stands astray in a table moves in front of it, and each move looks through all siblings. A block opens anew all formatting
 * that was left open before it, so that a small page could become a large tree.
 */
function boundedAdapter(mostElements: number): typeof adapter {
  let elements = 0;
  let shifts = 0;
  const count = (parent: ParentNode): void => {
    shifts += parent.children.length;
    if (shifts > MOST_SHIFTS) throw tooMuch('too many elements astray in tables');
  };
  return {
    ...adapter,
    createElement(name, namespace, attributes) {
      if (++elements > mostElements) throw tooMuch('more elements than its markup can hold');
      return adapter.createElement(name, namespace, attributes);
    },
    insertBefore(parent, node, reference) {
      count(parent);
      adapter.insertBefore(parent, node, reference);
    },
    insertTextBefore(parent, text, reference) {
      count(parent);
      adapter.insertTextBefore(parent, text, reference);
    },
    detachNode(node) {
      if (node.parent !== null) count(node.parent);
      adapter.detachNode(node);
    },
  };
}

function tooMuch(found: string): PubwatchError {
  return new PubwatchError('LISTING_UNREADABLE', `found ${found}, expected a page a browser could show`);
}
