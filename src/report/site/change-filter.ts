import { displayText } from '../../lib/text.ts';
import type { ChangeKind } from '../../model/change.ts';
import { KINDS_AS_TOLD } from '../wording.ts';

/** Which changes a reader asks for. Everything given must hold; of kinds, any. */
export interface ChangeFilter {
  readonly kinds: readonly ChangeKind[]; // in the order of telling; none: all
  readonly source: string | null; // id
  readonly field: string | null; // a field that changed
  readonly from: string | null; // 2026-11-22, in the site's zone; the first day
  readonly to: string | null; // the last day
  readonly text: string; // words that stand in the record, before or after; '': any
}
export interface ReadFilter {
  readonly filter: ChangeFilter;
  readonly faults: readonly string[]; // what was asked for and cannot be understood
}

const LONGEST_VALUE = 200; // characters of one value
const DAY = /^\d{4}-\d{2}-\d{2}$/; // 2026-11-22

/** Reads the query of an address (`kind=removed&from=2026-11-01&q=detention`). What makes no sense is told, and left out. */
export function readFilter(query: URLSearchParams): ReadFilter {
  const faults: string[] = [];
  const one = (name: string): string => displayText((query.get(name) ?? '').slice(0, LONGEST_VALUE));
  const day = (name: string): string | null => {
    const text = one(name);
    if (text === '') return null;
    if (isDay(text)) return text;
    faults.push(`${name}: expected a day such as 2026-11-22, found “${text}”`);
    return null;
  };
  const asked = query.getAll('kind').filter((kind) => kind !== '');
  const kinds = KINDS_AS_TOLD.filter((kind) => asked.includes(kind));
  if (asked.some((kind) => !KINDS_AS_TOLD.some((known) => known === kind)))
    faults.push(`kind: expected ${KINDS_AS_TOLD.join(', ')}`);
  const [from, to] = [day('from'), day('to')];
  if (from !== null && to !== null && from > to) faults.push(`from ${from} comes after to ${to}: nothing can be found`);
  const filter = { kinds, source: one('source') || null, field: one('field') || null, from, to, text: one('q') };
  return { filter, faults };
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return DAY.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The query that `readFilter` reads as this filter; '' for one that lets everything through. */
export function writeFilter({ kinds, source, field, from, to, text }: ChangeFilter): string {
  const pairs: readonly (readonly [string, string | null])[] = [
    ...kinds.map((kind) => ['kind', kind] as const),
    ['source', source],
    ['field', field],
    ['from', from],
    ['to', to],
    ['q', text || null],
  ];
  const query = new URLSearchParams();
  for (const [name, value] of pairs) if (value !== null) query.append(name, value);
  return query.toString();
}
