import type { FieldRule, HtmlRecipe, RecipeAlternate } from '../model/recipe.ts';
import { alignRows, type Cell, type Row } from './cells.ts';
import { selectDayHeadings } from './day-headings.ts';
import { selectField, selectLink } from './field-selector.ts';
import { selectItems } from './item-selector.ts';
import type { Block, Outline } from './outline.ts';
import { assignRoles } from './roles.ts';
import { sample } from './rows.ts';
import type { Scored, Setting } from './score.ts';

/** A recipe for the rows that were found, and whether its item selector selects exactly them. */
export interface Draft {
  readonly recipe: HtmlRecipe;
  readonly isExact: boolean;
}

const SAMPLE = 40; // rows that a field selector is tried on
const MOST_ALTERNATES = 3;

/** Puts what was detected into selectors: the shortest that select exactly that, other ways beside it. null: no selector fits. */
export function writeRecipe(
  setting: Setting,
  { rows }: Scored,
  days: readonly Block[],
  next: string | null,
): Draft | null {
  const { outline, texts } = setting;
  const some = sample(rows, SAMPLE);
  const roles = assignRoles(alignRows(outline, texts, some), texts);
  const hasText = (block: Block): boolean => texts.of(block) !== '';
  const hasDate = (block: Block): boolean => (roles.isDateTime ? texts.dateTime(block) !== null : texts.hasDate(block));
  const select = (cell: Cell | null, hasValue: (block: Block) => boolean): string | null =>
    cell === null ? null : selectField(outline, some, cell, hasValue);
  const fields = new Map<string, FieldRule>();
  const put = (name: string, selector: string | null, rule: Partial<FieldRule>): void => {
    if (selector !== null) fields.set(name, { ...PLAIN, ...rule, select: selector });
  };
  put('title', select(roles.title, hasText), {});
  put('url', selectAddress(outline, some, roles.link), { attr: 'href' });
  const ofDate = { type: 'date', attr: roles.isDateTime ? 'datetime' : null } as const;
  if (roles.date !== null && spansRows(roles.date))
    put('date', selectSpanning(select(roles.date, hasDate)), { ...ofDate, above: true });
  else put('date', select(roles.date, hasDate), ofDate);
  if (days.length > 0) put('date', selectDayHeadings(outline, days, rows), { type: 'date', above: true });
  put('summary', select(roles.summary, hasText), {});
  const selectors = selectItems(
    outline,
    rows.map((row) => row.start),
  );
  const [first] = selectors;
  if (first === undefined || fields.size === 0) return null;
  const rules = Object.fromEntries(fields);
  const recipe: HtmlRecipe = {
    format: 'html',
    item: first.css,
    fields: rules,
    next,
    empty: null,
    alternates: ladder(
      selectors.map(({ css }) => css),
      rules,
    ),
  };
  return { recipe, isExact: first.isExact };
}

/** A cell that belongs to several rows of its table. */
function spansRows({ blocks }: Cell): boolean {
  return blocks.some((block) => block !== null && Number(block.element.attribs['rowspan'] ?? '1') > 1);
}

/** By its name, which rows without such a cell have not; a position is another cell's there. */
function selectSpanning(selector: string | null): string {
  return selector?.includes('.') === true ? selector : 'td[rowspan]';
}

const VAGUE = /^a(?::nth-of-type\(\d+\))?$/; // a:nth-of-type(1): in a record without a link to itself, the link to its file

function selectAddress(outline: Outline, rows: readonly Row[], link: Cell | null): string | null {
  if (link === null) return null;
  const selector = selectField(outline, rows, link, (block) => block.href !== null);
  return selector !== null && VAGUE.test(selector) ? (selectLink(outline, rows, link) ?? selector) : selector;
}

const PLAIN: Omit<FieldRule, 'select'> = { attr: null, type: 'text', order: null, pattern: null };

/** Selectors that rest on other names than those before: one of them may outlive the first. */
function ladder(selectors: readonly string[], fields: HtmlRecipe['fields']): readonly RecipeAlternate[] {
  const used = new Set<string>();
  const kept = selectors.filter((css) => {
    const names = (css.match(NAME) ?? []).toSorted().join(' ');
    const isOther = !used.has(names);
    used.add(names);
    return isOther;
  });
  return kept.slice(1, 1 + MOST_ALTERNATES).map((item) => ({ item, fields }));
}
const NAME = /[.#][\w-]+/g; // .news-list
