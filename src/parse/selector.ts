import { keepSome } from '../lib/keep-last.ts';
import { createFind, parseHtml } from './tree.ts';

/** What is wrong with a CSS selector, and at which character; null where it can be used. `.` (the item itself) is for fields only. */
export interface SelectorFault {
  readonly message: string;
  readonly at: number | null; // from 0
}

const MOST_LENGTH = 2_000; // characters; people write some tens
const MOST_HAS = 5; // `:has` looks through all below each element it is asked about
const HAS = /:has\(/gi; // :has(a)
const POSITION = /\b(?:at index|at position) (\d+)/i; // Unmatched selector: ... at index 4
const UNMATCHED = /^Unmatched selector: (.*)$/s; // Unmatched selector: >>b
const UNKNOWN = /^Unknown pseudo-(?:class|element) :?:?(.*)$/i; // Unknown pseudo-class :foo

const MOST_REMEMBERED = 1_000; // of a thousand sources most ask for `h2 a` too

/** Tries a selector as the reader of pages will use it. */
export const findSelectorFault = keepSome(MOST_REMEMBERED, trySelector);

function trySelector(selector: string): SelectorFault | null {
  if (selector.trim() === '') return { message: 'is empty', at: null };
  if (selector.length > MOST_LENGTH) return { message: `is longer than ${MOST_LENGTH} characters`, at: null };
  if ((selector.match(HAS)?.length ?? 0) > MOST_HAS)
    return { message: `uses :has more than ${MOST_HAS} times`, at: null };
  try {
    probe()(selector);
    return null;
  } catch (error) {
    if (error instanceof Error) return explain(error.message, selector);
    throw error;
  }
}

/** Answers selectors on the probe, which is parsed once. */
const probe = once(() => {
  const [find, page] = [createFind(), parseHtml(PROBE)];
  return (selector: string) => find(selector, page);
});

function once<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

// A page with an element of each common name: the engine reads some parts of a selector only where they are reached.
const PROBE =
  '<ul class=a id=a><li class=a><a href=a>a</a><p>a</p></li></ul><table><tr><td>a</table><time></time><h1>a</h1><h2>a</h2>';

function explain(message: string, selector: string): SelectorFault {
  const rest = UNMATCHED.exec(message)?.[1];
  if (rest !== undefined && selector.endsWith(rest)) {
    const at = selector.length - rest.length;
    return { message: `cannot be read from “${rest.slice(0, 20)}” on`, at };
  }
  const unknown = UNKNOWN.exec(message)?.[1];
  if (unknown !== undefined) {
    const at = selector.indexOf(`:${unknown}`);
    return { message: `holds “:${unknown}”, which is not known`, at: at < 0 ? null : at };
  }
  const position = POSITION.exec(message)?.[1];
  return { message: `cannot be read: ${message}`, at: position === undefined ? null : Number(position) };
}
