import { readPage } from '../parse/page.ts';
import { readVerdict } from '../parse/verdict.ts';
import type { Answer } from './exchange.ts';

/** Is this answer a bot challenge or a refusal page, whatever its status? Asking it again only annoys the guard. */
export function isBlocked({ status, headers, body }: Answer, url: string): boolean {
  const capture = { url, requestUrl: url, status, headers, body };
  return readVerdict(capture, readPage(capture)).kind === 'blocked';
}
