import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { readPlainYaml } from './plain-yaml.ts';

/** A fault of the writing itself, with its line. */
export interface YamlFault {
  readonly line: number; // from 1
  readonly message: string;
}
/** A YAML (or JSON) text as plain data, with the line of each part. */
export interface YamlText {
  readonly value: unknown; // undefined: cannot be read at all, `faults` says why
  readonly faults: readonly YamlFault[];
  /** Line of the key or list entry that a path leads to; of the nearest part above it where it is not there. */
  lineOf(path: readonly PropertyKey[]): number;
}

const MOST_ALIASES = 100; // a few `&` and `*` are fair; a bomb of them is not

/** Reads one document of YAML 1.2 (JSON is YAML). Never throws for its contents. */
export function readYaml(text: string): YamlText {
  const plain = readPlainYaml(text);
  return plain === undefined ? readAnyYaml(text) : { value: plain, faults: [], lineOf: linesOf(text).lineOf };
}

/** The same, by the library alone. */
export function readAnyYaml(text: string): YamlText {
  const document = parseDocument(text, { prettyErrors: false });
  const lines = linesOf(text);
  const isBroken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  // One slip of the pen makes a row of complaints: of a broken text the first is told.
  const told = isBroken ? document.errors.slice(0, 1) : [...document.errors, ...document.warnings];
  const faults = told.map((error) => ({
    line: lines.lineAt(error.pos[0]),
    message: error.message.split('\n', 1)[0] ?? error.message,
  }));
  const dangerous = DANGER.test(text) ? dangerousKeys(document) : [];
  return {
    value: isBroken ? undefined : contentOf(document, faults),
    faults: [...faults, ...dangerous.map((offset) => ({ line: lines.lineAt(offset), message: PROTO_FAULT }))],
    lineOf: lines.lineOf,
  };
}

/** Where things stand in a text. It is read again for the sake of a fault: of a thousand files none need be held as a tree of all its parts. */
function linesOf(text: string): { readonly lineAt: (offset: number) => number; readonly lineOf: YamlText['lineOf'] } {
  let again: ReturnType<typeof parseWithLines> | null = null;
  const withLines = () => (again ??= parseWithLines(text));
  return {
    lineAt: (offset) => withLines().lineAt(offset),
    lineOf: (path) => withLines().lineAt(offsetOf(withLines().document, path)),
  };
}

function parseWithLines(text: string): { readonly document: Document; readonly lineAt: (offset: number) => number } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  return { document, lineAt: (offset) => Math.max(1, lines.linePos(offset).line) };
}

const PROTO_FAULT = '__proto__: unknown key';
const DANGER = /__proto__|\\/; // as it is, or written with an escape: "\x5f_proto__"

function contentOf(document: Document, faults: YamlFault[]): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    faults.push({ line: 1, message: error.message });
    return undefined;
  }
}

/** Schemas pass silently over a key named `__proto__`: found here, so that it is told like any unknown key. */
function dangerousKeys(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__') offsets.push(key.range?.[0] ?? 0);
    },
  });
  return offsets;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    const found = childOf(node, step);
    if (found === null) break;
    offset = found.offset ?? offset;
    node = found.node;
  }
  return offset;
}

function childOf(node: unknown, step: PropertyKey): { readonly node: unknown; readonly offset: number | null } | null {
  if (isMap<Node>(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
    return pair === undefined ? null : { node: pair.value, offset: pair.key.range?.[0] ?? null };
  }
  if (isSeq<Node>(node)) {
    const entry = node.items[Number(step)];
    return entry === undefined ? null : { node: entry, offset: entry.range?.[0] ?? null };
  }
  return null;
}
