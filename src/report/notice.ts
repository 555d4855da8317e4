import { escapeHtml } from '../lib/escape.ts';
import { htmlLink, htmlPage } from './html-page.ts';
import { followableUrl, isHonestLink } from './links.ts';
import { joinLines, wrapText } from './wrap.ts';

/** A mail of pubwatch about itself, in words: incidents, recoveries, refusals. */
export interface Notice {
  readonly subject: string;
  readonly heading: string;
  readonly blocks: readonly NoticeBlock[];
  readonly footer: readonly string[];
}
export interface NoticeBlock {
  readonly title: string;
  readonly url: string | null;
  readonly lines: readonly NoticeLine[];
  readonly steps: readonly string[]; // what to do next, commands among them
}
export interface NoticeLine {
  readonly label: string;
  readonly text: string;
}

/** The text part: one paragraph a fact, commands on lines of their own. */
export function renderNoticeText(notice: Notice): string {
  const blocks = notice.blocks.flatMap(({ title, url, lines, steps }) => [
    wrapText(title, ''),
    ...(url === null ? [] : [url]),
    '',
    ...lines.map(({ label, text }) => wrapText(`${label}: ${text}`, '')),
    ...(steps.length === 0 ? [] : ['', 'Next:', ...steps.map((step) => wrapText(step, '  '))]),
    '',
  ]);
  return joinLines([
    wrapText(notice.heading, ''),
    '',
    ...blocks,
    '-- ',
    ...notice.footer.map((line) => wrapText(line, '')),
  ]);
}

/** The HTML part: the same facts. */
export function renderNoticeHtml(notice: Notice): string {
  const blocks = notice.blocks.map(({ title, url, lines, steps }) =>
    [
      `<h2>${drawTitle(title, url)}</h2>`,
      drawUrl(url),
      ...lines.map(({ label, text }) => `<p><strong>${escapeHtml(label)}:</strong> ${escapeHtml(text)}</p>`),
      ...(steps.length === 0 ? [] : ['<p><strong>Next:</strong></p>']),
      ...steps.map((step) => `<p><code>${escapeHtml(step)}</code></p>`),
    ].join(''),
  );
  return htmlPage({ title: notice.subject, heading: escapeHtml(notice.heading), blocks, footer: notice.footer });
}

function drawTitle(title: string, url: string | null): string {
  const href = followableUrl(url);
  return href === null || !isHonestLink(href, title) ? escapeHtml(title) : htmlLink(href, escapeHtml(title));
}

function drawUrl(url: string | null): string {
  if (url === null) return '';
  const href = followableUrl(url);
  return `<p class="small">${href === null ? escapeHtml(url) : htmlLink(href, escapeHtml(href))}</p>`;
}
