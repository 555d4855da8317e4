import { cutText, displayText } from '../lib/text.ts';
import type { Report } from '../model/report.ts';
import { titleOf } from './entries.ts';
import { KINDS_AS_TOLD, sayCounts, sayNumber } from './wording.ts';

const LONGEST_SUBJECT = 140; // characters; lists of mails show about half of it

/** `[dhs-ice] 1 added, 1 changed: First title …`; of a digest `[digest] 3 sources: 2 added: First title …`. */
export function reportSubject(report: Report): string {
  const changes = report.sections.flatMap((section) => section.changes);
  const first = KINDS_AS_TOLD.flatMap((kind) => changes.filter((change) => change.kind === kind))[0];
  const title = first === undefined ? '' : `: ${titleOf(first.after ?? first.before)}`;
  const counts = `${sayCounts(changes)}${title}`;
  return boundSubject(
    report.isDigest
      ? `[digest] ${sayNumber(report.sections.length, 'source')}: ${counts}`
      : `[${report.sections[0].sourceId}] ${counts}`,
  );
}

const NON_JOINER = /\u200c/gu; // it shapes letters in a text; in a subject it only hides

/** A subject of one bounded line without control, bidi or invisible characters. */
export function boundSubject(text: string): string {
  return cutText(displayText(text.replace(NON_JOINER, '')), LONGEST_SUBJECT);
}
