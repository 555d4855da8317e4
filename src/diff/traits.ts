import { foldText } from '../lib/text.ts';
import type { Item } from '../model/item.ts';
import { readTitle, type Title } from './title.ts';

/** A record taken apart for comparison: made only for records that no key matched. */
export interface Traits {
  readonly item: Item;
  readonly title: Title;
  readonly slug: ReadonlySet<string>; // words of the last part of its address
  readonly slugYears: string; // years in it
  readonly summary: string; // folded, '' where there is none
  readonly summaryWords: number;
}

export function readTraits(item: Item): Traits {
  const slug = slugWords(item.url);
  const summary = foldText((item.summary ?? '').slice(0, MOST_SUMMARY_CHARACTERS));
  return {
    item,
    title: readTitle(item.title),
    slug: new Set(slug),
    slugYears: slug.filter((word) => YEAR.test(word)).join(' '),
    summary,
    summaryWords: summary === '' ? 0 : summary.split(' ').length,
  };
}

const MOST_SUMMARY_CHARACTERS = 5_000; // enough to tell two apart
const MOST_SLUG_CHARACTERS = 500;
const YEAR = /^(?:19|20)\d\d$/; // 2023
const SLUG_WORD = /\p{L}+|\p{N}+/gu; // budget, 2023
const FILE_ENDING = /\.(?:html?|pdf|docx?|xlsx?|aspx?|php)$/i; // report.pdf

function slugWords(url: string | null): string[] {
  const parsed = url === null ? null : URL.parse(url);
  if (parsed === null) return [];
  const last = parsed.pathname.split('/').findLast((part) => part !== '') ?? '';
  const text = `${last.replace(FILE_ENDING, '')}${parsed.search}`.slice(0, MOST_SLUG_CHARACTERS);
  return text.toLowerCase().match(SLUG_WORD) ?? [];
}

/** Shared words of two addresses, 0 to 1. */
export function slugLikeness(a: Traits, b: Traits): number {
  if (a.slug.size === 0 || b.slug.size === 0) return 0;
  let shared = 0;
  for (const word of a.slug) if (b.slug.has(word)) shared++;
  return (2 * shared) / (a.slug.size + b.slug.size);
}
