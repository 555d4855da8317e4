import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';

const MAX_BODY_BYTES = 1 << 30; // what we stored was decoded once under `maxBody`; this holds off a forged file

type Decoder = (bytes: Uint8Array) => Uint8Array;
const limit = { maxOutputLength: MAX_BODY_BYTES };
const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: (bytes) => gunzipSync(bytes, limit),
  'x-gzip': (bytes) => gunzipSync(bytes, limit),
  br: (bytes) => brotliDecompressSync(bytes, limit),
  zstd: (bytes) => zstdDecompressSync(bytes, limit),
  deflate: inflateEither,
  identity: (bytes) => bytes,
};

/** Undoes a Content-Encoding (RFC 9110 §8.4), the last applied first. Bytes in a coding we do not know stay as they are. */
export function decodeContent(bytes: Uint8Array, encoding: string | null): Uint8Array {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '');
  const decoders = codings.reverse().map((coding) => (Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined));
  if (bytes.length === 0 || decoders.includes(undefined)) return bytes;
  return decoders.reduce<Uint8Array>((body, decode) => decode?.(body) ?? body, bytes);
}

const ZLIB_METHOD = 8; // RFC 1950: the low half of the first byte; some servers send bare deflate instead

function inflateEither(bytes: Uint8Array): Uint8Array {
  return ((bytes[0] ?? 0) & 15) === ZLIB_METHOD ? inflateSync(bytes, limit) : inflateRawSync(bytes, limit);
}
