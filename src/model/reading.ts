import type { Capture } from './capture.ts';
import type { RawItem } from './item.ts';
import type { Recipe } from './recipe.ts';

/** How hard to look for records that the recipe does not read: `glance` at the links where that is enough, `whole` in any case. */
export type Scrutiny = 'none' | 'glance' | 'whole';

/** What a page of a list is read from. Data alone, so that another thread can do it. */
export interface ReadRequest {
  readonly capture: Pick<Capture, 'requestUrl' | 'url' | 'status' | 'headers' | 'wireBody'>;
  readonly mostBytes: number; // of its body, once content codings are undone
  readonly formerSha256: string | null; // of a body that need not be read again; null: it is read in any case
  readonly recipe: Recipe;
  readonly look: Scrutiny;
}

/** One page of a list as its recipe reads it. */
export interface PageReading {
  readonly bodySha256: string;
  readonly keys: readonly string[];
  readonly raw: readonly RawItem[];
  readonly nextUrl: string | null;
  readonly children: readonly string[];
  readonly totalShown: number | null;
  readonly isMarkedEmpty: boolean;
  readonly rowCount: number;
  readonly replacementCount: number;
  readonly unread?: number | null; // records that detection sees and the recipe does not read; null: it cannot tell; absent: not looked
  readonly isStandard: boolean; // false: the HTML standard has other records there; seen by a look at the whole
}
