import * as z from 'zod';
import type { DateOrder, FieldRule, JsonFieldRule, Recipe } from '../model/recipe.ts';
import { findPatternFault } from '../parse/pattern.ts';
import { findSelectorFault } from '../parse/selector.ts';
import { listOf, strictMap, textOf, toggle, VERDICT } from './values.ts';

const FORMATS = 'html, feed, sitemap or json';
const FIELD_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/; // office
const NAME_WANTED = 'a field name of letters, digits, - and _, such as office';
const POINTER = /^(?:\/(?:[^~]|~[01])*)?$/; // /data/items

/** A recipe as written: `recipe:` of a source, or a file of its own. Optional keys may also be null, as `preview --json` prints them. */
export const recipeSchema = z
  .union([htmlSchema(), feedSchema(), sitemapSchema(), jsonSchema()], {
    error: 'a recipe: a map with item and fields, or with format: feed, sitemap or json',
  })
  .describe('How to read the page.');

/** Fills in every default. */
export function buildRecipe(written: z.output<typeof recipeSchema>): Recipe {
  switch (written.format) {
    case 'feed':
      return { format: 'feed' };
    case 'sitemap':
      return { format: 'sitemap', include: written.include ?? [], exclude: written.exclude ?? [] };
    case 'json':
      return {
        format: 'json',
        items: written.items,
        fields: mapFields(written.fields, buildJsonField),
        next: written.next ?? null,
      };
    case 'html':
    case undefined:
      return {
        format: 'html',
        item: written.item,
        fields: mapFields(written.fields, buildField),
        next: written.next ?? null,
        empty: written.empty ?? null,
        alternates: (written.alternates ?? []).map(({ item, fields }) => ({
          item,
          fields: mapFields(fields, buildField),
        })),
      };
  }
}

function htmlSchema() {
  return strictMap({
    format: z.literal('html', { error: FORMATS }).optional(),
    item: pageSelector('a CSS selector').describe('CSS selector of one record.'),
    fields: fieldsOf(fieldRule()).describe('What to read of each record; title, url, date, summary and any other.'),
    next: pageSelector('a CSS selector').nullish().describe('CSS selector of the link to the next page.'),
    empty: pageSelector('a CSS selector')
      .nullish()
      .describe('CSS selector of what the site shows when there is truly nothing.'),
    alternates: listOf(
      strictMap({ item: pageSelector('a CSS selector'), fields: fieldsOf(fieldRule()) }),
      'a list of maps with item and fields',
    )
      .nullish()
      .describe('Further ways to select the same records; never applied silently.'),
  });
}

function feedSchema() {
  return strictMap({ format: z.literal('feed', { error: FORMATS }).describe('RSS, Atom, RDF or JSON Feed.') });
}

function sitemapSchema() {
  const pattern = textOf('a part of an address, with * for anything');
  return strictMap({
    format: z.literal('sitemap', { error: FORMATS }),
    include: listOf(pattern, 'a list of address parts').nullish().describe('Addresses to keep; absent: all.'),
    exclude: listOf(pattern, 'a list of address parts').nullish(),
  });
}

function jsonSchema() {
  return strictMap({
    format: z.literal('json', { error: FORMATS }),
    items: pointer().describe('JSON Pointer (RFC 6901) to the list of records.'),
    fields: fieldsOf(
      z.union([pointer(), strictMap({ pointer: pointer(), ...valueKeys() })], {
        error: 'a JSON Pointer such as /title, or a map with pointer',
      }),
    ),
    next: pointer().nullish().describe("JSON Pointer to the next page's address."),
  });
}

function fieldRule() {
  return z.union(
    [
      fieldSelector(),
      strictMap({
        select: fieldSelector(),
        above: toggle
          .nullish()
          .describe('true: the nearest match above the record is read, as where one date stands over several records.'),
        attr: textOf('the name of an attribute').nullish().describe('Attribute to read; absent: the text.'),
        ...valueKeys(),
      }),
    ],
    { error: 'a CSS selector, or a map with select' },
  );
}

function valueKeys() {
  return {
    type: z.enum(['text', 'date'], { error: 'text or date' }).nullish(),
    order: z
      .enum(['mdy', 'dmy', 'ymd'], { error: 'mdy, dmy or ymd' })
      .nullish()
      .describe("Order of numeric dates, where the page's own dates leave it open."),
    pattern: textOf('a regular expression')
      .superRefine((text, context) => {
        const fault = findPatternFault(text);
        if (fault !== null) context.addIssue({ code: 'custom', message: fault, params: VERDICT });
      })
      .nullish()
      .describe('Regular expression; its first group is kept.'),
  };
}

// `constructor` and its like are names that every object seems to have.
function isFreeName(name: string): boolean {
  return !(name in Object.prototype);
}

function fieldsOf<Rule extends z.ZodType>(rule: Rule) {
  const name = z.string().regex(FIELD_NAME, { error: NAME_WANTED }).refine(isFreeName, { error: NAME_WANTED });
  return z.record(name, rule, { error: 'a map of fields' }).superRefine((fields, context) => {
    if ('title' in fields || 'url' in fields) return;
    context.addIssue({
      code: 'custom',
      message: 'at least title or url is needed to tell records apart',
      params: VERDICT,
    });
  });
}

function pageSelector(wanted: string) {
  return textOf(wanted).superRefine((text, context) => {
    const fault = text.trim() === '' ? null : findSelectorFault(text);
    if (fault === null) return;
    const where = fault.at === null ? '' : ` (at character ${fault.at + 1})`;
    context.addIssue({ code: 'custom', message: `not a CSS selector: ${fault.message}${where}`, params: VERDICT });
  });
}

function fieldSelector() {
  const selector = pageSelector('a CSS selector'); // made once: a schema is dear, and a thousand sources have five selectors each
  return z.string({ error: 'a CSS selector' }).superRefine((text, context) => {
    if (text.trim() === '.') return;
    for (const issue of selector.safeParse(text).error?.issues ?? [])
      context.addIssue({
        code: 'custom',
        message: issue.message,
        params: 'params' in issue ? issue.params : undefined,
      });
  });
}

function pointer() {
  const error = 'a JSON Pointer such as /data/items';
  return z.string({ error }).regex(POINTER, { error });
}

interface WrittenValue {
  readonly type?: 'text' | 'date' | null | undefined;
  readonly order?: DateOrder | null | undefined;
  readonly pattern?: string | null | undefined;
}
interface WrittenRule extends WrittenValue {
  readonly select: string;
  readonly above?: boolean | null | undefined;
  readonly attr?: string | null | undefined;
}
type WrittenField = string | WrittenRule;
type WrittenJsonField = string | ({ readonly pointer: string } & WrittenValue);

function mapFields<Written, Rule>(
  fields: Readonly<Record<string, Written>>,
  build: (name: string, written: Written) => Rule,
): Readonly<Record<string, Rule>> {
  return Object.fromEntries(Object.entries(fields).map(([name, written]) => [name, build(name, written)]));
}

function buildField(name: string, written: WrittenField): FieldRule {
  const rule: WrittenRule = typeof written === 'string' ? { select: written } : written;
  const common = { select: rule.select.trim(), attr: rule.attr ?? null, ...buildValue(name, rule) };
  return rule.above === true ? { ...common, above: true } : common;
}

function buildJsonField(name: string, written: WrittenJsonField): JsonFieldRule {
  const rule: Exclude<WrittenJsonField, string> = typeof written === 'string' ? { pointer: written } : written;
  return { pointer: rule.pointer, ...buildValue(name, rule) };
}

function buildValue(name: string, { type, order, pattern }: WrittenValue): Omit<FieldRule, 'select' | 'attr'> {
  return { type: type ?? (name === 'date' ? 'date' : 'text'), order: order ?? null, pattern: pattern ?? null };
}
