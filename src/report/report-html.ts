import { escapeHtml } from '../lib/escape.ts';
import { cutText } from '../lib/text.ts';
import type { Difference, Entry } from './entries.ts';
import { fitSections, type WrittenGroup } from './fit.ts';
import { htmlLink, htmlPage } from './html-page.ts';
import { followableUrl, isHonestLink } from './links.ts';
import type { ToldReport, ToldSection } from './told.ts';
import { markPart } from './word-parts.ts';
import { ATTACHED, sayNumber } from './wording.ts';

const HTML_BUDGET = 90 * 1024; // bytes; Gmail hides what stands behind 102 kB

/** The HTML part: the same facts as the text part, within the budget; what does not fit is counted, and attached. */
export function renderReportHtml(told: ToldReport): string {
  const [first] = told.sections;
  const isDigest = told.heading !== null || first === undefined;
  const level = isDigest ? 3 : 2;
  const page = (blocks: readonly string[]): string =>
    htmlPage({
      title: told.subject,
      heading: isDigest ? escapeHtml(told.heading ?? '') : drawSourceTitle(first),
      blocks,
      footer: told.footer,
    });
  const written = told.sections.map((section) => ({
    head: `${isDigest ? `<h2>${drawSourceTitle(section)}</h2>` : ''}${drawHead(section)}`,
    groups: section.groups.map(({ kind, entries }) => ({
      kind,
      entries: entries.map((entry) => drawEntry(entry, level + 1)),
      more: 0,
    })),
  }));
  const { sections, omitted } = fitSections(written, HTML_BUDGET - Buffer.byteLength(page([])));
  const blocks = sections.flatMap(({ head, groups }) => [head, ...groups.map((group) => drawGroup(group, level))]);
  const rest = `<h2>… and ${sayNumber(omitted, 'more source')}</h2><p>See ${ATTACHED}.</p>`;
  return page(omitted === 0 ? blocks : [...blocks, rest]);
}

function drawSourceTitle({ title, url }: ToldSection): string {
  const href = followableUrl(url);
  return href === null || !isHonestLink(href, title) ? escapeHtml(title) : htmlLink(href, escapeHtml(title));
}

function drawHead({ title, url, counts, coverage }: ToldSection): string {
  const href = followableUrl(url);
  const link =
    href === null || isHonestLink(href, title) ? '' : `<p class="small">${htmlLink(href, escapeHtml(href))}</p>`;
  return `${link}<p><strong>${escapeHtml(counts)}.</strong></p><p class="small">${escapeHtml(coverage.join(' '))}</p>`;
}

function drawGroup({ kind, entries, more }: WrittenGroup, level: number): string {
  const rest = more === 0 ? [] : [`<p>… and ${more} more ${kind}: see ${ATTACHED}.</p>`];
  return [`<h${level} class="kind">${kind}</h${level}>`, ...entries, ...rest].join('\n');
}

function drawEntry(entry: Entry, level: number): string {
  const isLinked = entry.url !== null && isHonestLink(entry.url, entry.title);
  const title = escapeHtml(entry.title);
  return [
    `<h${level} dir="auto">${isLinked ? htmlLink(entry.url, title) : title}</h${level}>`,
    ...drawAddress(entry, isLinked),
    ...entry.facts.map(({ name, value }) => `<p dir="auto">${escapeHtml(name)}: ${escapeHtml(value)}</p>`),
    ...(entry.summary === null ? [] : [`<p dir="auto">${escapeHtml(entry.summary)}</p>`]),
    ...entry.differences.map((difference) => `<p dir="auto">${drawDifference(difference)}</p>`),
    ...entry.notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    ...(entry.permalink === null ? [] : [`<p class="small">${htmlLink(entry.permalink, 'Record of this change')}</p>`]),
  ].join('');
}

const LONGEST_ADDRESS_SHOWN = 200; // characters

/** The address in full view: a reader sees where a link leads before following it. */
function drawAddress({ url, address }: Entry, isTitleLinked: boolean): readonly string[] {
  if (address !== null) return [`<p class="small">Address as found (not linked): ${escapeHtml(address)}</p>`];
  if (url === null) return [];
  const shown = escapeHtml(cutText(url, LONGEST_ADDRESS_SHOWN));
  return [`<p class="small">${isTitleLinked ? shown : htmlLink(url, shown)}</p>`];
}

/** One field's words as HTML. Marks stand inside ins and del: some clients strip the tags, and some readers cannot see colours. */
export function drawDifference({ field, parts }: Difference): string {
  const words = parts.map((part) => {
    const { before, marked, after } = markPart(part);
    const html = escapeHtml(marked);
    if (part.kind === 'same' || marked === '') return `${before}${html}${after}`;
    return part.kind === 'removed'
      ? `${before}<del>${html}</del>${after || ' '}`
      : `${before}<ins>${html}</ins>${after}`;
  });
  return `${escapeHtml(field)}: ${words.join('')}`;
}
