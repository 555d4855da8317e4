import { readFileSync } from 'node:fs';
import type * as z from 'zod';
import { PubwatchError } from '../model/errors.ts';
import { type Fault, faultsOf } from './faults.ts';
import { readYaml, type YamlText } from './read-yaml.ts';

/** A fault with its place in a file. */
export interface Located {
  readonly file: string;
  readonly line: number; // from 1
  readonly message: string;
}
/** A file of ours, read and held against its schema. */
export interface CheckedFile<Written> {
  readonly file: string; // path as the user wrote it
  readonly yaml: YamlText;
  readonly written: Written | null; // null: `faults` says why
  readonly faults: readonly Located[];
}

/** Reads a file (or the `text` it holds) against a schema; its faults are part of the result. Throws CONFIG_MISSING. */
export function checkFile<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
  text: string = readText(file),
): CheckedFile<z.output<Schema>> {
  const yaml = readYaml(text);
  const writing = yaml.faults.map((fault) => ({ file, ...fault }));
  if (yaml.value === undefined) return { file, yaml, written: null, faults: writing };
  const value = yaml.value ?? {}; // an empty file lacks every key
  const result = schema.safeParse(value);
  if (result.success) return { file, yaml, written: result.data, faults: writing };
  return {
    file,
    yaml,
    written: null,
    faults: [...writing, ...locateFaults({ file, yaml }, faultsOf(result.error.issues, value))],
  };
}

/** Gives faults of a file's values their lines. */
export function locateFaults(
  { file, yaml }: { readonly file: string; readonly yaml: YamlText },
  faults: readonly Fault[],
): readonly Located[] {
  return faults.map(({ path, message }) => ({ file, line: yaml.lineOf(path), message }));
}

/** Throws CONFIG_INVALID with one line a fault, by file and line, and the count at the end; returns where there is none. */
export function throwFaults(faults: readonly Located[], closing: string): void {
  if (faults.length === 0) return;
  const order = [...new Set(faults.map(({ file }) => file))];
  const lines = [...faults]
    .sort((a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line)
    .map(({ file, line, message }) => `${file}:${line}: ${message}`);
  const count = `${lines.length} fault${lines.length === 1 ? '' : 's'}.`;
  throw new PubwatchError('CONFIG_INVALID', [...lines, `${count} ${closing}`].join('\n'), { faults: lines.length });
}

/** Why a file or folder cannot be read, in words. Rethrows what is no fault of the file system. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error && 'code' in error)) throw error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'not found';
    case 'EACCES':
      return 'may not be read';
    case 'EISDIR':
      return 'a folder, wanted a file';
    default:
      return `cannot be read (${String(error.code)})`;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PubwatchError('CONFIG_MISSING', `${file}: ${reasonOf(error)}`, { file }, error);
  }
}
