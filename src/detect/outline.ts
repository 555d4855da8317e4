import { type ChildNode, type Document, type Element, isTag, isText } from 'domhandler';
import { readingLength } from './reading-length.ts';
import { type TokenQuality, tokenQuality } from './tokens.ts';

/** One element of a page, numbered in document order: its subtree are the blocks from `index` to `end`. */
export interface Block {
  readonly index: number;
  readonly end: number; // index of the last block inside it
  readonly parent: number; // index; -1: none
  readonly depth: number;
  readonly element: Element;
  readonly tag: string;
  readonly nth: number; // position among siblings of its tag, from 1
  readonly ofTag: number; // how many siblings have its tag, itself included
  readonly classes: readonly string[];
  readonly token: string; // the class that most of its peers share; '' where none is stable
  readonly tagPath: number; // blocks with one number stand at the same path of tags
  readonly columnPath: number; // likewise, cells told apart by column
  readonly classPath: number; // likewise, and tokens too
  readonly textLength: number; // as `readingLength` counts
  readonly linkLength: number; // characters of it inside links
  readonly href: string | null; // of a link that leads somewhere
}

/** The page as a list of blocks. Scripts, styles, drawings and what is hidden are left out. */
export interface Outline {
  readonly blocks: readonly Block[];
  readonly childrenOf: (block: Block) => readonly Block[];
  readonly parentOf: (block: Block) => Block | null;
}

/** Numbers and measures the elements of a page; one pass, without recursion. `isWithin` tells links that stay on the page. */
export function outlinePage(document: Document, isWithin: (href: string) => boolean = () => false): Outline {
  const drafts = walk(document, isWithin);
  const tokens = commonTokens(drafts);
  const paths = { column: new Map<string, number>(), class: new Map<string, number>() };
  const blocks: Block[] = [];
  const children: (Block[] | undefined)[] = [];
  for (const [at, draft] of drafts.entries()) {
    const { parent, tag, nth } = draft;
    const above = blocks[parent];
    const cell = CELL.test(tag) ? `:${nth}` : '';
    const token = tokens[at] ?? '';
    const columnPath = intern(paths.column, `${above?.columnPath ?? -1}>${tag}${cell}`);
    const classPath = intern(paths.class, `${above?.classPath ?? -1}>${tag}.${token}${cell}`);
    const block: Block = { ...draft, token, columnPath, classPath };
    blocks.push(block);
    const siblings = children[parent];
    if (siblings === undefined) children[parent] = [block];
    else siblings.push(block);
  }
  return {
    blocks,
    childrenOf: (block) => children[block.index] ?? [],
    parentOf: (block) => blocks[block.parent] ?? null,
  };
}

/** Does the first block hold the second (or is it the same)? */
export function holds(outer: Block, inner: Block): boolean {
  return outer.index <= inner.index && inner.end <= outer.end;
}

const CELL = /^t[dh]$/; // td
const UNSEEN: ReadonlySet<string> = new Set(
  'script style template svg noscript link meta head iframe object select option datalist math canvas'.split(' '),
);
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden/i; // display: none
const NOWHERE = /^\s*(#|javascript:|mailto:|tel:|sms:|data:|$)/i; // javascript:void(0)

// What does something with a page rather than lead to one.
const ACTION =
  /[?&](replytocom|add-to-cart|add_to_cart|action=(reply|edit|delete|buy)|share=)|\/(sharer|share)(\.php|\/|\?)|twitter\.com\/(intent|home\?)|pinterest\.\w+\/pin\/create|wa\.me\/|\/wp-(login|admin)/i; // /article/?replytocom=12

/** A block before its like are known; what only its end tells is filled in there. */
interface Draft extends Omit<Block, 'end' | 'textLength' | 'linkLength' | 'token' | 'columnPath' | 'classPath'> {
  end: number;
  textLength: number;
  linkLength: number;
}
interface Frame {
  readonly at: number; // its place in the drafts; -1: the document
  readonly children: readonly ChildNode[];
  readonly counts: ReadonlyMap<string, number>;
  readonly seen: Map<string, number>;
  readonly isLink: boolean;
  next: number;
  textLength: number;
  linkLength: number;
}

function walk(document: Document, isWithin: (href: string) => boolean): readonly Draft[] {
  const drafts: Draft[] = [];
  const tagPaths = new Map<string, number>();
  const stack: Frame[] = [frameOf(-1, document.children, false)];
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const node = frame.children[frame.next];
    frame.next += 1;
    if (node === undefined) {
      stack.pop();
      close(drafts, stack.at(-1), frame);
    } else if (isText(node)) {
      const length = readingLength(node.data.trim());
      frame.textLength += length;
      if (frame.isLink) frame.linkLength += length;
    } else if (isTag(node)) {
      enter(node, frame);
    }
  }
  return drafts;

  function enter(element: Element, frame: Frame): void {
    const tag = element.name;
    const nth = (frame.seen.get(tag) ?? 0) + 1;
    frame.seen.set(tag, nth);
    if (isUnseen(element)) return;
    const above = drafts[frame.at];
    const href = tag === 'a' ? leadingHref(element, isWithin) : null;
    drafts.push({
      index: drafts.length,
      end: drafts.length,
      parent: frame.at,
      depth: (above?.depth ?? -1) + 1,
      element,
      tag,
      nth,
      ofTag: frame.counts.get(tag) ?? 1,
      classes: classesOf(element),
      tagPath: intern(tagPaths, `${above?.tagPath ?? -1}>${tag}`),
      textLength: 0,
      linkLength: 0,
      href,
    });
    stack.push(frameOf(drafts.length - 1, element.children, frame.isLink || tag === 'a'));
  }
}
const NONE: readonly string[] = [];

function classesOf({ attribs }: Element): readonly string[] {
  const names = attribs['class'];
  return names === undefined ? NONE : names.split(CLASS_SPACE).filter((name) => name !== '');
}
const CLASS_SPACE = /\s+/; // a  b

function frameOf(at: number, children: readonly ChildNode[], isLink: boolean): Frame {
  const counts = new Map<string, number>();
  for (const child of children) if (isTag(child)) counts.set(child.name, (counts.get(child.name) ?? 0) + 1);
  return { at, children, counts, seen: new Map(), isLink, next: 0, textLength: 0, linkLength: 0 };
}

function close(drafts: Draft[], above: Frame | undefined, frame: Frame): void {
  const draft = drafts[frame.at];
  if (draft === undefined) return;
  const { textLength, linkLength } = frame;
  draft.end = drafts.length - 1;
  draft.textLength = textLength;
  draft.linkLength = linkLength;
  if (above === undefined) return;
  above.textLength += textLength;
  above.linkLength += linkLength;
}

/** Is it of what no reader sees: scripts, drawings, what is hidden? */
export function isUnseen(element: Element): boolean {
  if (UNSEEN.has(element.name)) return true;
  const { hidden, style } = element.attribs;
  return hidden !== undefined || (style !== undefined && HIDDEN_STYLE.test(style));
}

/** Where a link leads; null: nowhere, or it does something with the page. */
export function leadingHref(element: Element, isWithin: (href: string) => boolean = () => false): string | null {
  const href = element.attribs['href'];
  return href === undefined || NOWHERE.test(href) || ACTION.test(href) || isWithin(href) ? null : href.trim();
}

/** For each block the usable class that most blocks of the same tag path have: WordPress puts ten on an article, one of them is common. */
function commonTokens(drafts: readonly Draft[]): readonly string[] {
  const counts = new Map<string, number>();
  const qualities = new Map<string, TokenQuality>();
  const qualityOf = (name: string): TokenQuality => {
    const known = qualities.get(name) ?? tokenQuality(name);
    qualities.set(name, known);
    return known;
  };
  const usable = drafts.map(({ classes }) => classes.slice(0, 16).filter((name) => qualityOf(name) !== 'hashed'));
  for (const [at, draft] of drafts.entries()) {
    for (const name of usable[at] ?? []) {
      const key = `${draft.tagPath} ${name}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return drafts.map((draft, at) => {
    let best = '';
    let bestCount = 0;
    for (const name of usable[at] ?? []) {
      const count = (counts.get(`${draft.tagPath} ${name}`) ?? 0) * (qualityOf(name) === 'meaningful' ? 3 : 1);
      if (count > bestCount) [best, bestCount] = [name, count];
    }
    return best;
  });
}

function intern(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
