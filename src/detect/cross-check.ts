import { PubwatchError } from '../model/errors.ts';
import type { Page } from '../parse/page.ts';
import { keyUrl, resolveItemUrl } from '../parse/url.ts';
import type { Row } from './cells.ts';
import { type Finding, findBest } from './find-best.ts';
import { looksWhole } from './glance.ts';

const SAME_LIST = 0.6; // of the keys read: with fewer in common, detection looks at another list
const LONGEST_PAGE = 1_500_000; // characters; a look that takes longer than the check is not cheap

/**
 * Records with a link that detection sees in the list which a recipe reads, and the recipe does not; `keys` are of what it read.
 * null: the two do not look at the same list, or the page cannot be judged. Where a look at the links shows nothing else that could be
 * a record, detection is asked only if the look is to be thorough.
 */
export function countUnread(page: Page, keys: ReadonlySet<string>, isThorough: boolean): number | null {
  if (keys.size === 0 || page.text.length > LONGEST_PAGE) return null;
  if (!isThorough && orNull(() => looksWhole(page, keys)) === true) return 0;
  const finding = orNull(() => findBest(page));
  if (finding?.best == null) return null;
  const rows = finding.best.rows.map((row) => keysIn(finding, row)).filter((found) => found.length > 0);
  const read = new Set(rows.flat().filter((key) => keys.has(key)));
  if (read.size < keys.size * SAME_LIST) return null;
  return rows.filter((found) => !found.some((key) => keys.has(key))).length;
}

/** null: markup made to take for ever. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof PubwatchError) return null;
    throw error;
  }
}

function keysIn({ setting, base }: Finding, row: Row): readonly string[] {
  return setting.outline.blocks.slice(row.start.index, row.end + 1).flatMap(({ href }) => {
    const url = href === null ? null : resolveItemUrl(href, base);
    return url === null ? [] : [keyUrl(url)];
  });
}
