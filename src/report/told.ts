import type { EntryGroup } from './entries.ts';

/** One section of a report in words, not yet text or HTML. */
export interface ToldSection {
  readonly title: string;
  readonly url: string;
  readonly counts: string; // 1 added, 2 changed
  readonly coverage: readonly string[];
  readonly groups: readonly EntryGroup[];
}
/** A whole report in words. Text and HTML say the same because both are made of this. */
export interface ToldReport {
  readonly subject: string;
  readonly heading: string | null; // of a digest; otherwise the one section's title is the heading
  readonly sections: readonly ToldSection[];
  readonly footer: readonly string[];
}
