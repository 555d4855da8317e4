import type { FieldRule, HtmlRecipe, RecipeAlternate } from '../model/recipe.ts';
import { alignRows, type Cell } from './cells.ts';
import { selectField } from './field-selector.ts';
import { selectItems } from './item-selector.ts';
import type { Block } from './outline.ts';
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
export function writeRecipe(setting: Setting, { rows }: Scored, next: string | null): Draft | null {
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
  put(
    'url',
    select(roles.link, (block) => block.href !== null),
    { attr: 'href' },
  );
  put('date', select(roles.date, hasDate), { type: 'date', attr: roles.isDateTime ? 'datetime' : null });
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

const PLAIN: Omit<FieldRule, 'select'> = { attr: null, type: 'text', order: null, pattern: null };

/** Selectors that rest on other names than the first: one of them may outlive it. */
function ladder(selectors: readonly string[], fields: HtmlRecipe['fields']): readonly RecipeAlternate[] {
  const kept: string[] = [];
  const used: Set<string>[] = [];
  for (const css of selectors) {
    const names = new Set(css.match(NAME) ?? []);
    const isOther = used.every((known) => known.size !== names.size || [...names].some((name) => !known.has(name)));
    if (isOther) {
      kept.push(css);
      used.push(names);
    }
  }
  return kept.slice(1, 1 + MOST_ALTERNATES).map((item) => ({ item, fields }));
}
const NAME = /[.#][\w-]+|\b[a-z]+[1-6]?\b/g; // .news-list
