import { promisify } from 'node:util';
import type { Capture, Unpacked } from '../model/capture.ts';
import { PubwatchError } from '../model/errors.ts';

const MOST_CODINGS = 2; // gzip within gzip is met; more is an attack

/**
 * The bytes of a response as its author wrote them, at most `limit` of them: without content codings, and those of a gzipped file, as a
 * sitemap may be (sitemaps.org), without that. Throws as decodeContent.
 */
export async function unpackBody(
  { status, headers, wireBody }: Pick<Capture, 'status' | 'headers' | 'wireBody'>,
  limit: number,
): Promise<Uint8Array> {
  const body = await decodeContent(wireBody, headers['content-encoding'] ?? '', limit);
  return status === 200 ? ((await unpackGzipFile(body, limit)) ?? body) : body;
}

/** A capture as a page can be read from. Throws as decodeContent. */
export async function unpack(
  capture: Pick<Capture, 'requestUrl' | 'url' | 'status' | 'headers' | 'wireBody'>,
  limit: number,
): Promise<Unpacked> {
  const { requestUrl, url, status, headers } = capture;
  return { requestUrl, url, status, headers, body: await unpackBody(capture, limit) };
}

/**
 * Undoes Content-Encoding (RFC 9110 §8.4), the last coding first; at most `limit` bytes come out of each. Throws FETCH_NETWORK for
 * what is cut, mislabelled or unknown, with the coding in its detail, and FETCH_TOO_LARGE.
 */
export async function decodeContent(wire: Uint8Array, encoding: string, limit: number): Promise<Uint8Array> {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MOST_CODINGS) {
    throw brokenCoding(`the body has ${codings.length} content codings, at most ${MOST_CODINGS} are undone`, 'nested');
  }
  let bytes = wire;
  for (const coding of codings.reverse()) if (bytes.length > 0) bytes = await undo(coding, bytes, limit);
  return bytes;
}

/** The contents of a file that is itself gzipped, as sitemap.xml.gz is; null for any other bytes, also broken ones. Throws FETCH_TOO_LARGE. */
export async function unpackGzipFile(bytes: Uint8Array, limit: number): Promise<Uint8Array | null> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 0x08) return null;
  try {
    return await undo('gzip', bytes, limit);
  } catch (error) {
    if (error instanceof PubwatchError && error.code === 'FETCH_NETWORK') return null;
    throw error;
  }
}

async function undo(coding: string, bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const decode = decoderOf(coding, bytes, await import('node:zlib'));
  if (decode === null) {
    throw brokenCoding(`the body has the content coding "${coding.slice(0, 40)}", which was not asked for`, 'unknown');
  }
  try {
    return await decode(bytes, { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit);
    const looks = coding === 'gzip' && bytes[0] !== 0x1f ? 'is labelled gzip but is not' : 'is cut or broken';
    throw brokenCoding(`the ${coding} body ${looks}`, coding, error);
  }
}

type Decode = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Uint8Array>;

function decoderOf(coding: string, bytes: Uint8Array, zlib: typeof import('node:zlib')): Decode | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return async (packed, { maxOutputLength }) => {
        const options = { maxOutputLength, chunkSize: lengthToldBy(packed, maxOutputLength) };
        return packed.length <= SMALL ? zlib.gunzipSync(packed, options) : promisify(zlib.gunzip)(packed, options);
      };
    case 'br':
      return promisify(zlib.brotliDecompress);
    case 'deflate':
      // Some servers send raw deflate under this name (RFC 9110 §8.4.1.2); a zlib header's low half is 8.
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? promisify(zlib.inflate) : promisify(zlib.inflateRaw);
    default:
      return null;
  }
}

const SMALL = 65_536; // bytes: another thread takes longer to be told of it than the work takes, if it was not made to deceive
const LEAST_CHUNK = 16_384; // bytes, what zlib takes by itself
const MOST_DEFLATED = 1_032; // bytes that one can stand for

/** How many bytes come out, as a gzip file says at its end (RFC 1952 §2.3.1), so that they need not be put together from pieces. */
function lengthToldBy(packed: Uint8Array, limit: number): number {
  const told =
    packed.length < 4
      ? 0
      : Buffer.from(packed.buffer, packed.byteOffset, packed.length).readUInt32LE(packed.length - 4);
  // One more than comes out: for a chunk that is full zlib gets the next one, of the same size, before it looks whether there is more.
  return Math.max(LEAST_CHUNK, Math.min(told, limit, packed.length * MOST_DEFLATED) + 1);
}

/** The one wording for a body beyond the limit. */
export function tooLarge(maxBytes: number): PubwatchError {
  return new PubwatchError(
    'FETCH_TOO_LARGE',
    `the answer is larger than ${maxBytes} bytes, the most that fetch.maxBody allows`,
    { maxBytes },
  );
}

function brokenCoding(message: string, coding: string, cause?: unknown): PubwatchError {
  return new PubwatchError('FETCH_NETWORK', message, { coding }, cause);
}
