import { cutText } from '../lib/text.ts';
import type { Config } from '../model/config.ts';
import type { Item } from '../model/item.ts';
import { renderReport } from '../report/report-mail.ts';
import type { Found, Looked } from './add-look.ts';
import type { Suggestion } from './add-suggest.ts';
import { table } from './table.ts';

const SAMPLES = 3;
/** What was found, as a person looks at it: three samples, how the list goes on, a sample mail, and what to know. */
export function tellFound(found: Found, suggestion: Suggestion, config: Config): string {
  const { items, warnings } = found;
  return [
    tellPages(found),
    '',
    ...table([['title', 'link', 'date', 'summary'], ...items.slice(0, SAMPLES).map(sampleRow)]).map(indent),
    ...(items.length > SAMPLES ? [`  and ${items.length - SAMPLES} more`] : []),
    '',
    'A mail about a new one would read:',
    ...sampleMail(found, suggestion, config).map(indent),
    '',
    ...warnings.map(sentence),
    tellPace(found, config),
  ].join('\n');
}

/** Why an address is no list, and what to do. */
export function tellNoListing({ url, detection: { what, warnings } }: Looked): string {
  return [`${url}: ${what}`, ...warnings.map(sentence), 'Nothing was written.'].join('\n');
}

/** "daily at 06:17 America/New_York" */
export function saySchedule(cron: string, timezone: string): string {
  const [minute = '', hour = ''] = cron.split(' ');
  const past = `${minute.padStart(2, '0')} past`;
  if (hour === '*') return `every hour at ${past}`;
  if (hour.startsWith('*/')) return `every ${hour.slice(2)} hours at ${past}`;
  return `daily at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')} ${timezone}`;
}

function tellPages({ detection: { what }, items, proof }: Found): string {
  const first = `Found ${what}`;
  if (proof === null) return `${first}; no further page is offered.`;
  const twice = proof.items - proof.fresh;
  const again = twice === 0 ? 'none twice' : `${twice} of them on both`;
  return `${first}: ${items.length} on this page; the next one (${proof.url}) was read as proof: ${proof.items} there, ${again}.`;
}

function sampleRow({ title, url, date, summary }: Item): readonly string[] {
  return [cutText(title, 50), cutText(shortUrl(url), 40), date ?? '–', cutText(summary ?? '–', 40)];
}

/** Without the host: it is the page's own, mostly. */
function shortUrl(url: string | null): string {
  if (url === null) return '–';
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

const MAIL_LINES = 12;

function sampleMail({ items, url }: Found, { id, title }: Suggestion, { settings }: Config): readonly string[] {
  const [item] = items;
  if (item === undefined) return [];
  const at = SAMPLE_TIME;
  const { subject, text } = renderReport(
    {
      subscriberId: 'sample',
      isDigest: false,
      timezone: settings.timezone,
      madeAt: at,
      sections: [
        {
          sourceId: id,
          sourceTitle: title,
          sourceUrl: url,
          changes: [{ id: `${id}.2.sample`, key: item.key, kind: 'added', before: null, after: item, relatedId: null }],
          coverages: [
            { at, coverage: { pages: 1, items: items.length, totalShown: null, isComplete: true, comparedWith: null } },
          ],
        },
      ],
    },
    { baseUrl: settings.baseUrl, from: settings.mail.from },
  );
  const [body = ''] = text.trim().split(FOOTER);
  return [`Subject: ${subject}`, '', ...body.trimEnd().split('\n').slice(0, MAIL_LINES)];
}
const FOOTER = /^-- ?$/m; // --
const SAMPLE_TIME = '2000-01-01T00:00:00.000Z'; // not shown: a list without a comparison names no moment

function sentence(warning: string): string {
  const first = warning.slice(0, 1).toUpperCase() + warning.slice(1);
  return first.endsWith('.') ? first : `${first}.`;
}

/** "robots.txt allows it. 5 s between requests: about 45 s a crawl of 8 pages." */
function tellPace({ pauseMs, items, totalShown, proof }: Found, { fetch }: Config): string {
  const seconds = Math.round(pauseMs / 100) / 10;
  const pace = `${fetch.respectRobots ? 'robots.txt allows it' : 'robots.txt is not asked'}; ${seconds} s between requests`;
  if (totalShown === null || items.length === 0 || proof === null) return `${pace}.`;
  const pages = Math.ceil(totalShown / items.length);
  return `${pace}: about ${Math.ceil(pages * seconds)} s a crawl of ${pages} pages.`;
}

function indent(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
