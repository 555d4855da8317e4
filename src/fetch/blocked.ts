import type { Answer } from './exchange.ts';

/** Is this answer a bot challenge or a refusal page, whatever its status? Asking it again only annoys the guard. */
export async function isBlocked({ status, headers, body }: Answer, url: string): Promise<boolean> {
  // Few answers come here: a run without them does without the parser.
  const { readPage } = await import('../parse/page.ts');
  const { readVerdict } = await import('../parse/verdict.ts');
  const capture = { url, requestUrl: url, status, headers, body };
  return readVerdict(capture, readPage(capture)).kind === 'blocked';
}
