import { isUtf8 } from 'node:buffer';
import type { Document } from 'domhandler';
import type { Unpacked } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';
import { parseHtml } from './tree.ts';

/** A capture decoded to text. */
export interface Page {
  readonly url: string; // final address; `<base>` in the text may still change what links resolve against
  readonly text: string;
  readonly charset: string; // label of the encoding it was read with
  readonly replacementCount: number; // U+FFFD that decoding had to put in
  readonly contentType: string | null; // media type without parameters, lower case
  /** The text as HTML, parsed when first asked for, once for all who ask. Throws LISTING_UNREADABLE as `parseHtml` does. */
  readonly document: () => Document;
}

/**
 * The bytes of a capture as text. The encoding comes from a byte order mark, the header, the document itself (`<meta>`, XML
 * declaration), the pattern of NUL bytes, in this order; valid UTF-8 beyond ASCII wins over a legacy label, as it is never
 * valid by chance. Any bytes can be read: what does not fit the encoding is U+FFFD, and counted.
 */
export function readPage(capture: Pick<Unpacked, 'url' | 'headers' | 'body'>): Page {
  const { url, headers, body } = capture;
  const header = headers['content-type'] ?? '';
  const charset = chooseCharset(body, header);
  const text = decode(body, charset);
  const contentType = header.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return {
    url,
    text,
    charset,
    replacementCount: countReplacements(text, charset, body),
    contentType: contentType === '' ? null : contentType,
    document: parseOnce(text),
  };
}

function parseOnce(text: string): () => Document {
  let outcome: Document | PubwatchError | null = null;
  return () => {
    outcome ??= tryParse(text);
    if (outcome instanceof PubwatchError) throw outcome;
    return outcome;
  };
}

function tryParse(text: string): Document | PubwatchError {
  try {
    return parseHtml(text);
  } catch (error) {
    if (error instanceof PubwatchError) return error;
    throw error;
  }
}

function decode(body: Uint8Array, charset: string): string {
  const text = decoderOf(charset)?.decode(body) ?? '';
  return charset === 'windows-1252'
    ? text.replace(LEFT_AS_LATIN1, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80] ?? sign)
    : text;
}

// Node 22 decodes windows-1252 as latin1: what the Encoding Standard has in place of 0x80 to 0x9f.
const LEFT_AS_LATIN1 = /[\x80-\x9f]/g; // \x93
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const SNIFFED_BYTES = 4_096; // the HTML standard asks for 1,024; comments and scripts push the label further down on real pages

function chooseCharset(body: Uint8Array, header: string): string {
  const marked = charsetOfMark(body);
  if (marked !== null) return marked;
  const head = Buffer.from(body.subarray(0, SNIFFED_BYTES)).toString('latin1');
  const wide = charsetOfNulls(body);
  const labelled = canonical(HEADER_CHARSET.exec(header)?.[1]) ?? wide ?? labelInside(head);
  if (labelled !== null && WIDE.test(labelled)) return labelled;
  return checkUtf8(body, labelled, head);
}

const HEADER_CHARSET = /charset\s*=\s*["']?\s*([\w.:-]+)/i; // text/html; charset="utf-8"
const WIDE = /^utf-16/; // utf-16le

function charsetOfMark([first, second, third]: Uint8Array): string | null {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return null;
}

const NUL_SHARE = 0.3; // of every second byte; Latin markup in UTF-16 has nearly all

/** UTF-16 without mark or label: every second byte of its markup is NUL. */
function charsetOfNulls(body: Uint8Array): string | null {
  const sample = body.subarray(0, 512);
  if (sample.length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < sample.length; at++) {
    if (sample[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const most = sample.length / 2;
  if (odd > most * NUL_SHARE && even <= most * 0.02) return 'utf-16le';
  if (even > most * NUL_SHARE && odd <= most * 0.02) return 'utf-16be';
  return null;
}

const XML_LABEL = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/; // <?xml version="1.0" encoding="windows-1251"
const META_LABEL = /<meta\s[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]+)/i; // <meta charset="utf-8">

/** A label that could be read byte by byte is not UTF-16, whatever it says (HTML standard, "prescan"). */
function labelInside(head: string): string | null {
  const label = canonical(XML_LABEL.exec(head)?.[1]) ?? canonical(META_LABEL.exec(head)?.[1]);
  return label !== null && WIDE.test(label) ? 'utf-8' : label;
}

const SINGLE_BYTE = /^(?:windows-|iso-8859|koi8|macintosh|ibm866|x-mac)/; // windows-1252
const FEWEST_SEQUENCES = 8; // of valid UTF-8, to overrule a label of two-byte characters, where a few may be valid by chance

function checkUtf8(body: Uint8Array, labelled: string | null, head: string): string {
  if (labelled === 'utf-8') return labelled;
  if (isUtf8(body)) {
    const sequences = countSequences(body);
    if (labelled === null || sequences === 0) return labelled ?? 'utf-8';
    return SINGLE_BYTE.test(labelled) || sequences >= FEWEST_SEQUENCES ? 'utf-8' : labelled;
  }
  return labelled ?? (isNearlyUtf8(body) ? 'utf-8' : guessByLanguage(head));
}

function countSequences(body: Uint8Array): number {
  let count = 0;
  for (const byte of body) if (byte >= 0xc0) count += 1;
  return count;
}

const FAULT_SHARE = 0.1; // a page in another encoding is wrong in nearly all its letters, a cut or patched one in a few

function isNearlyUtf8(body: Uint8Array): boolean {
  const faults = countReplacements(new TextDecoder('utf-8').decode(body), 'utf-8', body);
  return faults <= countSequences(body) * FAULT_SHARE;
}

const LANGUAGE = /<(?:html|rss|feed)\b[^>]{0,400}?\slang\s*=\s*["']?([a-z]{2})|<language>([a-z]{2})/i; // <html lang="ru">
// The encoding a browser of that language falls back to (HTML standard, "determining the character encoding").
const FALLBACKS: ReadonlyMap<string, string> = new Map([
  ['ru', 'windows-1251'],
  ['uk', 'windows-1251'],
  ['bg', 'windows-1251'],
  ['sr', 'windows-1251'],
  ['mk', 'windows-1251'],
  ['ja', 'shift_jis'],
  ['zh', 'gb18030'],
  ['ko', 'euc-kr'],
  ['pl', 'iso-8859-2'],
  ['hu', 'iso-8859-2'],
  ['cs', 'windows-1250'],
  ['sk', 'windows-1250'],
  ['sl', 'iso-8859-2'],
  ['el', 'iso-8859-7'],
  ['tr', 'windows-1254'],
  ['he', 'windows-1255'],
  ['ar', 'windows-1256'],
  ['th', 'windows-874'],
  ['vi', 'windows-1258'],
]);

function guessByLanguage(head: string): string {
  const found = LANGUAGE.exec(head);
  return FALLBACKS.get((found?.[1] ?? found?.[2] ?? '').toLowerCase()) ?? 'windows-1252';
}

/** The standard's name of an encoding by any of its labels; null for a label nobody knows. */
function canonical(label: string | undefined): string | null {
  const name = label === undefined ? null : (decoderOf(label)?.encoding ?? null);
  return name === 'gbk' ? 'gb18030' : name; // the same decoder by the standard, with all four-byte characters
}

function decoderOf(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label);
  } catch (error) {
    if (error instanceof RangeError) return null; // its way to say that it does not know the label
    throw error;
  }
}

/** U+FFFD that the decoder put in: those of the text, less those that stood in the bytes. */
function countReplacements(text: string, charset: string, body: Uint8Array): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', at + 1)) count += 1;
  if (count === 0 || charset !== 'utf-8') return count;
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let at = bytes.indexOf(ENCODED); at >= 0; at = bytes.indexOf(ENCODED, at + ENCODED.length)) count -= 1;
  return count;
}
const ENCODED = '\ufffd'; // as UTF-8: EF BF BD
