import { diffWords, type WordPart } from '../diff/words.ts';
import { cutText, displayText } from '../lib/text.ts';
import type { Change, ChangedChange, ChangeKind, RestoredChange } from '../model/change.ts';
import type { Item } from '../model/item.ts';
import type { Look, Report, ReportSection } from '../model/report.ts';
import { followableUrl, permalink, sayAddress } from './links.ts';
import type { SayMoment } from './moments.ts';
import { shortenParts } from './word-parts.ts';
import { KINDS_AS_TOLD, sayRemoval, sayReturn } from './wording.ts';

/** What a mail says of one change, before it becomes text or HTML. All of it is display text, bounded in length. */
export interface Entry {
  readonly title: string;
  readonly url: string | null; // to be linked
  readonly address: string | null; // to be read, where it may not be linked
  readonly facts: readonly Fact[];
  readonly summary: string | null;
  readonly differences: readonly Difference[];
  readonly notes: readonly string[];
  readonly permalink: string | null;
}
export interface Fact {
  readonly name: string;
  readonly value: string;
}
export interface Difference {
  readonly field: string;
  readonly parts: readonly WordPart[];
}
export interface EntryGroup {
  readonly kind: ChangeKind;
  readonly entries: readonly Entry[];
}

const LONGEST_TITLE = 300; // characters; the whole of it stands in changes.json
const LONGEST_SUMMARY = 700; // characters
const LONGEST_VALUE = 300; // characters of a further field
const LONGEST_ADDRESS = 500; // characters of an address that is not linked

/** What surrounds a change: the other changes of its section, when it is told, and where. */
export interface Telling {
  readonly changeById: ReadonlyMap<string, Change>;
  readonly madeAt: string; // ISO 8601
  readonly baseUrl: string | null;
  readonly say: SayMoment;
}

/** One change as it is told. */
export function buildEntry(change: Change, { changeById, madeAt, baseUrl, say }: Telling): Entry {
  const item = change.after ?? change.before;
  const url = followableUrl(item.url);
  return {
    title: titleOf(item),
    url,
    address: url === null && item.url !== null ? clean(sayAddress(item.url), LONGEST_ADDRESS) : null,
    facts: change.kind === 'changed' ? [] : factsOf(item),
    summary: change.kind === 'changed' || item.summary === null ? null : clean(item.summary, LONGEST_SUMMARY),
    differences: change.kind === 'changed' || change.kind === 'restored' ? differencesOf(change) : [],
    notes: notesOf(change, changeById, madeAt, say),
    permalink: permalink(baseUrl, change.id),
  };
}

/** The changes of one section as they are told, by kind and in the report's order within a kind. Kinds without changes are left out. */
export function buildEntries(
  section: ReportSection,
  { madeAt }: Report,
  { baseUrl }: Look,
  say: SayMoment,
): readonly EntryGroup[] {
  const changeById = new Map(section.changes.map((change) => [change.id, change]));
  return KINDS_AS_TOLD.map((kind) => ({
    kind,
    entries: section.changes
      .filter((change) => change.kind === kind)
      .map((change) => buildEntry(change, { changeById, madeAt, baseUrl, say })),
  })).filter(({ entries }) => entries.length > 0);
}

/** What an item is called: its title, else its address. */
export function titleOf(item: Item): string {
  return clean(item.title, LONGEST_TITLE) || clean(item.url ?? '', LONGEST_TITLE) || '(no title)';
}

function clean(text: string, length: number): string {
  return cutText(displayText(text), length);
}

function factsOf(item: Item): readonly Fact[] {
  const extra = Object.entries(item.extra).map(([name, value]) => ({ name, value }));
  const dated = item.date === null ? [] : [{ name: 'date', value: item.date }];
  return [...dated, ...extra].map(({ name, value }) => ({ name: clean(name, 60), value: clean(value, LONGEST_VALUE) }));
}

function differencesOf(change: ChangedChange | RestoredChange): readonly Difference[] {
  return change.fields.map((field) => {
    const before = fieldText(change.before, field);
    const after = fieldText(change.after, field);
    return { field: clean(field, 60), parts: isAtomic(field) ? replacement(before, after) : compare(before, after) };
  });
}

/** Addresses and dates are read whole: half a changed address helps nobody. */
function isAtomic(field: string): boolean {
  return field === 'url' || field === 'date';
}

function compare(before: string, after: string): readonly WordPart[] {
  return shortenParts(diffWords(before, after));
}

function replacement(before: string, after: string): readonly WordPart[] {
  const parts: readonly WordPart[] = [
    { kind: 'removed', text: clean(before, LONGEST_ADDRESS) },
    { kind: 'added', text: clean(after, LONGEST_ADDRESS) },
  ];
  return parts.filter(({ text }) => text !== '');
}

function fieldText(item: Item, field: string): string {
  switch (field) {
    case 'title':
      return displayText(item.title);
    case 'url':
      return displayText(item.url ?? '');
    case 'date':
      return displayText(item.date ?? '');
    case 'summary':
      return displayText(item.summary ?? '');
    default:
      return Object.hasOwn(item.extra, field) ? displayText(item.extra[field] ?? '') : '';
  }
}

function notesOf(
  change: Change,
  changeById: ReadonlyMap<string, Change>,
  madeAt: string,
  say: SayMoment,
): readonly string[] {
  switch (change.kind) {
    case 'added':
      return sayRelated(change.relatedId, changeById, 'removed');
    case 'changed':
      return change.match === 'title' || change.match === 'similar' ? [MATCHED_BY[change.match]] : [];
    case 'restored':
      return [sayReturn(change, say, madeAt)];
    case 'removed':
      return [...sayRemoval(change, say), ...sayRelated(change.relatedId, changeById, 'added')];
  }
}

const MATCHED_BY = {
  title: 'Taken for the same publication because its title is the same.',
  similar: 'Taken for the same publication because title, address and text are alike.',
} as const;

function sayRelated(
  relatedId: string | null,
  changeById: ReadonlyMap<string, Change>,
  what: 'added' | 'removed',
): readonly string[] {
  if (relatedId === null) return [];
  const related = changeById.get(relatedId);
  if (related === undefined) return [`Possibly related to a publication ${what} in the same crawl (${relatedId}).`];
  return [
    `Possibly related: ${what} “${titleOf(related.after ?? related.before)}”. Not sure enough to call it one change.`,
  ];
}
