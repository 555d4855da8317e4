import { expect, test } from 'vitest';
import { displayText } from '../../src/lib/text.ts';
import type { Change } from '../../src/model/change.ts';
import { renderReport } from '../../src/report/report-mail.ts';
import {
  LOOK,
  makeAdded,
  makeAnswer,
  makeChanged,
  makeItem,
  makeRemoved,
  makeReport,
  makeRestored,
  makeSection,
  visibleText,
} from './make.ts';

const ADDED = makeAdded(
  makeItem('Harbour Survey', {
    date: '2026-11-20',
    summary: 'Depths and tides as they were measured in the third quarter by the pilots of the eastern harbour.',
    extra: { office: 'Pilots' },
  }),
);
const CHANGED = makeChanged(
  makeItem('Rules for Pilots', { summary: 'In force from January for all ships.' }),
  makeItem('Rules for Pilots', { summary: 'In force from March for all ships above 300 tons.' }),
);
const REMOVED = makeRemoved(makeItem('Light Dues'), 'gone', makeAnswer());
const RESTORED = makeRestored(makeItem('Tide Tables'), makeItem('Tide Tables'));

test('the text part is complete by itself', () => {
  const { subject, text } = renderReport(makeReport([makeSection([REMOVED, CHANGED, ADDED, RESTORED])]), LOOK);
  expect(subject).toBe('[lib] 1 added, 1 changed, 1 restored, 1 removed: Harbour Survey');
  expect(text).toBe(`Harbour Library
https://library.example/publications
1 added, 1 changed, 1 restored, 1 removed. 8 of 8 pages read, 76 items;
compared with 22 November 2026 06:17 (America/New_York), 11:17 UTC. Added,
changed and restored between then (last seen without) and 24 November 2026
06:17 (America/New_York), 11:17 UTC (first seen with).

ADDED
  Harbour Survey
  https://library.example/publication/harbour%20survey
  date: 2026-11-20
  office: Pilots
  Depths and tides as they were measured in the third quarter by the pilots of
  the eastern harbour.

CHANGED
  Rules for Pilots
  https://library.example/publication/rules%20for%20pilots
  summary: In force from [-January-] {+March+} for all ships {+above 300
  tons+}.

RESTORED
  Tide Tables
  https://library.example/publication/tide%20tables
  Listed again after 23 days 1 hour. Last seen before 1 November 2026 05:00
  (America/New_York), 10:00 UTC; told as removed 22 November 2026 06:17
  (America/New_York), 11:17 UTC.

REMOVED
  Light Dues
  https://library.example/publication/light%20dues
  No longer listed; its own page answers 404 (gone). Asked 24 November 2026
  06:17 (America/New_York), 11:17 UTC.
  Last seen 22 November 2026 06:17 (America/New_York), 11:17 UTC; first
  missing 24 November 2026 06:17 (America/New_York), 11:17 UTC.

-- 
All changes of this mail, complete: changes.json and changes.csv (attached).
Evidence: pubwatch show CHANGE (ids in changes.json). Verify: pubwatch verify
lib
You get this because you follow lib. Unsubscribe: reply to watch@example.org
`);
});

test('the HTML part says everything the text part says', () => {
  const { text, html } = renderReport(makeReport([makeSection([REMOVED, CHANGED, ADDED, RESTORED])]), LOOK);
  const seen = visibleText(html).replaceAll(' ', '').toLowerCase();
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && each !== '-- ')) {
    // The source's own address is the heading's link.
    if (line === 'https://library.example/publications') expect(html).toContain(`href="${line}"`);
    else expect(seen).toContain(line.replaceAll(' ', '').toLowerCase());
  }
  expect(html).toContain('<del>[-January-]</del> <ins>{+March+}</ins>');
});

test('list id, sources and kinds are those of the changes', () => {
  const alone = renderReport(makeReport([makeSection([REMOVED, ADDED])]), LOOK);
  expect(alone).toMatchObject({ listId: 'lib.pubwatch', sourceIds: ['lib'], kinds: ['added', 'removed'] });
  const other = makeSection([CHANGED], { sourceId: 'foia', sourceTitle: 'FOIA Library' });
  const digest = renderReport(makeReport([makeSection([ADDED]), other], { isDigest: true }), LOOK);
  expect(digest).toMatchObject({
    listId: 'digest.pubwatch',
    sourceIds: ['lib', 'foia'],
    kinds: ['added', 'changed'],
    subject: '[digest] 2 sources: 1 added, 1 changed: Harbour Survey',
  });
  expect(digest.text).toMatch(/^Digest: 1 added, 1 changed in 2 sources\n/);
  expect(digest.html).toMatch(/<h1>Digest[^<]*<\/h1>/);
});

test('permalinks stand in both parts where the page is published, and nowhere else', () => {
  const report = makeReport([makeSection([{ ...ADDED, id: 'lib.7.abc' }])]);
  const published = renderReport(report, { ...LOOK, baseUrl: 'https://watch.example.org/pub' });
  const link = 'https://watch.example.org/pub/changes/lib.7.abc.html';
  expect(published.text).toContain(link);
  expect(published.html).toContain(`href="${link}"`);
  expect(renderReport(report, LOOK).text).not.toContain('Record of this change');
});

test('a pair that may belong together is shown as such on both sides, and as unsure', () => {
  const added = makeAdded(makeItem('Handbook 2027'), { relatedId: 'lib.7.gone' });
  const removed = makeRemoved(makeItem('Handbook 2026'), 'gone', makeAnswer(), {
    id: 'lib.7.gone',
    relatedId: added.id,
  });
  const { text } = renderReport(makeReport([makeSection([added, removed])]), LOOK);
  expect(text).toContain('Possibly related: removed “Handbook 2026”. Not sure enough');
  expect(text).toContain('Possibly related: added “Handbook 2027”. Not sure enough');
  const alone = renderReport(makeReport([makeSection([added])]), LOOK);
  expect(alone.text).toContain('Possibly related to a publication removed in the same crawl (lib.7.gone).');
});

test('a change of address shows both addresses whole, and why it counts as one publication', () => {
  const change = makeChanged(
    makeItem('Pilotage', { url: 'https://library.example/old', date: null }),
    makeItem('Pilotage', { url: 'https://library.example/new', date: '2026-01-02' }),
    { match: 'title' },
  );
  const { text, html } = renderReport(makeReport([makeSection([change])]), LOOK);
  expect(text).toContain('url: [-https://library.example/old-] {+https://library.example/new+}');
  expect(text).toContain('date: {+2026-01-02+}');
  expect(text).toContain('because its title is the same');
  expect(html).toContain('<del>[-https://library.example/old-]</del>');
});

const HOSTILE = [
  ['header lines', 'Notice\r\nBcc: victim@example.net\r\nX-Evil: yes'],
  ['markup', '<script>alert(1)</script><img src=//evil.test/x.png onerror=alert(2)>'],
  ['a quoted attribute', '"><a href="javascript:alert(1)">x</a>'],
  ['bidi and invisible characters', 'Bidi \u202eexe.fdp and zero\u200bwidth'],
  ['emoji', 'Emoji 🦊👩‍👩‍👧 report'],
  ['templates and marks', '{{constructor}} ${7*7} [-old-] {+new+} %s'],
  ['what a mail store takes for a new mail', 'From the desk of the pilot'],
  ['terminal escapes', '\u0000\u001b[31mred\u0007'],
  ['one word of 10,000 letters', 'x'.repeat(10_000)],
  ['10,000 characters', 'Long '.repeat(2_000)],
  ['a script without spaces', '出版物一覧'.repeat(100)],
  ['nothing', ''],
] as const;
test.each(HOSTILE)('a hostile title stays text: %s', (_, title) => {
  const url = 'javascript:alert(1)';
  const item = makeItem('x', { title, url, summary: title, extra: { [title]: title } });
  const changes: readonly [Change, ...Change[]] = [
    makeAdded(item),
    makeChanged(makeItem('x', { title: `old ${title}` }), item, { fields: ['title', 'url', title] }),
    makeRemoved(item, 'moved', makeAnswer({ status: 301, location: `https://e.example/${title}` })),
  ];
  const mail = renderReport(makeReport([makeSection(changes, { sourceTitle: title })]), LOOK);
  expect(mail.subject).not.toMatch(/[\p{Cc}\u202a-\u202e\u200b]/u);
  expect(Array.from(mail.subject).length).toBeLessThanOrEqual(140);
  expect(mail.text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u200b]/u);
  expect(mail.text).not.toMatch(/^From /m);
  expect(mail.html).not.toMatch(/<script|<img|onerror=(?!alert\(2\)&gt;)|href="(?!https?:)/);
  expect(mail.html.length).toBeLessThan(20_000);
  expect(JSON.parse(mail.attachments[0]?.content ?? '').changes[0].after.title).toBe(title);
  const shown = displayText(title).slice(0, 40);
  expect(mail.text.replace(/\s+/g, ' ')).toContain(shown);
  expect(visibleText(mail.html)).toContain(shown);
});

test.each([
  ['javascript:', 'javascript:alert(document.cookie)'],
  ['data:', 'data:text/html,<script>alert(1)</script>'],
  ['mailto:', 'mailto:someone@example.net'],
  ['a broken address', 'http://[bad/'],
  ['an address of 3,000 characters', `https://e.example/${'y'.repeat(3_000)}`],
  ['an address with a login', 'https://user:secret@example.net/x'],
])('%s is never a link', (_, url) => {
  const { html, text } = renderReport(makeReport([makeSection([makeAdded(makeItem('Odd', { url }))])]), LOOK);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(links).toEqual(['https://library.example/publications']);
  expect(text).toContain('(not linked)');
  expect(text + html).not.toContain('secret');
});

test.each([
  ['names another host', 'https://bank.example/login', 'https://library.example/x'],
  ['names a host without a scheme', 'bank.example annual report', 'https://library.example/x'],
  ['leads to a lookalike name', 'Annual report', 'https://xn--80ak6aa92e.example/x'],
])('a title that %s is no link text: the address itself is', (_, title, url) => {
  const { html } = renderReport(makeReport([makeSection([makeAdded(makeItem('x', { title, url }))])]), LOOK);
  expect(html).toContain(`<a href="${url}">${url}</a>`);
  expect(html).not.toContain(`>${title}</a>`);
});

const many = (count: number): readonly [Change, ...Change[]] => [
  makeRemoved(makeItem('The one removal'), 'gone', makeAnswer()),
  ...Array.from({ length: count }, (_, index) =>
    makeAdded(makeItem(`Publication number ${index}`, { summary: 'A summary of some length. '.repeat(10) })),
  ),
];

test('500 changes keep the HTML within 90 KiB; what is left out is counted, attached, and never the one removal', () => {
  const { html, text, attachments } = renderReport(makeReport([makeSection(many(500))]), LOOK);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90 * 1024);
  expect(Buffer.byteLength(html)).toBeGreaterThan(80 * 1024);
  const shown = html.match(/>Publication number \d+</g)?.length ?? 0;
  expect(html).toContain(`… and ${500 - shown} more added: see changes.json and changes.csv (attached).`);
  expect(html).toContain('The one removal');
  expect(text.match(/^ {2}Publication number \d+$/gm)).toHaveLength(500);
  expect(JSON.parse(attachments[0]?.content ?? '').changes).toHaveLength(501);
});

test('a text part has its limit too', () => {
  const { text } = renderReport(makeReport([makeSection(many(5_000))]), LOOK);
  expect(Buffer.byteLength(text)).toBeLessThan(410_000);
  expect(text).toMatch(/… and \d+ more added: see changes\.json/);
  expect(text).toContain('The one removal');
});

test('a digest of very many sources stays within its budget and says how many are left out', () => {
  const sections = Array.from({ length: 400 }, (_, index) =>
    makeSection([ADDED, REMOVED], { sourceId: `source-${index}`, sourceTitle: `Source ${index}` }),
  );
  const [first = makeSection([ADDED]), ...rest] = sections;
  const { html, text } = renderReport(makeReport([first, ...rest], { isDigest: true }), LOOK);
  expect(Buffer.byteLength(html)).toBeLessThanOrEqual(90 * 1024);
  expect(html).toMatch(/… and \d+ more sources/);
  expect(text).toContain('and 395 further sources');
});

test('every address that is linked stands in the text part', () => {
  const { html, text } = renderReport(makeReport([makeSection(many(300))]), {
    ...LOOK,
    baseUrl: 'https://watch.example.org/',
  });
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));
  expect(links.length).toBeGreaterThan(50);
  for (const link of links) expect(text).toContain(link);
});

test('a mail of very many changes tells the changes, not where the record of each is', () => {
  const linked = (count: number): number => {
    const { text } = renderReport(makeReport([makeSection(many(count))]), {
      ...LOOK,
      baseUrl: 'https://watch.example/',
    });
    return text.split('Record of this change').length - 1;
  };
  expect([linked(249), linked(250)]).toEqual([250, 0]);
});
