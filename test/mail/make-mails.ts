import type { Look, MailContent } from '../../src/model/report.ts';
import { type Matter, renderMail } from '../../src/report/matter.ts';
import { sampleReport } from '../../src/report/sample.ts';
import {
  BEFORE,
  makeAdded,
  makeAnswer,
  makeChanged,
  makeItem,
  makeRemoved,
  makeReport,
  makeRestored,
  makeSection,
  NOW,
} from '../report/make.ts';

const LOOK: Look = {
  baseUrl: 'https://watch.example.org/',
  from: 'Publication watch <watch@example.org>',
  logHead: { line: 7, sha256: '9f2c'.repeat(16), at: NOW, signature: null },
};

const GOOD = makeSection([
  makeAdded(makeItem('Rules for Pilots & Masters', { date: '2026-11-20', summary: 'Für Schiffe über 300 Tonnen.' })),
  makeChanged(
    makeItem('Tide Tables', { summary: 'Times and heights at seven gauges.', date: '2026-01-02' }),
    makeItem('Tide Tables', { summary: 'Times and heights at nine gauges, corrected.', date: '2026-01-03' }),
  ),
  makeRemoved(makeItem('Dredging Permits', { extra: { office: 'Channel' } }), 'gone', makeAnswer()),
  makeRestored(makeItem('港湾統計年報'), makeItem('港湾統計年報')),
]);
const HOSTILE = makeSection([
  makeAdded(makeItem('Notice\r\nBcc: victim@example.net', { summary: '<style>*{display:none}</style>' })),
  makeAdded(makeItem('<script>alert(1)</script><img src=x onerror=alert(2)>', { summary: '</p></div>&amp;&#x41;' })),
  makeAdded(makeItem('Invoice \u202efdp.exe\u202c', { summary: 'Zero\u200bwidth.' })),
  makeAdded(makeItem(`Endless ${'and a day '.repeat(400)}`, { summary: 'W'.repeat(3_000) })),
  makeAdded(makeItem('www.example.org', { url: 'http://other.example/' })),
  makeAdded(makeItem('A link with a login', { url: 'http://user:pass@other.example/x' })),
  makeAdded(makeItem('No link at all', { url: 'javascript:alert(1)' })),
]);
const MANY = makeSection([
  makeRemoved(makeItem('Light Dues'), 'gone', makeAnswer()),
  ...Array.from({ length: 500 }, (_, index) =>
    makeAdded(makeItem(`Survey of Berth ${index}`, { summary: `Depth at the berth is ${(index % 17) + 3} metres.` })),
  ),
]);
const INCIDENT = {
  isReminder: false,
  timezone: 'America/New_York',
  madeAt: NOW,
  entries: [
    {
      sourceId: 'lib',
      sourceTitle: 'Harbour Library',
      sourceUrl: 'https://library.example/publications',
      incident: {
        code: 'LISTING_COLLAPSED',
        message: 'found 4 items, expected about 76',
        since: NOW,
        began: NOW,
        failures: 1,
        isTransient: false,
        notices: [],
      },
      lastComplete: BEFORE,
      itemCount: 76,
      advice: ['Look at it: pubwatch preview lib'],
    },
  ],
} as const;
const HEARTBEAT = {
  timezone: 'UTC',
  madeAt: NOW,
  since: BEFORE,
  cadence: 'weekly',
  entries: [],
  mailStuck: 1,
} as const;
const REFUSAL = {
  to: 'nobody@example.net',
  messageId: '<0f@example.org>',
  kind: 'report',
  sourceIds: ['lib'],
  changeCount: 4,
  answer: '550 5.1.1 no such user',
  at: NOW,
  isContentRefused: false,
} as const;

const MATTERS: Readonly<Record<string, Matter>> = {
  good: { kind: 'report', told: makeReport([GOOD]) },
  hostile: { kind: 'report', told: makeReport([HOSTILE]) },
  'of 501 changes': { kind: 'report', told: makeReport([MANY]) },
  digest: {
    kind: 'report',
    told: makeReport([GOOD, { ...GOOD, sourceId: 'canal', sourceTitle: 'Canal Office' }], { isDigest: true }),
  },
  incident: { kind: 'incident', told: { ...INCIDENT, kind: 'incident' } },
  recovery: { kind: 'recovery', told: { ...INCIDENT, kind: 'recovery', madeAt: '2026-11-25T09:00:00Z' } },
  'proof of watch': { kind: 'heartbeat', told: HEARTBEAT },
  refusal: { kind: 'notice', told: { timezone: 'UTC', madeAt: NOW, refusals: [REFUSAL] } },
  sample: { kind: 'sample', told: sampleReport(NOW) },
};

/** One mail of each kind, and those that are hard to write: by name. */
export const MAILS: ReadonlyMap<string, { readonly kind: Matter['kind']; readonly content: MailContent }> = new Map(
  Object.entries(MATTERS).map(([name, matter]) => [name, { kind: matter.kind, content: renderMail(matter, LOOK) }]),
);
