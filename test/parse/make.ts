import type { Unpacked } from '../../src/model/capture.ts';
import type { FieldRule, HtmlRecipe } from '../../src/model/recipe.ts';
import type { Page } from '../../src/parse/page.ts';
import { readPage } from '../../src/parse/page.ts';

export const URL_HERE = 'https://library.example/publications/ice?page=1';

/** What a server answered: UTF-8 text, or bytes as they are. */
export function answer(body: string | Uint8Array, over: Partial<Unpacked> = {}): Unpacked {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { status: 200, headers: {}, body: bytes, url: URL_HERE, requestUrl: URL_HERE, ...over };
}

export function pageOf(text: string, over: Partial<Page> = {}): Page {
  return { ...readPage(answer(text)), ...over };
}

type Loose = string | Partial<FieldRule>;

/** An HTML recipe as short as in a configuration file. */
export function recipe(
  item: string,
  fields: Readonly<Record<string, Loose>>,
  over: Partial<HtmlRecipe> = {},
): HtmlRecipe {
  return {
    format: 'html',
    item,
    fields: Object.fromEntries(Object.entries(fields).map(([name, rule]) => [name, field(rule)])),
    next: null,
    empty: null,
    alternates: [],
    ...over,
  };
}

function field(rule: Loose): FieldRule {
  const given = typeof rule === 'string' ? { select: rule } : rule;
  return { select: '.', attr: null, type: 'text', order: null, pattern: null, ...given };
}
