import { withoutFragment } from '../lib/address.ts';
import { foldText } from '../lib/text.ts';
import type { Item } from '../model/item.ts';

/** What differs between two states of a record. */
export interface Difference {
  readonly fields: readonly string[]; // sorted: title, url, date, summary or a further field
  readonly isCosmetic: boolean; // nothing a reader would call a change: case, quotes, dashes, the last slash of an address
}

/** Compares two states of a record, field by field, as displayed. */
export function compareFields(before: Item, after: Item): Difference {
  const fields: string[] = [];
  let isCosmetic = true;
  const note = (field: string, isAlike: boolean): void => {
    fields.push(field);
    isCosmetic &&= isAlike;
  };
  if (before.title !== after.title) note('title', isSameFolded(before.title, after.title));
  if (pageOf(before) !== pageOf(after)) note('url', isSameAddress(before.url, after.url));
  if (before.date !== after.date) note('date', false);
  if (before.summary !== after.summary) note('summary', isSameFolded(before.summary, after.summary));
  for (const name of namesOf(before.extra, after.extra)) {
    const [from, to] = [ownValue(before.extra, name), ownValue(after.extra, name)];
    if (from !== to) note(name, isSameFolded(from, to));
  }
  fields.sort();
  return { fields, isCosmetic: fields.length > 0 && isCosmetic };
}

/** Which page an item stands on: the place there (`#part-2`) is no news. */
function pageOf({ url }: Item): string | null {
  return url === null ? null : withoutFragment(url);
}

function namesOf(a: Item['extra'], b: Item['extra']): ReadonlySet<string> {
  return new Set([...Object.keys(a), ...Object.keys(b)]);
}

function ownValue(extra: Item['extra'], name: string): string | null {
  return Object.hasOwn(extra, name) ? (extra[name] ?? null) : null;
}

function isSameFolded(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && foldText(a) === foldText(b);
}

const LAST_SLASH = /\/$/; // /reports/

function isSameAddress(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && plainAddress(a) === plainAddress(b);
}

/** An address without what no reader tells apart: scheme, case of the host, last slash. */
function plainAddress(address: string): string {
  const url = URL.parse(address);
  return url === null ? address : `${url.host}${url.pathname.replace(LAST_SLASH, '')}${url.search}${url.hash}`;
}
