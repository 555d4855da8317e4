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
  const dated = new Map<number, boolean>();
  const of = (block: Block): string => {
    const known = texts.get(block.index);
    if (known !== undefined) return known;
    const text = block.textLength > MOST_TEXT ? '' : displayText(textOf(block.element));
    texts.set(block.index, text);
    return text;
  };
  const hasDate = (block: Block): boolean => {
    const known = dated.get(block.index);
    if (known !== undefined) return known;
    const text = block.textLength > MOST_DATED ? '' : of(block);
    const answer = DIGIT.test(text) && findDate(text) !== null;
    dated.set(block.index, answer);
    return answer;
  };
  return { of, hasDate, dateTime };
}

function dateTime(block: Block): string | null {
  const value = block.element.attribs['datetime'];
  return value !== undefined && findDate(value) !== null ? value : null;
}
