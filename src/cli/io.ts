import type { Readable, Writable } from 'node:stream';
import { createRedactor } from '../lib/redact.ts';
import { displayText } from '../lib/text.ts';
import { secretsOf } from './secrets.ts';

/** What the program was started with: the outside as main.ts hands it in. */
export interface Io {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly programFile: string;
}

/** Options that every command knows. */
export interface GlobalOptions {
  readonly config: string;
  readonly snapshots: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly logFormat?: string; // text or json
}

/** Writes results: lines of display text; `--json`: one document. Nothing from a page reaches a terminal uncleaned. */
export function createOutput(io: Io, options: Pick<GlobalOptions, 'quiet' | 'logFormat'>) {
  const redact = createRedactor(secretsOf(io.env));
  const clean = (text: string): string => text.split('\n').map(cleanLine).join('\n');
  return {
    result: (text: string): void => {
      if (!options.quiet) io.stdout.write(`${clean(text)}\n`);
    },
    /** A document in a format of its own, to the letter. */
    text: (document: string): void => {
      if (!options.quiet) io.stdout.write(document);
    },
    /** Bytes as they are. */
    bytes: (content: Uint8Array): void => {
      if (!options.quiet) io.stdout.write(content);
    },
    json: (document: unknown): void => {
      io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    },
    /** `--log-format json` makes stderr a stream of JSON lines: so must be what is said beside the log. */
    diagnostic: (text: string): void => {
      const said = redact(clean(text));
      const line = { level: 'error', time: new Date().toISOString(), event: 'diagnostic', message: said };
      io.stderr.write(`${options.logFormat === 'json' ? JSON.stringify(line) : said}\n`);
    },
  };
}
export type Output = ReturnType<typeof createOutput>;

const INDENT = /^ */; // "  title"
const COLUMN_GAP = /( {2,})/; // "dhs-ice      8 of 8 pages"

/** Layout (indent, runs of spaces) is ours and stays; everything between is display text. */
function cleanLine(line: string): string {
  const indent = INDENT.exec(line)?.[0] ?? '';
  const cells = line.slice(indent.length).split(COLUMN_GAP);
  return (
    indent +
    cells
      .map((cell, index) => (index % 2 === 1 ? cell : displayText(cell) + trailing(cell)))
      .join('')
      .trimEnd()
  );
}

function trailing(cell: string): string {
  return cell.endsWith(' ') ? ' ' : '';
}

/** What a command is given. */
export interface CommandContext {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly out: Output;
  readonly signal: AbortSignal;
}
