import { displayText } from '../lib/text.ts';
import { findDate } from '../parse/date.ts';
import { textOf } from '../parse/tree.ts';
import type { Block } from './outline.ts';

/** What blocks say, each read once. */
export interface Texts {
  readonly of: (block: Block) => string; // display text; '' where there is too much of it to be one field
  readonly hasDate: (block: Block) => boolean; // a full date in its text
  readonly dateTime: (block: Block) => string | null; // of `datetime`, where that holds a full date
}

const MOST_TEXT = 4_000; // characters of one field
const MOST_DATED = 400; // characters of a text that is asked for its date
const DIGIT = /\d/; // 29

export function createTexts(): Texts {
  const texts = new Map<number, string>();
  const dated = new Map<string, boolean>(); // by text: a cell and the link in it say the same
  const of = (block: Block): string => {
    const known = texts.get(block.index);
    if (known !== undefined) return known;
    const text = block.textLength > MOST_TEXT ? '' : displayText(textOf(block.element));
    texts.set(block.index, text);
    return text;
  };
  const hasDate = (block: Block): boolean => {
    if (block.textLength > MOST_DATED) return false;
    const text = of(block);
    const known = dated.get(text) ?? (DIGIT.test(text) && findDate(text) !== null);
    dated.set(text, known);
    return known;
  };
  const stamped = new Map<string, boolean>();
  const dateTime = (block: Block): string | null => {
    const value = block.element.attribs['datetime'];
    if (value === undefined) return null;
    const known = stamped.get(value) ?? findDate(value) !== null;
    stamped.set(value, known);
    return known ? value : null;
  };
  return { of, hasDate, dateTime };
}
