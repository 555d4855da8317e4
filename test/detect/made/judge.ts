import { detectListing } from '../../../src/detect/detect-listing.ts';
import type { Item } from '../../../src/model/item.ts';
import { normalizeItems } from '../../../src/parse/normalize.ts';
import { resolveItemUrl } from '../../../src/parse/url.ts';
import { datesShown } from './day-forms.ts';
import { MADE_AT, type MadePage } from './made-pages.ts';

/** How detection did on a made page. */
export interface Judgement {
  readonly name: string;
  readonly isListing: boolean; // called one
  readonly isRight: boolean; // nine in ten of the records found, and nine in ten of what was found are records; or rightly called none
  readonly confidence: number;
  readonly recall: number;
  readonly precision: number;
  readonly titles: number | null; // share right of the records found; null: not judged
  readonly dates: number | null;
  readonly said: string;
}

const ENOUGH = 0.9;

export function judge({ name, page, form, records }: MadePage): Judgement {
  const { verdict, confidence, recipe, items: raw, what } = detectListing(page);
  const items = recipe === null ? [] : normalizeItems(raw, recipe, null).items;
  const isListing = verdict === 'listing';
  const common = { name, isListing, confidence, said: what };
  if (form === null) return { ...common, isRight: !isListing, recall: 1, precision: 1, titles: null, dates: null };
  const found = new Map<string, Item>(items.map((item) => [item.url ?? item.title, item]));
  const dates = datesShown(form, records);
  const wanted = records.map((record, at) => ({ record, date: dates[at], item: found.get(addressOf(record.href)) }));
  const hits = wanted.filter(({ item }) => item !== undefined);
  const recall = hits.length / records.length;
  const precision = found.size === 0 ? 0 : new Set(hits.map(({ item }) => item)).size / found.size;
  const share = (isGood: (one: (typeof hits)[number]) => boolean): number | null =>
    hits.length === 0 ? null : hits.filter(isGood).length / hits.length;
  return {
    ...common,
    isRight: isListing && recall >= ENOUGH && precision >= ENOUGH,
    recall,
    precision,
    titles: share(({ item, record }) => item?.title === record.title),
    dates: form.hidesDate ? null : share(({ item, date }) => item?.date === date),
  };
}

function addressOf(href: string | null): string {
  return href === null ? '' : (resolveItemUrl(href, MADE_AT) ?? href);
}
