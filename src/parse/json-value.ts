import { displayText } from '../lib/text.ts';
import { describeDocument, notOfFormat } from './document-kind.ts';
import { stripMarkup } from './tree.ts';

/** JSON text as a value. Throws LISTING_UNREADABLE, saying what was found in place of what was wanted. */
export function parseJson(text: string, wanted: string): unknown {
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    const page = { text, contentType: null };
    const found = describeDocument(page);
    throw notOfFormat(wanted, found === 'a JSON document' ? 'broken JSON' : found, error);
  }
}
const BYTE_ORDER_MARK = /^\ufeff/; // U+FEFF

/** The value a JSON Pointer leads to (RFC 6901); undefined where it leads nowhere. Only own keys count. */
export function valueAt(document: unknown, pointer: string): unknown {
  if (pointer === '') return document;
  let value = document;
  for (const token of pointer.replace(FIRST_SLASH, '').split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !INDEX.test(key)) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}
const FIRST_SLASH = /^\//; // /items
const INDEX = /^(?:0|[1-9]\d*)$/; // 12

/** A value as display text: markup stripped, lists of plain values joined; null for what has no text. */
export function valueText(value: unknown): string | null {
  const text = rawText(value);
  const display = text === null ? '' : displayText(stripMarkup(text));
  return display === '' ? null : display;
}

/** A plain value as it stands; null for objects, null and lists that hold such. */
export function rawText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return null;
  const parts = value.map((part: unknown) => (Array.isArray(part) ? null : rawText(part)));
  return parts.length === 0 || parts.includes(null) ? null : parts.join(', ');
}
