import type { OfferedFeed } from '../model/detection.ts';
import type { RawItem } from '../model/item.ts';
import type { HtmlRecipe } from '../model/recipe.ts';

/** What a person should know before trusting the recipe. */
export function warningsFor(
  recipe: HtmlRecipe,
  items: readonly RawItem[],
  rowCount: number,
  feeds: readonly OfferedFeed[],
): readonly string[] {
  const count = (name: string): number => items.filter((item) => (item[name] ?? null) !== null).length;
  const warnings: string[] = [];
  if (recipe.fields['date'] === undefined) warnings.push('no dates were found in the records');
  else if (count('date') < items.length)
    warnings.push(`${items.length - count('date')} of ${items.length} records have no date`);
  if (count('url') < items.length)
    warnings.push(`${items.length - count('url')} of ${items.length} records have no link of their own`);
  if (items.length !== rowCount) warnings.push(`the recipe reads ${items.length} records, ${rowCount} were detected`);
  const [feed] = feeds;
  if (feed !== undefined) warnings.push(`the page offers a feed, which may be the steadier source: ${feed.url}`);
  return warnings;
}
