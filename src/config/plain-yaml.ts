/**
 * Reads YAML as most people write it: maps of one key a line, of plain or quoted words, whole numbers, and maps of such in braces on one line.
 * Undefined wherever more than that is written, or anything that YAML may understand otherwise: then a library reads it. Of a run's
 * thousand new files the library takes a twelfth of the run's time, this a hundredth; a property holds it to what the library reads.
 */
export function readPlainYaml(text: string): unknown {
  if (!PLAIN_TEXT.test(text)) return undefined;
  const lines: Line[] = [];
  for (const raw of text.split('\n')) {
    if (NO_CONTENT.test(raw)) continue;
    const [, spaces, key, value] = raw.length > MOST_LETTERS ? [] : (LINE.exec(raw) ?? []);
    if (spaces === undefined || spaces.length > MOST_INDENT || key === undefined || isSpecial(key)) return undefined;
    lines.push({ indent: spaces.length, key, value: value ?? '' });
  }
  const [first] = lines;
  if (first === undefined || first.indent !== 0) return undefined;
  const read = readMap(lines, 0, 0);
  return read?.end === lines.length ? read.map : undefined;
}

// No tabs, no line ends but \n, nothing that does not show; no surrogates, and none of the two separators that pass for line ends elsewhere.
const PLAIN_TEXT = /^[\n -~\u00a1-\u2027\u2030-\ud7ff]*$/;
const MOST_LETTERS = 2_000; // a line
const MOST_INDENT = 40;
const NO_CONTENT = /^ *(?:#.*)?$/;
const LINE = /^( *)([A-Za-z_][\w-]*):(?: +(.*?))? *$/; //   title: h3 a

interface Line {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
}
interface ReadMap {
  readonly map: Readonly<Record<string, unknown>>;
  readonly end: number; // index of the first line behind it
}

/** The map whose first line this is; null: it is not plain. */
function readMap(lines: readonly Line[], start: number, indent: number): ReadMap | null {
  const map: Record<string, unknown> = {};
  let at = start;
  for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
    const read = line.indent > indent || Object.hasOwn(map, line.key) ? null : readEntry(lines, at, line);
    if (read === null) return null;
    map[line.key] = read.value;
    at = read.end;
  }
  return { map, end: at };
}

function readEntry(lines: readonly Line[], at: number, { indent, value }: Line) {
  const below = lines[at + 1]?.indent ?? 0;
  if (value === '' && below > indent) {
    const inner = readMap(lines, at + 1, below);
    return inner && { value: inner.map, end: inner.end };
  }
  const read = value === '' ? null : readValue(value);
  return read === undefined ? null : { value: read, end: at + 1 };
}

/** undefined: it is not plain. */
function readValue(text: string): unknown {
  const quoted = QUOTED.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  if (text.startsWith('{')) return readBraces(text);
  return MAPS_OR_REMARKS.test(text) ? undefined : readWord(text);
}

const QUOTED = /^(?:"([^"\\]*)"|'([^']*)')$/; // "17 6 * * *"
const MAPS_OR_REMARKS = /:(?: |$)| #/; // a: b, a:, a # b
const ENTRY = /^ *([A-Za-z_][\w-]*): +(?:"([^"\\]*)"|'([^']*)'|([^"'{}[\],#:&*!|>%@`? -][^"'{}[\],#:]*?)) *(,|\}$)/; // select: h3 a,

/** { select: h3 a, attr: href } */
function readBraces(text: string): unknown {
  const map: Record<string, unknown> = {};
  let rest = text.slice(1);
  for (let isOpen = true; isOpen; ) {
    const [whole, key, double, single, word, end] = ENTRY.exec(rest) ?? [];
    if (whole === undefined || key === undefined || isSpecial(key) || Object.hasOwn(map, key)) return undefined;
    const value = double ?? single ?? readWord(word ?? '');
    if (value === undefined) return undefined;
    map[key] = value;
    rest = rest.slice(whole.length);
    isOpen = end === ',';
  }
  return rest === '' ? map : undefined;
}

const TEXT = /^(?:[A-Za-z_/\u00a1-\ud7ff]|\.(?=[A-Za-z_-]))/; // h3 a, .summary
const DURATION_OR_SIZE = /^\d+(?:ms|s|m|h|d|[KMG]iB)$/; // 30s, 256MiB
const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/** A word or several without quotes: text, a number, true, false or null. undefined: it may be something else. */
function readWord(word: string): unknown {
  if (WORDS.has(word)) return WORDS.get(word);
  if (isSpecial(word)) return undefined;
  if (TEXT.test(word) || DURATION_OR_SIZE.test(word)) return word;
  return WHOLE_NUMBER.test(word) ? Number(word) : undefined;
}

const WORDS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const SPECIAL = /^(?:true|false|null|\.?inf|\.?nan|__proto__)$/i; // TRUE, .inf

/** Does YAML, or JavaScript, take this word for more than its letters? */
function isSpecial(word: string): boolean {
  return SPECIAL.test(word);
}
