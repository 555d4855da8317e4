import { cutText, displayText } from '../lib/text.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Page } from './page.ts';
import { stripMarkup } from './tree.ts';

/** What of a page tells its kind. */
type Shown = Pick<Page, 'text' | 'contentType'>;

const MARKUP = /<[a-z!?/]/i; // <html
const HEAD_LENGTH = 2_000; // characters that tell what a document is

/** May this text be HTML at all? */
export function isMarkup(page: Shown): boolean {
  return !isBinary(page) && MARKUP.test(page.text);
}

const SIGNATURES = ['%PDF-', 'PK\u0003\u0004', '\u001f\ufffd', 'GIF8', '\ufffdPNG', '\u0089PNG', '{\\rtf'] as const;
const BINARY_TYPE =
  /^(?:application\/(?:pdf|zip|gzip|x-gzip|octet-stream|msword|vnd\.(?!.*(?:xml|json)))|image\/(?!svg)|audio\/|video\/|font\/)/; // application/pdf
const STRANGE_SHARE = 0.1; // of the first characters; text has next to none

/** Are these bytes no text: a PDF, an archive, a picture? */
export function isBinary(page: Shown): boolean {
  const head = page.text.slice(0, HEAD_LENGTH);
  if (SIGNATURES.some((signature) => head.startsWith(signature))) return true;
  let strange = 0;
  for (let at = 0; at < head.length; at++) if (isStrange(head.charCodeAt(at))) strange += 1;
  return strange > head.length * STRANGE_SHARE;
}

const ESCAPE = 0x1b;
const REPLACEMENT = 0xfffd; // what decoding could not read

/** A control character other than white space and Escape. */
function isStrange(code: number): boolean {
  return code === REPLACEMENT || (code < 0x20 && (code < 0x09 || code > 0x0d) && code !== ESCAPE);
}

/** What a document looks like, for people: "a PDF file", "an HTML page “Page not found”". */
export function describeDocument(page: Shown): string {
  const { text, contentType } = page;
  const head = text.slice(0, HEAD_LENGTH).trimStart();
  if (head === '') return 'an empty document';
  if (head.startsWith('%PDF-')) return 'a PDF file';
  if (isBinary(page) || BINARY_TYPE.test(contentType ?? '')) return 'a binary file';
  if (JSON_START.test(head)) return 'a JSON document';
  const root = ROOT.exec(head)?.[1]?.toLowerCase();
  if (root === undefined) return 'plain text';
  if (root === 'rss' || root === 'feed' || root === 'rdf') return 'a feed';
  if (root === 'urlset' || root === 'sitemapindex') return 'a sitemap';
  const title = displayText(stripMarkup(TITLE.exec(text.slice(0, TITLE_WITHIN))?.[1] ?? ''));
  return title === '' ? 'an HTML page' : `an HTML page “${cutText(title, 80)}”`;
}
const JSON_START = /^(?:\{\s*["}]|\[\s*[[{"\]\d])/; // {"error"
const ROOT = /<(?:[a-z]{1,20}:)?(rss|feed|rdf|urlset|sitemapindex|[a-z][a-z0-9]{0,20})[\s>]/i; // <rss version="2.0">
const TITLE_WITHIN = 20_000; // characters; heads of pages are long
const TITLE = /<title[^>]{0,100}>([^<]{0,300})/i; // <title>Page not found

/** The error for a document that is not what the recipe reads. */
export function notOfFormat(wanted: string, found: string, cause?: unknown): PubwatchError {
  return new PubwatchError('LISTING_UNREADABLE', `found ${found}, expected ${wanted}`, {}, cause);
}
