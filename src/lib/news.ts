import type { Change } from '../model/change.ts';

/** Is a change told? Cosmetic ones are stored and shown with their item; they are mailed to those alone who ask for them. */
export function isNews(change: Change): boolean {
  return change.kind !== 'changed' || !change.isCosmetic;
}
