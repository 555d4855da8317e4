import { describe, expect, test } from 'vitest';
import type { IncidentCode } from '../../src/model/errors.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { IncidentEntry, IncidentNotice } from '../../src/model/report.ts';
import { renderIncident } from '../../src/report/incident-mail.ts';
import { renderMail } from '../../src/report/matter.ts';
import { renderRefusalNotice } from '../../src/report/refusal-mail.ts';
import { sampleReport } from '../../src/report/sample.ts';
import { BEFORE, LOOK, NOW, visibleText } from './make.ts';

const entryOf = (incident: Partial<Incident> = {}, over: Partial<IncidentEntry> = {}): IncidentEntry => ({
  sourceId: 'cbp-media',
  sourceTitle: 'CBP Media Releases',
  sourceUrl: 'https://www.cbp.example/newsroom',
  incident: {
    code: 'LISTING_COLLAPSED',
    message: '4 items instead of about 20',
    since: NOW,
    began: NOW,
    failures: 1,
    isTransient: false,
    notices: [],
    ...incident,
  },
  lastComplete: BEFORE,
  itemCount: 20,
  advice: [],
  ...over,
});
const noticeOf = (entries: IncidentNotice['entries'], over: Partial<IncidentNotice> = {}): IncidentNotice => ({
  kind: 'incident',
  isReminder: false,
  timezone: 'America/New_York',
  madeAt: NOW,
  entries,
  ...over,
});

describe('a source that cannot be seen', () => {
  test('the opening says what was found, expected, since when, what was not done, and what to do', () => {
    const mail = renderIncident(noticeOf([entryOf()]), LOOK);
    expect(mail).toMatchObject({
      subject: '[cbp-media] cannot be read since 24 November 06:17: 4 items instead of about 20',
      attachments: [],
      listId: 'cbp-media.pubwatch',
      sourceIds: ['cbp-media'],
      kinds: ['incident'],
    });
    expect(mail.text).toBe(`CBP Media Releases: cannot be read

CBP Media Releases (cbp-media)
https://www.cbp.example/newsroom

Found: 4 items instead of about 20 (LISTING_COLLAPSED)
Expected: a list like the last good one of 20 items; last complete check 22
November 2026 06:17 (America/New_York), 11:17 UTC.
Since: 24 November 2026 06:17 (America/New_York), 11:17 UTC; 1 failed check in
a row.
Not done: nothing was compared, nothing is reported as added, changed or
removed; the last good list (20 items) is kept.
Looks like: a fault of the site, a filter left on, or a redesign: much of the
list is not there.

Next:
  pubwatch preview cbp-media
  pubwatch crawl --rebaseline cbp-media

-- 
You get this because incidents are sent to you. Unsubscribe: reply to
watch@example.org
`);
  });

  test.each([
    'FETCH_TIMEOUT',
    'FETCH_NETWORK',
    'FETCH_TLS',
    'FETCH_STATUS',
    'FETCH_TOO_LARGE',
    'FETCH_ROBOTS',
    'FETCH_REFUSED_ADDRESS',
    'FETCH_REDIRECT',
    'BLOCKED',
    'LISTING_EMPTY',
    'LISTING_COLLAPSED',
    'LISTING_UNREADABLE',
    'LISTING_INCOMPLETE',
    'LISTING_UNSTABLE',
    'STATE_DAMAGED',
    'STATE_NEWER',
  ] satisfies IncidentCode[])('%s: the text and the HTML say the same', (code) => {
    const { text, html } = renderIncident(noticeOf([entryOf({ code, failures: 3, began: BEFORE })]), LOOK);
    const seen = visibleText(html).replaceAll(' ', '');
    for (const line of text.split('\n').filter((each) => each !== '-- '))
      expect(seen).toContain(line.replaceAll(' ', ''));
    expect(text).toContain(`(${code})`);
    expect(text).toMatch(/Looks like: .{20}/);
    expect(text).toMatch(/Next:\n {2}pubwatch /);
  });

  test('a reminder counts from when nothing could be seen first', () => {
    const mail = renderIncident(noticeOf([entryOf({ began: BEFORE, failures: 9 })], { isReminder: true }), LOOK);
    expect(mail.subject).toContain('[cbp-media] still cannot be read since 22 November 06:17');
    expect(mail.text).toContain('Nothing could be seen since 22 November 2026 06:17');
  });

  test('a source that was never seen keeps no list', () => {
    const { text } = renderIncident(noticeOf([entryOf({}, { lastComplete: null, itemCount: null })]), LOOK);
    expect(text).toContain('there was none so far');
    expect(text).toContain('no baseline was made');
  });

  test('advice that is given stands in place of our own', () => {
    const { text } = renderIncident(noticeOf([entryOf({}, { advice: ['pubwatch status cbp-media'] })]), LOOK);
    expect(text).toContain('Next:\n  pubwatch status cbp-media\n');
    expect(text).not.toContain('--rebaseline');
  });

  test('several sources share one mail', () => {
    const others = [1, 2, 3, 4].map((n) =>
      entryOf({ code: 'BLOCKED' }, { sourceId: `s${n}`, sourceTitle: `Source ${n}` }),
    );
    const mail = renderIncident(noticeOf([entryOf(), ...others]), LOOK);
    expect(mail).toMatchObject({
      subject: '[5 sources] cannot be read: cbp-media, s1, s2, s3, s4',
      listId: 'incidents.pubwatch',
      sourceIds: ['cbp-media', 's1', 's2', 's3', 's4'],
    });
    for (const n of [1, 2, 3, 4]) expect(mail.text).toContain(`Source ${n} (s${n})`);
  });

  test('words of a server stay words: they become neither markup nor a header', () => {
    const message = 'answered <script>alert(1)</script>\r\nBcc: x@example.net \u202e';
    const { subject, text, html } = renderIncident(noticeOf([entryOf({ message })]), LOOK);
    expect(subject + text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(html).not.toContain('<script>');
  });
});

test('a recovery says how long nothing was seen, and what that means', () => {
  const entry = entryOf({ began: BEFORE, failures: 4 }, { recoveredAt: '2026-11-23T12:17:02Z' });
  const mail = renderIncident(noticeOf([entry], { kind: 'recovery' }), LOOK);
  expect(mail.subject).toBe('[cbp-media] can be read again after 1 day 1 hour');
  expect(mail.kinds).toEqual(['recovery']);
  const flat = mail.text.replaceAll('\n', ' ');
  expect(flat).toMatch(/Not seen: 1 day 1 hour, from 22 November .* to 23 November .*; 4 checks failed\./);
  expect(flat).toContain('What still differs comes as an ordinary report.');
  const shared = renderIncident(noticeOf([entry, entryOf({}, { sourceId: 'b' })], { kind: 'recovery' }), LOOK);
  expect(shared.subject).toBe('[2 sources] can be read again: cbp-media, b');
});

describe('a refused message', () => {
  const refusal = {
    to: 'nobody@example.org',
    messageId: '<a.b@example.org>',
    kind: 'report',
    sourceIds: ['lib'],
    changeCount: 3,
    answer: '550 5.1.1 User unknown',
    at: NOW,
    isContentRefused: false,
  } as const;

  test('is told with the words of the server, and without what it held', () => {
    const mail = renderRefusalNotice({ timezone: 'UTC', madeAt: NOW, refusals: [refusal] }, LOOK);
    expect(mail).toMatchObject({
      subject: '[pubwatch] 1 mail refused: nobody@example.org: 550 5.1.1 User unknown',
      attachments: [],
      kinds: ['incident'],
      sourceIds: ['lib'],
    });
    expect(mail.text).toContain('Message: report of 3 changes, lib, <a.b@example.org>');
    expect(mail.text).toContain('an address that does not exist');
    expect(mail.text).toContain('pubwatch history lib');
  });

  test('a content filter is named as one, and several refusals share a mail', () => {
    const spam = { ...refusal, to: 'b@example.org', answer: '554 spam', isContentRefused: true, changeCount: 0 };
    const mail = renderRefusalNotice({ timezone: 'UTC', madeAt: NOW, refusals: [refusal, spam] }, LOOK);
    expect(mail.subject).toBe('[pubwatch] 2 mails refused: nobody@example.org, b@example.org');
    expect(mail.text).toContain('the message itself\nwas refused, not its reader');
  });
});

test('the sample is a whole report, says that it is invented, and tells no real kind of change', () => {
  const mail = renderMail({ kind: 'sample', told: sampleReport(NOW) }, LOOK);
  expect(mail).toMatchObject({ kinds: ['sample'], sourceIds: ['sample'], listId: 'sample.pubwatch' });
  expect(mail.subject).toBe('[sample] 1 added, 1 changed, 1 removed: Harbour Survey, Third Quarter');
  expect(mail.text).toContain('invented');
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['changes.json', 'changes.csv']);
});
