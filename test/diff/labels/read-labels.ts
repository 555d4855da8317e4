import { foldText } from '../../../src/lib/text.ts';
import type { Item } from '../../../src/model/item.ts';

/** One edit of a listing as a careful person describes it: which records stayed themselves, which went, which came. */
export interface Label {
  readonly name: string; // KIND LINE
  readonly kind: string;
  readonly kept: readonly (readonly [before: Item, after: Item])[];
  readonly gone: readonly Item[];
  readonly come: readonly Item[];
}

/**
 * Reads a table of edits. A record is `TITLE | SLUG | DATE | SUMMARY`, any of them `BEFORE => AFTER`; the slug `~` is made of the
 * title, `0` means no address. A line is one edit; lines that begin with `>` belong to the edit above. `-` begins a record
 * that goes, `+` one that comes, all others stay themselves.
 */
export function readLabels(kind: string, table: string): readonly Label[] {
  const labels: { lines: string[] }[] = [];
  for (const line of table.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    if (line.startsWith('>')) labels.at(-1)?.lines.push(line.slice(1).trim());
    else labels.push({ lines: [line] });
  }
  return labels.map(({ lines }) => readLabel(kind, lines));
}

function readLabel(kind: string, lines: readonly string[]): Label {
  const kept: [Item, Item][] = [];
  const gone: Item[] = [];
  const come: Item[] = [];
  for (const line of lines) {
    const sign = line.startsWith('- ') ? '-' : line.startsWith('+ ') ? '+' : '';
    const [before, after] = readRecord(line.slice(sign.length).trim());
    if (sign === '-') gone.push(before);
    else if (sign === '+') come.push(after);
    else kept.push([before, after]);
  }
  return { name: `${kind}: ${lines.join(' / ')}`, kind, kept, gone, come };
}

function readRecord(line: string): [Item, Item] {
  const fields = line.split('|').map((field) => field.trim());
  const at = (index: number, side: 0 | 1): string => {
    const sides = (fields[index] ?? '').split('=>').map((text) => text.trim());
    return sides[side] ?? sides[0] ?? '';
  };
  const side = (which: 0 | 1): Item =>
    record({ title: at(0, which), slug: at(1, which), date: at(2, which), summary: at(3, which) });
  return [side(0), side(1)];
}

function record(fields: { title: string; slug: string; date: string; summary: string }): Item {
  const { title, date, summary } = fields;
  const slug = fields.slug === '~' || fields.slug === '' ? slugOf(title) : fields.slug;
  const url = slug === '0' ? null : `https://records.example${slug.startsWith('/') ? '' : '/publication/'}${slug}`;
  return {
    key: url ?? `title:${foldText(title)}`,
    title,
    url,
    date: date === '' ? null : date,
    summary: summary === '' ? null : summary,
    extra: {},
  };
}

const NO_WORD = /[^\p{L}\p{N}]+/gu; // ", "

function slugOf(title: string): string {
  return encodeURI(title.toLowerCase().replace(NO_WORD, '-'));
}
