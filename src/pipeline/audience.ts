import { foldText } from '../lib/text.ts';
import type { Change } from '../model/change.ts';
import type { Audience } from '../model/commit.ts';
import type { Subscriber } from '../model/subscriber.ts';
import { hasLeft } from './unsubscribed.ts';

/** Whom these changes are for, by the subscribers of this moment. Those for whom nothing is in it are left out. */
export function audienceOf(
  sourceId: string,
  changes: readonly Change[],
  subscribers: readonly Subscriber[],
): Audience[] {
  return subscribers.flatMap((subscriber) => {
    if (subscriber.sources !== null && !subscriber.sources.includes(sourceId)) return [];
    if (hasLeft(subscriber, sourceId)) return [];
    const changeIds = changes.filter((change) => wants(subscriber, change)).map((change) => change.id);
    return changeIds.length === 0 ? [] : [{ subscriberId: subscriber.id, changeIds }];
  });
}

/** Does this change go into this subscriber's reports? */
function wants(subscriber: Subscriber, change: Change): boolean {
  if (!subscriber.kinds.includes(change.kind)) return false;
  if (change.kind === 'changed' && change.isCosmetic && !subscriber.cosmetic) return false;
  const text = [change.before, change.after].map((item) => `${item?.title ?? ''}\n${item?.summary ?? ''}`).join('\n');
  const folded = foldText(text);
  const holds = (keyword: string): boolean => holdsPhrase(folded, foldText(keyword));
  if (subscriber.exclude.some(holds)) return false;
  return subscriber.include.length === 0 || subscriber.include.some(holds);
}

const WORD_CHARACTER = /[\p{L}\p{N}\p{M}]/u; // é

/** Is the phrase in the text, beginning where a word begins? "detention" is met in "detentions", "tent" is not. */
function holdsPhrase(folded: string, phrase: string): boolean {
  if (phrase === '') return false;
  for (let at = folded.indexOf(phrase); at !== -1; at = folded.indexOf(phrase, at + 1)) {
    const previous = folded[at - 1];
    if (previous === undefined || !WORD_CHARACTER.test(previous) || !WORD_CHARACTER.test(phrase[0] ?? '')) return true;
  }
  return false;
}
