import { foldText } from '../../lib/text.ts';
import type { Change } from '../../model/change.ts';
import type { Item } from '../../model/item.ts';
import type { ChangeFilter } from './change-filter.ts';
import type { DatedChange } from './dated-change.ts';
import type { Site } from './site.ts';

export interface Search {
  /** The told changes that a filter lets through, newest first. */
  find(filter: ChangeFilter): readonly DatedChange[];
  /** Every field that some change names, sorted. */
  fields(): readonly string[];
}

/** Searches the changes of one site. What takes reading them all is read at the first question that needs it. */
export function createSearch(site: Site): Search {
  let folded: ReadonlyMap<DatedChange, string> | null = null;
  let fields: readonly string[] | null = null;
  const textOf = (dated: DatedChange): string => {
    folded ??= new Map(site.changes.map((one) => [one, foldChange(one.change)]));
    return folded.get(dated) ?? '';
  };
  return {
    find: (filter) => {
      const words = foldText(filter.text)
        .split(' ')
        .filter((word) => word !== '');
      const changes = filter.source === null ? site.changes : (site.sourceById.get(filter.source)?.changes ?? []);
      return changes.filter(
        (dated) =>
          isOfKind(dated.change, filter) &&
          isWithin(site.moments.dayOf(dated.changeset.at), filter) &&
          words.every((word) => textOf(dated).includes(word)),
      );
    },
    fields: () => {
      fields ??= [...new Set(site.changes.flatMap(({ change }) => fieldsOf(change)))].sort();
      return fields;
    },
  };
}

function isOfKind(change: Change, { kinds, field }: ChangeFilter): boolean {
  return (kinds.length === 0 || kinds.includes(change.kind)) && (field === null || fieldsOf(change).includes(field));
}

function isWithin(day: string, { from, to }: ChangeFilter): boolean {
  return (from === null || day >= from) && (to === null || day <= to);
}

function fieldsOf(change: Change): readonly string[] {
  return change.kind === 'changed' || change.kind === 'restored' ? change.fields : [];
}

function foldChange({ before, after }: Change): string {
  const [old, current] = [textOfItem(before), textOfItem(after)];
  return foldText(old === current ? current : `${old}\n${current}`);
}

function textOfItem(item: Item | null): string {
  if (item === null) return '';
  return [item.title, item.url, item.date, item.summary, ...Object.values(item.extra)].join('\n');
}
