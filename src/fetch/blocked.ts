import { unpackBody } from '../lib/content-coding.ts';
import type { Answer } from './exchange.ts';

/** Is this answer a bot challenge or a refusal page, whatever its status? Asking it again only annoys the guard. */
export async function isBlocked(answer: Answer, url: string, maxBytes: number): Promise<boolean> {
  // Few answers come here: a run without them does without the parser.
  const { readPage } = await import('../parse/page.ts');
  const { readVerdict } = await import('../parse/verdict.ts');
  const { status, headers } = answer;
  const capture = { url, requestUrl: url, status, headers, body: await unpackBody(answer, maxBytes) };
  return readVerdict(capture, readPage(capture)).kind === 'blocked';
}
