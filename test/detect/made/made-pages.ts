import { type Page, readPage } from '../../../src/parse/page.ts';
import { FORMS } from './forms.ts';
import type { Form } from './markup.ts';
import { OTHERS } from './others.ts';
import { type MadeRecord, makeRecords } from './records.ts';
import { makePager, surroundings } from './site.ts';
import { type Dice, LANGUAGES, type Language, rollDice, say } from './words.ts';

/** A made page and what a careful human reads from it. */
export interface MadePage {
  readonly name: string;
  readonly page: Page;
  readonly form: Form | null; // null: no listing
  readonly records: readonly MadeRecord[];
}

export const MADE_AT = 'https://river.example/library/papers';
const COUNTS: readonly [number, ...number[]] = [3, 4, 6, 10, 10, 20, 25, 50, 100];

/** So many pages of lists: every form of records, in surroundings and languages drawn by the seed. */
export function makeListings(seed: number, count: number): readonly MadePage[] {
  return Array.from({ length: count }, (_, at) => {
    const form = FORMS[at % FORMS.length];
    if (form === undefined) throw new Error('no forms');
    return makeListing(seed * 1_000 + at, form);
  });
}

function makeListing(seed: number, form: Form): MadePage {
  const dice = rollDice(seed);
  const language = dice.isOdd() ? LANGUAGES[0] : dice.pick(LANGUAGES);
  const records = makeRecords(dice, language, dice.pick([...COUNTS, 10]));
  const around = dice.pick(surroundings(dice, language));
  const matter = form.render(records, language);
  const text = documentOf(
    around.wrap(matter, makePager(dice, language), say(dice, language, 1)),
    language,
    nameRecords(rollDice(seed + 7), records),
  );
  return {
    name: `${form.name}, ${around.name}, ${language.code}, ${records.length} (seed ${seed})`,
    page: pageOf(text),
    form,
    records,
  };
}

/** So many pages that are no listing. */
export function makeOthers(seed: number, count: number): readonly MadePage[] {
  return Array.from({ length: count }, (_, at) => {
    const other = OTHERS[at % OTHERS.length];
    if (other === undefined) throw new Error('no others');
    const dice = rollDice(seed * 1_000 + 500_000 + at);
    const language = dice.isOdd() ? LANGUAGES[0] : dice.pick(LANGUAGES);
    const around = dice.pick(surroundings(dice, language));
    const text = documentOf(
      around.wrap(other.render(dice, language), '', say(dice, language, 1)),
      language,
      nameWay(rollDice(seed * 31 + at)),
    );
    return {
      name: `${other.name}, ${around.name}, ${language.code} (${at})`,
      page: pageOf(text),
      form: null,
      records: [],
    };
  });
}

/** JSON-LD as one site in five has it: the first records as a list, in one of its shapes. */
function nameRecords(dice: Dice, records: readonly MadeRecord[]): string {
  if (dice.below(5) > 0) return '';
  const urls = records.flatMap(({ href }) => (href === null ? [] : [new URL(href, MADE_AT).href])).slice(0, 10);
  const shape = dice.pick<(url: string, at: number) => object>([
    (url, at) => ({ '@type': 'ListItem', position: at + 1, url }),
    (url, at) => ({ '@type': 'ListItem', position: at + 1, item: { '@type': 'NewsArticle', '@id': url } }),
  ]);
  const list = { '@type': 'ItemList', itemListElement: urls.map(shape) };
  return linkedData(dice.isOdd() ? list : { '@type': 'CollectionPage', mainEntity: list });
}

/** What a page that is no listing tells machines: the way to it, or nothing. */
function nameWay(dice: Dice): string {
  const way = [1, 2, 3].map((position) => ({
    '@type': 'ListItem',
    position,
    item: `https://river.example/a/${position}`,
  }));
  return dice.below(5) > 0 ? '' : linkedData({ '@type': 'BreadcrumbList', itemListElement: way });
}

function linkedData(data: object): string {
  return `<script type="application/ld+json">${JSON.stringify({ '@context': 'https://schema.org', ...data })}</script>`;
}

function documentOf(body: string, { code, isRightToLeft }: Language, head: string): string {
  const direction = isRightToLeft ? ' dir="rtl"' : '';
  return `<!DOCTYPE html><html lang="${code}"${direction}><head><meta charset="utf-8"><title>River Office</title>${head}</head>${body}</html>`;
}

function pageOf(text: string): Page {
  return readPage({ url: MADE_AT, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(text) });
}
