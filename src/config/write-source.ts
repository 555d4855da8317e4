import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { displayText } from '../lib/text.ts';
import type { FieldRule, JsonFieldRule, Recipe } from '../model/recipe.ts';
import { readYaml } from './read-yaml.ts';
import { buildRecipe } from './recipe-schema.ts';
import { sourceSchema } from './source-schema.ts';

/** What a new source file says. */
export interface SourceDraft {
  readonly title: string;
  readonly url: string;
  readonly schedule: string; // cron, five fields
  readonly recipe: Recipe;
  readonly head: readonly string[]; // comment lines on top
  readonly comments: Readonly<Partial<Record<'schedule' | 'item' | 'fields' | 'next' | 'alternates', string>>>;
}

/** The text of config/sources/ID.yaml: commented, as a person would write it. Read back it gives the same recipe. */
export function writeSource(draft: SourceDraft): string {
  const document = new Document({
    title: draft.title,
    url: draft.url,
    schedule: draft.schedule,
    recipe: writtenRecipe(draft.recipe),
  });
  document.commentBefore = [SCHEMA, ...draft.head.map(comment)].join('\n');
  const root = document.contents;
  if (!isMap(root)) throw new Error('a map of four keys is no map');
  quote(root, 'schedule');
  const recipe = root.get('recipe', true);
  remark(root, 'schedule', draft.comments.schedule);
  if (isMap(recipe)) {
    for (const key of ['item', 'fields', 'next', 'alternates'] as const) remark(recipe, key, draft.comments[key]);
    flowRules(recipe);
  }
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  verify(text, draft.recipe);
  return text;
}

const SCHEMA = ' yaml-language-server: $schema=../schema/source.schema.json';
const LONGEST_COMMENT = 160; // characters

function comment(line: string): string {
  return ` ${displayText(line).slice(0, LONGEST_COMMENT)}`;
}

/** The recipe in the short form of the source file: a bare selector where a rule is no more than that, no key for what is not there. */
export function writtenRecipe(recipe: Recipe): object {
  switch (recipe.format) {
    case 'feed':
      return { format: 'feed' };
    case 'sitemap':
      return {
        format: 'sitemap',
        ...(recipe.include.length > 0 ? { include: recipe.include } : {}),
        ...(recipe.exclude.length > 0 ? { exclude: recipe.exclude } : {}),
      };
    case 'json':
      return {
        format: 'json',
        items: recipe.items,
        fields: mapRules(recipe.fields, shortPointer),
        ...(recipe.next === null ? {} : { next: recipe.next }),
      };
    case 'html':
      return {
        item: recipe.item,
        fields: mapRules(recipe.fields, shortRule),
        ...(recipe.next === null ? {} : { next: recipe.next }),
        ...(recipe.empty === null ? {} : { empty: recipe.empty }),
        ...(recipe.alternates.length === 0
          ? {}
          : {
              alternates: recipe.alternates.map(({ item, fields }) => ({ item, fields: mapRules(fields, shortRule) })),
            }),
      };
  }
}

function mapRules<Rule>(rules: Readonly<Record<string, Rule>>, short: (rule: Rule) => unknown): object {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, short(rule)]));
}

function shortRule({ select, above, attr, type, order, pattern }: FieldRule): unknown {
  const more = {
    ...(above === true ? { above: true } : {}),
    ...(attr === null ? {} : { attr }),
    ...valueKeys({ type, order, pattern }),
  };
  return Object.keys(more).length === 0 ? select : { select, ...more };
}

function shortPointer({ pointer, type, order, pattern }: JsonFieldRule): unknown {
  const more = valueKeys({ type, order, pattern });
  return Object.keys(more).length === 0 ? pointer : { pointer, ...more };
}

function valueKeys({ type, order, pattern }: Pick<FieldRule, 'type' | 'order' | 'pattern'>): object {
  return {
    ...(type === 'text' ? {} : { type }),
    ...(order === null ? {} : { order }),
    ...(pattern === null ? {} : { pattern }),
  };
}

function remark(map: YAMLMap, key: string, words: string | undefined): void {
  const name = map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)?.key;
  if (words !== undefined && isScalar(name)) name.commentBefore = comment(words);
}

function quote(map: YAMLMap, key: string): void {
  const value = map.get(key, true);
  if (isScalar(value)) value.type = 'QUOTE_DOUBLE';
}

/** Rules of more than a selector stand on one line. */
function flowRules(recipe: YAMLMap): void {
  const fields = recipe.get('fields', true);
  const alternates = recipe.get('alternates', true);
  const others = isSeq(alternates) ? alternates.items : [];
  const maps = [fields, ...others.map((other) => (isMap(other) ? other.get('fields', true) : null))];
  for (const map of maps.filter((one) => isMap(one)))
    for (const { value } of map.items) if (isMap(value)) value.flow = true;
}

/** A file we wrote that we cannot read is a bug, and is found before it is on disk. */
function verify(text: string, recipe: Recipe): void {
  const { value, faults } = readYaml(text);
  const read = sourceSchema.safeParse(value);
  if (!read.success || faults.length > 0) throw new Error(`the source file does not read back:\n${text}`);
  if (!isDeepStrictEqual(buildRecipe(read.data.recipe), recipe))
    throw new Error(`the recipe does not read back as it was:\n${text}`);
}
