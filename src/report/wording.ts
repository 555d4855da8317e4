import { cutText, displayText } from '../lib/text.ts';
import type { Change, ChangeKind, RemovedChange, RestoredChange } from '../model/change.ts';
import type { Coverage } from '../model/outcome.ts';
import type { ReportSection } from '../model/report.ts';
import { sayAddress } from './links.ts';
import { type SayMoment, sayDuration } from './moments.ts';

/** The order of telling: what is new, what is different, what came back, what went. */
export const KINDS_AS_TOLD = ['added', 'changed', 'restored', 'removed'] as const satisfies readonly ChangeKind[];

/** Where every change of a mail stands in full. */
export const ATTACHED = 'changes.json and changes.csv (attached)';

/** `1 added, 2 changed`. */
export function sayCounts(changes: readonly Change[]): string {
  return KINDS_AS_TOLD.map((kind) => ({ kind, count: changes.filter((change) => change.kind === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${count} ${kind}`)
    .join(', ');
}

/** `1 page`, `3 pages`. */
export function sayNumber(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What was looked at, and with what it was compared: a sentence or two. */
export function sayCoverage(section: ReportSection, say: SayMoment): readonly string[] {
  const first = section.coverages[0];
  const last = section.coverages.at(-1);
  if (first === undefined || last === undefined) return [];
  const since = first.coverage.comparedWith;
  const compared = since === null ? '' : `; compared with ${say(since)}`;
  const looks = section.coverages.length === 1 ? '' : `${sayNumber(section.coverages.length, 'crawl')}, the last one: `;
  const seen = `${looks}${sayPages(last.coverage)}${compared}.`;
  const kinds = KINDS_AS_TOLD.filter(
    (kind) => kind !== 'removed' && section.changes.some((change) => change.kind === kind),
  );
  if (kinds.length === 0 || since === null) return [seen];
  return [
    seen,
    `${capitalize(joinWords(kinds))} between then (last seen without) and ${say(last.at)} (first seen with).`,
  ];
}

function sayPages({ pages, items, totalShown, isComplete }: Coverage): string {
  const read = isComplete ? `${pages} of ${sayNumber(pages, 'page')} read` : `${sayNumber(pages, 'page')} read`;
  const total = totalShown === null || totalShown === items ? '' : ` (the site itself says ${totalShown})`;
  const shifting = isComplete ? '' : '; the list kept shifting while it was read, so nothing is said of absences';
  return `${read}, ${sayNumber(items, 'item')}${total}${shifting}`;
}

/** What became of a removed item, and what that rests on. Says no more than was observed. */
export function sayRemoval(change: RemovedChange, say: SayMoment): readonly string[] {
  const { proof } = change;
  const isAsked = proof.answer !== null && proof.answer.code !== 'FETCH_ROBOTS';
  const asked = isAsked ? ` Asked ${say(proof.answer.at)}.` : '';
  const missed = proof.crawls > 1 ? ` Missing in ${proof.crawls} complete crawls.` : '';
  return [
    `${sayFate(change)}${asked}`,
    `Last seen ${say(proof.lastSeen)}; first missing ${say(proof.missingSince)}.${missed}`,
  ];
}

function sayFate(change: RemovedChange): string {
  const { answer } = change.proof;
  const status = answer?.status ?? null;
  switch (change.fate) {
    case 'gone':
      return `No longer listed; its own page answers ${status ?? 404} (gone).`;
    case 'delisted':
      return `No longer listed; its page still answers (${status ?? 200}).`;
    case 'moved':
      return `No longer listed; its page redirects${status === null ? '' : ` (${status})`} ${sayTarget(answer?.location ?? null)}.`;
    case 'unlinked':
      return 'No longer listed; it had no page of its own that could be asked.';
    case 'unasked':
      return answer?.code === 'FETCH_ROBOTS'
        ? 'No longer listed; robots.txt forbids asking for its own page.'
        : 'No longer listed; its own page was not asked.';
    case 'unknown':
      return `No longer listed; what became of it is unknown: when last asked, its own page ${sayRefusal(status, answer?.code ?? null)}.`;
  }
}

const LONGEST_TARGET = 300; // characters of an address a redirect leads to

function sayTarget(location: string | null): string {
  return location === null ? 'elsewhere' : `to ${cutText(displayText(sayAddress(location)), LONGEST_TARGET)}`;
}

function sayRefusal(status: number | null, code: string | null): string {
  if (code === 'BLOCKED') return `showed a challenge${status === null ? '' : ` (${status})`}`;
  if (status !== null) return `answered ${status}`;
  return code === null ? 'gave no answer' : `gave no answer (${code})`;
}

/** Since when a returned item was away. */
export function sayReturn(change: RestoredChange, say: SayMoment, madeAt: string): string {
  const away = sayDuration(change.lastSeen, madeAt);
  return `Listed again after ${away}. Last seen before ${say(change.lastSeen)}; told as removed ${say(change.removedAt)}.`;
}

/** `added, changed and restored`. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
