import type * as z from 'zod';
import { cutText, displayText } from '../lib/text.ts';
import { nearestWord } from './nearest.ts';
import { isVerdict } from './values.ts';

/** One fault of a value: where, and what was wanted and found. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string; // with the key in front: `pages: wanted a whole number, found "many"`
}

/** Turns what a schema found wrong with a value into sentences, in the schema's order. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], value: unknown): readonly Fault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, value));
}

/** A fault with its key in front of the message. */
export function faultAt(path: readonly PropertyKey[], message: string): Fault {
  return { path, message: path.length === 0 ? message : `${pathText(path)}: ${message}` };
}

/** "; did you mean …?", or the words that would do. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  if (near !== null) return `; did you mean ${JSON.stringify(near)}?`;
  return known.length === 0 ? '' : `; known: ${known.join(', ')}`;
}

function faultsOfIssue(issue: z.core.$ZodIssue, value: unknown): readonly Fault[] {
  const found = foundAt(value, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      // The message lists the keys that are known here, see strictMap.
      return issue.keys
        .filter((key) => key !== '__proto__') // told by the reader already, which finds it at every depth
        .map((key) => faultAt([...issue.path, key], `unknown key${suggest(key, issue.message.split(' '))}`));
    case 'invalid_union':
      return faultsOfUnion(issue, value);
    case 'invalid_key':
      return issue.issues
        .slice(0, 1)
        .map(({ message }) => faultAt(issue.path, `wanted ${message}, found ${show(issue.path.at(-1))}`));
    default:
      if (issue.code === 'custom' && isVerdict(issue.params))
        return [faultAt(issue.path, `${typeof found === 'string' ? `${show(found)}: ` : ''}${issue.message}`)];
      return [faultAt(issue.path, wantedText(issue.message, found))];
  }
}

/** Tells the faults of the branch that was meant: the one whose kind of value, and whose `format`, is there. */
function faultsOfUnion(issue: z.core.$ZodIssueInvalidUnion, value: unknown): readonly Fault[] {
  const isAbout = ({ path }: z.core.$ZodIssue, key: string | undefined): boolean => path[0] === key && path.length <= 1;
  const meant = issue.errors.find(
    (issues) =>
      !issues.some((each) => (isAbout(each, undefined) && each.code === 'invalid_type') || isAbout(each, 'format')),
  );
  if (meant !== undefined)
    return faultsOf(
      meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] })),
      value,
    );
  const format = issue.errors.flat().find((each) => isAbout(each, 'format') && each.code !== 'unrecognized_keys');
  const found = foundAt(value, issue.path);
  if (format === undefined || typeof found !== 'object' || found === null)
    return [faultAt(issue.path, wantedText(issue.message, found))];
  const path = [...issue.path, 'format'];
  return [faultAt(path, wantedText(format.message, foundAt(value, path)))];
}

function wantedText(wanted: string, found: unknown): string {
  if (found === '') return `empty; wanted ${wanted}`;
  return found === undefined || found === null ? `missing; wanted ${wanted}` : `wanted ${wanted}, found ${show(found)}`;
}

function show(found: unknown): string {
  if (typeof found === 'object' && found !== null) return Array.isArray(found) ? 'a list' : 'a map';
  return typeof found === 'string' ? JSON.stringify(cutText(displayText(found), MOST_SHOWN)) : String(found);
}
const MOST_SHOWN = 80; // characters of a wrong value: enough to know it again

function foundAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((found, step) => {
    if (typeof found !== 'object' || found === null) return undefined;
    return Object.entries(found).find(([key]) => key === String(step))?.[1];
  }, value);
}

/** subscribers[1].email */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${cutText(displayText(String(step)), MOST_SHOWN)}`))
    .join('')
    .replace(/^\./, '');
}
