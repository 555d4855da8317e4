import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { renderSchemas } from '../../src/config/json-schema.ts';
import { loadConfig } from '../../src/config/load.ts';
import { nearestWord } from '../../src/config/nearest.ts';
import type { Recipe } from '../../src/model/recipe.ts';
import { parseListing } from '../../src/parse/listing.ts';
import { normalizeItems } from '../../src/parse/normalize.ts';
import { type Page, readPage } from '../../src/parse/page.ts';

const CONFIG = new URL('../../config/', import.meta.url).pathname;
const LANGUAGE_SERVER = /^# yaml-language-server: \$schema=(\S+)\n/; // # yaml-language-server: $schema=schema/pubwatch.schema.json

test.each([...renderSchemas()])('the shipped %s is the one of the program (npm run schema)', (name, text) => {
  expect(readFileSync(join(CONFIG, 'schema', name), 'utf8')).toBe(text);
});

test('the ICE category of the DHS library is shipped and enabled, newest first, without dates', async () => {
  const { sources } = await loadConfig(CONFIG, {}, { contact: 'optional' });
  expect(sources.map(({ id }) => id)).toEqual(['dhs-ice']);
  const [source] = sources;
  const url = new URL(source?.urls[0] ?? '');
  expect(url.searchParams.get('sort_by')).toBe('published_at');
  expect(url.searchParams.get('sort_order')).toBe('DESC');
  expect(source?.recipe).toMatchObject({ next: "a[aria-label='Next page']" });
  expect(source?.recipe).not.toHaveProperty('fields.date');
});

test('the shipped contact is empty: a crawl asks for it', async () => {
  await expect(loadConfig(CONFIG, {}, { contact: 'required' })).rejects.toThrow(
    /contact: empty; .* must be able to reach you/,
  );
});

async function recipeOf(name: string): Promise<Recipe> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-example-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(CONFIG, 'pubwatch.yaml'), join(folder, 'pubwatch.yaml'));
  await cp(join(CONFIG, name), join(folder, 'sources', 'one.yaml'));
  const [source] = (await loadConfig(folder, {}, { contact: 'optional' })).sources;
  if (source === undefined) throw new Error(`no source in ${name}`);
  return source.recipe;
}

test('every example can be used as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-examples-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(CONFIG, 'pubwatch.yaml'), join(folder, 'pubwatch.yaml'));
  await cp(join(CONFIG, 'examples'), join(folder, 'sources'), { recursive: true });
  const { sources } = await loadConfig(folder, {}, { contact: 'optional' });
  expect(sources.map(({ id }) => id)).toEqual(['an-rss-feed', 'cbp-media-releases', 'ice-foia-library']);
  const cbp = sources.find(({ id }) => id === 'cbp-media-releases');
  expect(cbp?.recipe).toHaveProperty('fields.date.attr', null); // its datetime is a placeholder
});

const page = (rows: string): Page =>
  readPage({
    url: 'https://example.gov/list',
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: Buffer.from(`<ul>${rows}</ul>`),
  });
const readWith = (recipe: Recipe, rows: string) =>
  normalizeItems(parseListing(page(rows), recipe).items, recipe, null).items;

test('the CBP example reads the date that people see, not the placeholder beside it', async () => {
  const recipe = await recipeOf('examples/cbp-media-releases.yaml');
  const [item] = readWith(
    recipe,
    `<li class="usa-collection__item"><div class="usa-collection__calendar-date"><time datetime="2020-09-30T12:00:00+01:00">
      <span class="usa-collection__calendar-date-month">Aug 07</span>
      <span class="usa-collection__calendar-date-day">2026</span></time></div>
      <h3 class="usa-collection__heading"><a href="/newsroom/a">Scales at the port are tested</a> | Local Media Release</h3></li>`,
  );
  expect(item).toMatchObject({ title: 'Scales at the port are tested', date: '2026-08-07' });
});

test.each([
  ['Detention Standards, 2019 | Policies', 'Detention Standards, 2019', { category: 'Policies' }],
  ['Logs | Calls | Statistics', 'Logs | Calls', { category: 'Statistics' }],
  ['Directive without a category', 'Directive without a category', {}],
])('the ICE FOIA example tells title and category of “%s” apart', async (heading, title, extra) => {
  const recipe = await recipeOf('examples/ice-foia-library.yaml');
  const row = `<li class="usa-collection__item"><h4 class="usa-collection__heading"><a href="/a">${heading}</a></h4></li>`;
  expect(readWith(recipe, row)).toMatchObject([{ title, extra }]);
});

test('every shipped YAML file names its JSON Schema for editors', () => {
  const files = readdirSync(CONFIG, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  expect(files.length).toBeGreaterThanOrEqual(5);
  for (const file of files) {
    const schema = LANGUAGE_SERVER.exec(readFileSync(join(CONFIG, file), 'utf8'))?.[1] ?? 'none';
    const named = new URL(schema, `file:///${file}`).pathname;
    expect(named, file).toBe(file === 'pubwatch.yaml' ? '/schema/pubwatch.schema.json' : '/schema/source.schema.json');
  }
});

test.each([
  ['recipee', 'recipe'],
  ['sumary', 'summary'],
  ['schedlue', 'schedule'],
  ['URL', 'url'],
  ['ulr', 'url'],
  ['elephant', null],
  ['x'.repeat(1_000), null],
])('the word nearest to %s is %s', (word, near) => {
  expect(nearestWord(word, ['url', 'recipe', 'schedule', 'summary'])).toBe(near);
});
