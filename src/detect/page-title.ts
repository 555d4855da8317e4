import { cutText, displayText } from '../lib/text.ts';
import type { Page } from '../parse/page.ts';
import { stripMarkup } from '../parse/tree.ts';

const WITHIN = 60_000; // characters; heads with inlined styles are long
const LONGEST = 100; // characters
const TITLE = /<title\b[^>]{0,200}>(?:\s*<!\[CDATA\[)?([^<\]]{1,400})/i; // <title>Reports</title>
const JSON_TITLE = /^\s*\{[^{}[\]]{0,2000}?"title"\s*:\s*("(?:[^"\\]|\\.){1,400}")/; // {"version": "…", "title": "Reports"

/** What a page or feed calls itself; null where it does not say. */
export function titleOf(page: Page): string | null {
  const head = page.text.slice(0, WITHIN);
  const written = TITLE.exec(head)?.[1] ?? readJson(JSON_TITLE.exec(head)?.[1]);
  const title = written === undefined ? '' : displayText(stripMarkup(written));
  return title === '' ? null : cutText(title, LONGEST);
}

function readJson(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // a stray escape: no title to suggest
    throw error;
  }
}
