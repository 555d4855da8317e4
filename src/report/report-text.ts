import type { Difference, Entry } from './entries.ts';
import { fitSections, type WrittenGroup } from './fit.ts';
import type { ToldReport, ToldSection } from './told.ts';
import { markPart } from './word-parts.ts';
import { ATTACHED, sayNumber } from './wording.ts';
import { joinLines, wrapText } from './wrap.ts';

// A text part past some megabytes is refused by servers and read by nobody; what does not fit is attached.
const TEXT_BUDGET = 400_000; // bytes

/** The text part: complete by itself. Every address that the HTML part links to stands in it. */
export function renderReportText(told: ToldReport): string {
  const written = told.sections.map((section) => ({
    head: writeHead(section),
    groups: section.groups.map(({ kind, entries }) => ({ kind, entries: entries.map(writeEntry), more: 0 })),
  }));
  const { sections, omitted } = fitSections(written, TEXT_BUDGET);
  const rest = omitted === 0 ? [] : [`… and ${sayNumber(omitted, 'more source')}: see ${ATTACHED}.`, ''];
  return joinLines([
    ...(told.heading === null ? [] : [wrapText(told.heading, ''), '']),
    ...sections.flatMap(({ head, groups }) => [head, '', ...groups.flatMap(writeGroup)]),
    ...rest,
    '-- ',
    ...told.footer.map((line) => wrapText(line, '')),
  ]);
}

function writeHead({ title, url, counts, coverage }: ToldSection): string {
  return [wrapText(title, ''), url, wrapText([`${counts}.`, ...coverage].join(' '), '')].join('\n');
}

function writeGroup({ kind, entries, more }: WrittenGroup): readonly string[] {
  const rest = more === 0 ? [] : [`${INDENT}… and ${more} more ${kind}: see ${ATTACHED}.`, ''];
  return [kind.toUpperCase(), ...entries.flatMap((entry) => [entry, '']), ...rest];
}

function writeEntry(entry: Entry): string {
  const lines = [wrapText(entry.title, INDENT)];
  if (entry.url !== null) lines.push(INDENT + entry.url);
  if (entry.address !== null) lines.push(wrapText(`Address as found (not linked): ${entry.address}`, INDENT));
  for (const { name, value } of entry.facts) lines.push(wrapText(`${name}: ${value}`, INDENT));
  if (entry.summary !== null) lines.push(wrapText(entry.summary, INDENT));
  for (const difference of entry.differences) lines.push(wrapText(writeDifference(difference), INDENT));
  for (const note of entry.notes) lines.push(wrapText(note, INDENT));
  if (entry.permalink !== null) lines.push(`${INDENT}Record of this change: ${entry.permalink}`);
  return lines.join('\n');
}

const INDENT = '  ';

/** `title: Rules for [-Pilots-] {+Masters+}`. */
export function writeDifference({ field, parts }: Difference): string {
  const words = parts.map((part, index) => {
    const { before, marked, after } = markPart(part);
    const touches = part.kind === 'added' && parts[index - 1]?.kind === 'removed' && before === '';
    return `${touches ? ' ' : before}${marked}${after}`;
  });
  return `${field}: ${words.join('').replace(SPACES, ' ').trim()}`;
}

const SPACES = / {2,}/g; // two spaces where a removed part ended in one
