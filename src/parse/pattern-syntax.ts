/** A recipe's pattern as a tree. What may take more than time proportional to the text (backreferences, lookaround) has no node. */
export type PatternNode =
  | { readonly kind: 'atom'; readonly test: RegExp } // one character
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end' | 'boundary' | 'inside' }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: PatternNode }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly least: number;
      readonly most: number | null;
      readonly isLazy: boolean;
    };

export type PatternReading =
  | { readonly kind: 'pattern'; readonly node: PatternNode }
  | { readonly kind: 'fault'; readonly message: string };

const MOST_LENGTH = 500; // characters of a pattern
const MOST_NESTING = 20; // groups within groups
const MOST_REPEATS = 1_000; // in {n,m}

/** Reads a regular expression (JavaScript's syntax, Unicode mode) into a tree, or says why it cannot be used. */
export function readPattern(pattern: string): PatternReading {
  if (pattern.length > MOST_LENGTH) return fault(`is longer than ${MOST_LENGTH} characters`);
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return fault(`is no regular expression: ${error.message.replace(PREFIX, '')}`);
    throw error;
  }
  const refused = REFUSED.find(({ syntax }) => syntax.test(pattern.replace(ESCAPED_OR_CLASS, '')));
  if (refused !== undefined) return fault(refused.message);
  if (BACKREFERENCE.test(pattern.replace(CLASS, '').replaceAll('\\\\', ''))) return fault(NO_BACKREFERENCE);
  return parse(pattern);
}

const PREFIX = /^Invalid regular expression: /; // Invalid regular expression: /(/u: Unterminated group
const ESCAPED_OR_CLASS = /\\.|\[(?:\\.|[^\]\\])*\]/gs; // \( or [(?=]
const CLASS = /\[(?:\\.|[^\]\\])*\]/gs; // [\d-]
const REFUSED = [
  { syntax: /\(\?<?[=!]/, message: 'looks ahead or behind, which is not supported' }, // (?=x)
  { syntax: /\(\?[a-z-]+:/, message: 'changes its flags midway, which is not supported' }, // (?i:x)
];
const BACKREFERENCE = /\\(?:[1-9]|k<)/; // \1
const NO_BACKREFERENCE = 'refers back to a group, which is not supported';

function fault(message: string): PatternReading {
  return { kind: 'fault', message };
}

// One piece of a pattern that RegExp has found to be well formed.
const PIECE =
  /(?<open>\((?:\?:|\?<[^>]*>)?)|(?<close>\))|(?<bar>\|)|(?<edge>\^|\$|\\[bB])|(?<repeat>[*+?]|\{\d+(?:,\d*)?\})(?<lazy>\??)|(?<atom>\\p\{[^}]*\}|\\P\{[^}]*\}|\\u\{[^}]*\}|\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[A-Za-z]|\\.|\[(?:\\.|[^\]\\])*\]|.)/gsu; // \d{2,4}?

interface Level {
  readonly number: number | null; // of the group; null: none is kept
  readonly options: PatternNode[][];
}

function parse(pattern: string): PatternReading {
  const levels: Level[] = [{ number: null, options: [[]] }];
  let groups = 0;
  for (const { groups: piece = {} } of pattern.matchAll(PIECE)) {
    if (piece['open'] === undefined) {
      const message = place(piece, levels);
      if (message !== null) return fault(message);
      continue;
    }
    const isKept = piece['open'] !== '(?:';
    if (isKept) groups += 1;
    levels.push({ number: isKept ? groups : null, options: [[]] });
    if (levels.length > MOST_NESTING) return fault(`nests groups more than ${MOST_NESTING} deep`);
  }
  const [whole] = levels;
  return whole === undefined ? fault('is empty') : { kind: 'pattern', node: closed(whole) };
}

/** Puts a piece where it belongs in the innermost open group; says what is wrong with it, if anything. */
function place(piece: Readonly<Record<string, string | undefined>>, levels: Level[]): string | null {
  const level = levels.at(-1);
  const sequence = level?.options.at(-1);
  if (level === undefined || sequence === undefined) return 'has a bracket too many';
  if (piece['close'] !== undefined) {
    levels.pop();
    levels.at(-1)?.options.at(-1)?.push(closed(level));
  } else if (piece['bar'] !== undefined) {
    level.options.push([]);
  } else if (piece['repeat'] !== undefined) {
    const repeated = repeat(sequence.pop(), piece['repeat'], piece['lazy'] === '?');
    if (repeated === null) return `repeats something more than ${MOST_REPEATS} times`;
    sequence.push(repeated);
  } else {
    sequence.push(leaf(piece['edge'], piece['atom'] ?? ''));
  }
  return null;
}

function closed({ number, options }: Level): PatternNode {
  const sequences = options.map((parts): PatternNode => ({ kind: 'sequence', parts }));
  const [only, second] = sequences;
  const body: PatternNode = only !== undefined && second === undefined ? only : { kind: 'choice', options: sequences };
  return number === null ? body : { kind: 'group', number, body };
}

function leaf(edge: string | undefined, atom: string): PatternNode {
  if (edge === '^') return { kind: 'edge', edge: 'start' };
  if (edge === '$') return { kind: 'edge', edge: 'end' };
  if (edge !== undefined) return { kind: 'edge', edge: edge === '\\b' ? 'boundary' : 'inside' };
  return { kind: 'atom', test: new RegExp(`^${atom}$`, 'u') };
}

const BOUNDS = /^\{(\d+)(,?)(\d*)\}$/; // {2,4}

function repeat(body: PatternNode | undefined, mark: string, isLazy: boolean): PatternNode | null {
  const [, from = '', comma = '', to = ''] = BOUNDS.exec(mark) ?? [];
  const least = from === '' ? Number(mark === '+') : Number(from);
  const upper = comma === '' ? least : to === '' ? null : Number(to);
  const most = from === '' ? (mark === '?' ? 1 : null) : upper;
  if (body === undefined || Math.max(least, most ?? 0) > MOST_REPEATS) return null;
  return { kind: 'repeat', body, least, most, isLazy };
}
