import type { Context } from 'hono';
import type { Publication } from '../report/site/publication.ts';
import type { Drawn } from './page-cache.ts';

export const HTML = 'text/html; charset=utf-8';

/** A page or feed with its ETag; 304 without a body where the asker has it already (RFC 9110, 13.1.2). */
export function answerDrawn(context: Context, { body, etag }: Drawn, mediaType: string): Response {
  const headers = { etag, 'cache-control': 'no-cache', 'content-type': mediaType };
  if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers);
  return context.body(body, 200, headers);
}

function isKnown(asked: string | undefined, etag: string): boolean {
  const tags = (asked ?? '').split(',').map((tag) => tag.trim().replace(WEAK, ''));
  return tags.includes(etag) || tags.includes('*');
}

const WEAK = /^W\//; // W/"9f2c"

/** A long answer in pieces, each made when the one before it was taken. */
export function answerPieces(context: Context, pieces: Iterator<string>, mediaType: string, name: string): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return context.body(body, 200, {
    'content-type': mediaType,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-cache',
  });
}

/** What every answer carries: nothing is sniffed, framed, referred to, or shared with other origins. */
export function secure(headers: Headers, { policy }: Publication): void {
  for (const [name, value] of Object.entries(SAFETY)) headers.set(name, value);
  headers.set('content-security-policy', `${policy}; frame-ancestors 'none'`);
}

const SAFETY: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'interest-cohort=()',
};
