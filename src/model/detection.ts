import type { RawItem } from './item.ts';
import type { Recipe } from './recipe.ts';

/** A feed that a page offers in its head. */
export interface OfferedFeed {
  readonly url: string; // absolute
  readonly title: string;
}

/** What a page turned out to hold, looked at without a recipe. */
export interface Detection {
  readonly verdict: 'listing' | 'empty' | 'not-a-listing' | 'blocked';
  readonly what: string; // for people: "a list of 25 records with dates", "a log-in form: …", and what to do
  readonly recipe: Recipe | null; // null unless a listing
  readonly confidence: number; // 0..1: that the records are the list of this page, wholly and only; 0 unless a listing
  readonly items: readonly RawItem[]; // as the recipe reads them from this page
  readonly next: string | null; // address of the next page
  readonly feeds: readonly OfferedFeed[];
  readonly warnings: readonly string[];
  readonly trace: readonly string[]; // why, step by step
}
