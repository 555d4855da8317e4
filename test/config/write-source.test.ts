import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readYaml } from '../../src/config/read-yaml.ts';
import { buildRecipe } from '../../src/config/recipe-schema.ts';
import { sourceSchema } from '../../src/config/source-schema.ts';
import { writeContact } from '../../src/config/write-contact.ts';
import { writeSource } from '../../src/config/write-source.ts';
import type { HtmlRecipe, Recipe } from '../../src/model/recipe.ts';

const DRAFT = {
  title: 'Reports',
  url: 'https://river.example/reports',
  schedule: '17 6 * * *',
  head: ['Written by a test.'],
  comments: { item: 'One record.' },
};
const PLAIN = { select: '.', attr: null, type: 'text', order: null, pattern: null } as const;
const html = (item: string): HtmlRecipe => ({
  format: 'html',
  item,
  fields: {
    title: { select: 'h3', attr: null, type: 'text', order: null, pattern: null },
    url: { select: 'a[href*="/p/"]', attr: 'href', type: 'text', order: null, pattern: null },
    date: { select: '.day', attr: null, type: 'date', order: 'dmy', pattern: 'of (.*)' },
  },
  next: 'a:contains("weiter: »")',
  empty: '#none',
  alternates: [{ item: '#main li', fields: { title: PLAIN } }],
});

test.each<[string, Recipe]>([
  ['an HTML list', html('li.report')],
  [
    'a list whose dates stand above its records',
    {
      ...html('li.report'),
      fields: { title: PLAIN, date: { ...PLAIN, select: 'h3.day', type: 'date', above: true } },
    },
  ],
  ['a selector that YAML would read as a comment', html('#main > li')],
  ['a feed', { format: 'feed' }],
  ['a sitemap', { format: 'sitemap', include: ['/p/*'], exclude: [] }],
  [
    'a JSON list',
    {
      format: 'json',
      items: '/data',
      fields: { title: { pointer: '/t', type: 'text', order: null, pattern: null } },
      next: '/next',
    },
  ],
])('the file of %s reads back as the same recipe', (_, recipe) => {
  const read = sourceSchema.parse(readYaml(writeSource({ ...DRAFT, recipe })).value);
  expect(buildRecipe(read.recipe)).toEqual(recipe);
});

test('rules stand on one line each, and comments above their keys', () => {
  const text = writeSource({ ...DRAFT, recipe: html('li.report') });
  expect(text).toContain('\n    date: { select: .day, type: date, order: dmy, pattern: of (.*) }\n');
  expect(text).toContain('\n  # One record.\n  item: li.report\n');
  expect(text).toContain('\nschedule: "17 6 * * *"\n');
});

test('whatever a page calls itself, the file holds it as a title and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (noise) => {
      const title = `${noise}\nrecipe: none\n# `;
      const { value, faults } = readYaml(
        writeSource({ ...DRAFT, title, head: [`from ${title}`], recipe: html('li.report') }),
      );
      expect(faults).toEqual([]);
      expect(value).toMatchObject({ title, url: DRAFT.url });
    }),
    { numRuns: 20 },
  );
});

test.each([
  ['# Ours.\ncontact: ""\nmail: {}\n', '# Ours.\ncontact: "a@b.example"\nmail: {}\n'],
  ['mail: {}\n', 'contact: "a@b.example"\nmail: {}\n'],
  ['contact:\n', 'contact: "a@b.example"\n'],
])('a contact takes its place in %j and leaves the rest', (before, after) => {
  expect(writeContact(before, 'a@b.example')).toBe(after);
});
