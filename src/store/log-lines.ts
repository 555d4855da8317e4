import { PubwatchError } from '../model/errors.ts';
import { decodeLine, type LogLine } from './codec-log.ts';
import { LOG_FILE } from './layout.ts';

/** A stretch of runs.jsonl as read. */
export interface LogLines {
  readonly lines: readonly ReadLine[]; // in order, damaged ones too
  readonly end: number; // bytes, behind the last line that ends; what stands behind it is the half of one
}
export interface ReadLine {
  readonly number: number; // in this stretch; 1 is the first
  readonly end: number; // bytes of the stretch, its line end included
  readonly sound: { readonly line: LogLine; readonly sha256: string } | null; // null: it does not match its own hash
}

const LINE_END = 10;

/** Cuts a stretch of the log into lines. Throws STATE_NEWER. */
export function readLogLines(bytes: Uint8Array): LogLines {
  const lines: ReadLine[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_END); end !== -1; end = bytes.indexOf(LINE_END, start)) {
    lines.push({ number: lines.length + 1, end: end + 1, sound: readLine(bytes.subarray(start, end)) });
    start = end + 1;
  }
  return { lines, end: start };
}

function readLine(bytes: Uint8Array): ReadLine['sound'] {
  try {
    return decodeLine(LOG_FILE, bytes);
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'STATE_DAMAGED') return null;
    throw error;
  }
}
