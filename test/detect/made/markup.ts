import type { MadeRecord } from './records.ts';
import type { Language } from './words.ts';

/** A way to mark up the records of a list, and what of them can be read from it. */
export interface Form {
  readonly name: string;
  readonly render: (records: readonly MadeRecord[], language: Language) => string;
  readonly hidesDate?: true; // no full date stands in the record
  readonly isByDay?: true; // records stand in days, each under the date of its first
  readonly isLoose?: true; // its title stands outside of its link
}

export const link = ({ href, title }: MadeRecord): string => `<a href="${href}">${title}</a>`;
export const each = <One>(records: readonly One[], one: (record: One, at: number) => string): string =>
  records.map(one).join('\n');
export const stamp = ({ date, shownDate }: MadeRecord): string =>
  `<time datetime="${date}T08:00:00Z">${shownDate}</time>`;

/** Records cut where the month changes. */
export function byMonth(records: readonly MadeRecord[]): readonly (readonly MadeRecord[])[] {
  return [...Map.groupBy(records, ({ date }) => date.slice(0, 7)).values()];
}
export const monthOf = (group: readonly MadeRecord[], { months }: Language): string => {
  const [year = '', month = ''] = (group[0]?.date ?? '').split('-');
  const name = months[Number(month) - 1] ?? '';
  return name === '' ? `${month}.${year}` : `${name} ${year}`;
};
