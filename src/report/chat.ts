import { cutText } from '../lib/text.ts';
import type { Look, Report } from '../model/report.ts';
import type { WebhookFormat } from '../model/subscriber.ts';
import { CHAT_DIALECTS, type ChatDialect } from './chat-dialects.ts';
import type { Entry } from './entries.ts';
import { fitSections, type WrittenGroup } from './fit.ts';
import { followableUrl, isHonestLink, strictUrl } from './links.ts';
import { type Matter, renderMail } from './matter.ts';
import { tellReport } from './report-mail.ts';
import { writeDifference } from './report-text.ts';
import type { ToldSection } from './told.ts';
import { sayNumber } from './wording.ts';

/** A message for a room of a chat: short, and harmless there, whatever a page put into its titles. */
export function renderChat(matter: Matter, format: Exclude<WebhookFormat, 'json'>, look: Look): object {
  const dialect = CHAT_DIALECTS[format];
  const isReport = matter.kind === 'report' || matter.kind === 'sample';
  return dialect.body(isReport ? tellChanges(matter.told, look, dialect) : tellNotice(matter, look, dialect));
}

/** What pubwatch says of itself: the text part of the mail, as it is, without its footer. */
function tellNotice(matter: Matter, look: Look, { strong, fence, budget }: ChatDialect): string {
  const { subject, text } = renderMail(matter, look);
  const [body = ''] = text.split('\n-- \n');
  const head = strong(subject);
  // A character may need five when it is written safely.
  const room = Math.floor((budget - head.length) / LONGEST_ESCAPE);
  const whole = fence(body.trim());
  return `${head}\n${head.length + whole.length <= budget ? whole : fence(cutText(body.trim(), room))}`;
}

const LONGEST_ESCAPE = 5; // characters: & is &amp;

function tellChanges(report: Report, look: Look, dialect: ChatDialect): string {
  const told = tellReport(report, look);
  const written = told.sections.map((section) => ({
    head: writeHead(section, dialect),
    groups: section.groups.map(({ kind, entries }) => ({
      kind,
      entries: entries.map((entry) => writeEntry(entry, dialect)),
      more: 0,
    })),
  }));
  const heading = told.heading === null ? [] : [dialect.strong(told.heading)];
  const { sections, omitted } = fitSections(written, dialect.budget - FRAME);
  const rest = omitted === 0 ? [] : [`… and ${sayNumber(omitted, 'more source')}.`];
  return [
    ...heading,
    ...sections.flatMap(({ head, groups }) => [head, ...groups.flatMap((group) => writeGroup(group, dialect))]),
    ...rest,
  ].join('\n');
}

const FRAME = 200; // bytes of the heading of a digest and of its last line

function writeHead({ title, url, counts, coverage }: ToldSection, dialect: ChatDialect): string {
  return `${dialect.strong(title)}${leadTo(url, 'list', dialect)}: ${dialect.text([`${counts}.`, ...coverage].join(' '))}`;
}

/** A word that leads to an address; nothing where it cannot be followed. */
function leadTo(url: string | null, word: string, dialect: ChatDialect): string {
  const href = hrefOf(url);
  return href === null ? '' : ` (${dialect.link(href, word)})`;
}

const LONGEST_HREF = 500; // characters: a longer one would be most of the message

function hrefOf(url: string | null): string | null {
  const href = followableUrl(url);
  return href === null || strictUrl(href).length > LONGEST_HREF ? null : strictUrl(href);
}

function writeGroup({ kind, entries, more }: WrittenGroup, { strong }: ChatDialect): readonly string[] {
  const rest = more === 0 ? [] : [`… and ${more} more ${kind}`];
  return [strong(kind.charAt(0).toUpperCase() + kind.slice(1)), ...entries, ...rest];
}

const LONGEST_TITLE = 150; // characters
const LONGEST_LINE = 300; // characters of a summary, a difference, a note

function writeEntry(entry: Entry, dialect: ChatDialect): string {
  const details = [
    ...(entry.summary === null ? [] : [entry.summary]),
    ...entry.differences.map(writeDifference),
    ...entry.notes,
  ];
  const lines = details.map((line) => `  ${dialect.text(cutText(line, LONGEST_LINE))}`);
  return [`• ${nameEntry(entry, dialect)}`, ...lines].join('\n');
}

function nameEntry({ title, url, permalink }: Entry, dialect: ChatDialect): string {
  const name = cutText(title, LONGEST_TITLE);
  const href = hrefOf(url);
  const isLinked = href !== null && isHonestLink(href, name);
  const named = isLinked ? dialect.link(href, name) : `${dialect.text(name)}${leadTo(url, 'page', dialect)}`;
  return `${named}${leadTo(permalink, 'record', dialect)}`;
}
