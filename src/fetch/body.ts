import { tooLarge } from '../lib/content-coding.ts';

/** Most bytes of a body, and what to do with more. */
export interface BodyLimit {
  readonly maxBytes: number;
  readonly beyond: 'fail' | 'cut'; // cut: the first bytes are enough
}

/** The bytes of a body as they come, never more than the limit in memory. Throws FETCH_TOO_LARGE. */
export async function readBody(body: AsyncIterable<unknown>, { maxBytes, beyond }: BodyLimit): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    length += chunk.length;
    if (length > maxBytes && beyond === 'fail') throw tooLarge(maxBytes);
    chunks.push(chunk);
    if (length > maxBytes) break;
  }
  const whole = Buffer.concat(chunks);
  return whole.subarray(0, maxBytes);
}
