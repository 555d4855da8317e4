import { describe, expect, test } from 'vitest';
import type { IncidentNotice } from '../../src/model/report.ts';
import type { WebhookFormat } from '../../src/model/subscriber.ts';
import { changeToJson } from '../../src/report/json.ts';
import { renderWebhook } from '../../src/report/webhook.ts';
import {
  BEFORE,
  LOOK,
  makeAdded,
  makeAnswer,
  makeChanged,
  makeItem,
  makeRemoved,
  makeReport,
  makeSection,
  NOW,
} from './make.ts';

const ADDED = makeAdded(makeItem('Tide Tables', { summary: 'Times and heights.' }));
const CHANGED = makeChanged(
  makeItem('Pilot Rules', { summary: 'From January for all.' }),
  makeItem('Pilot Rules', { summary: 'From March for all.' }),
);
const REMOVED = makeRemoved(makeItem('Light Dues'), 'gone', makeAnswer());
const REPORT = { kind: 'report', told: makeReport([makeSection([ADDED, CHANGED, REMOVED])]) } as const;
const HEAD = { line: 7, sha256: 'a'.repeat(64), at: NOW, signature: null };
const CHATS = ['slack', 'mattermost', 'discord'] as const;

const textOf = (body: string): string => {
  const { text, content } = JSON.parse(body);
  return text ?? content;
};
const INCIDENT: IncidentNotice = {
  kind: 'incident',
  isReminder: false,
  timezone: 'UTC',
  madeAt: NOW,
  entries: [
    {
      sourceId: 'lib',
      sourceTitle: 'Harbour Library',
      sourceUrl: 'https://library.example/publications',
      incident: {
        code: 'LISTING_EMPTY',
        message: 'found 0 items & <none> of 76, ``` @all',
        since: NOW,
        began: NOW,
        failures: 1,
        isTransient: false,
        notices: [],
      },
      lastComplete: BEFORE,
      itemCount: 76,
      advice: ['pubwatch preview lib'],
    },
  ],
};

describe('json: an event after Standard Webhooks', () => {
  test('a report holds each change whole, in the shape of crawl --json, and where it is published', () => {
    const event = JSON.parse(
      renderWebhook(REPORT, 'json', { ...LOOK, baseUrl: 'https://watch.example', logHead: HEAD }),
    );
    expect(event).toMatchObject({
      type: 'publications.changed',
      timestamp: NOW,
      data: {
        digest: false,
        log: { line: 7, sha256: HEAD.sha256, signature: null },
        sources: [
          {
            id: 'lib',
            title: 'Harbour Library',
            checks: [{ at: NOW, complete: true, pages: 8, items: 76, comparedWith: BEFORE }],
          },
        ],
      },
    });
    const [source] = event.data.sources;
    expect(source.changes).toEqual(
      [ADDED, CHANGED, REMOVED].map((change) => ({
        ...JSON.parse(JSON.stringify(changeToJson(change))),
        page: expect.stringContaining('https://watch.example/changes/'),
      })),
    );
  });

  test.each([
    ['incident', 'source.incident'],
    ['recovery', 'source.recovery'],
  ] as const)('an %s says which source and why', (kind, type) => {
    const event = JSON.parse(renderWebhook({ kind, told: { ...INCIDENT, kind } }, 'json', LOOK));
    expect(event).toMatchObject({
      type,
      data: { reminder: false, sources: [{ id: 'lib', items: 76, incident: { code: 'LISTING_EMPTY', since: NOW } }] },
    });
  });

  test('a refusal and a proof of watch have types of their own', () => {
    const refusal = {
      to: 'webhook:newsroom',
      messageId: 'msg_1',
      kind: 'report',
      sourceIds: ['lib'],
      changeCount: 3,
      answer: '410 Gone',
      at: NOW,
      isContentRefused: false,
    };
    const notice = { kind: 'notice', told: { timezone: 'UTC', madeAt: NOW, refusals: [refusal] } } as const;
    expect(JSON.parse(renderWebhook(notice, 'json', LOOK))).toMatchObject({
      type: 'delivery.refused',
      data: { refusals: [{ to: 'webhook:newsroom', changes: 3, answer: '410 Gone' }] },
    });
    const told = { timezone: 'UTC', madeAt: NOW, since: BEFORE, cadence: 'weekly', entries: [], mailStuck: 2 } as const;
    expect(JSON.parse(renderWebhook({ kind: 'heartbeat', told }, 'json', LOOK))).toMatchObject({
      type: 'watch.alive',
      data: { since: BEFORE, mailStuck: 2, sources: [] },
    });
  });
});

describe('a message for a chat', () => {
  test.each(CHATS)('%s: says every change, what differs and what became of it', (format) => {
    const text = textOf(renderWebhook(REPORT, format, LOOK)).replaceAll('\\', '');
    for (const fact of [
      'Harbour Library',
      '1 added, 1 changed, 1 removed',
      'Tide Tables',
      'https://library.example/publication/tide%20tables',
      'summary: From [-January-] {+March+} for all.',
      'its own page answers 404',
    ])
      expect(text).toContain(fact);
  });

  test.each<[WebhookFormat, string]>([
    ['slack', '<https://library.example/publication/tide%20tables|Tide Tables>'],
    ['mattermost', '[Tide Tables](https://library.example/publication/tide%20tables)'],
    ['discord', '[Tide Tables](https://library.example/publication/tide%20tables)'],
  ])('%s: a title is a link in its own way', (format, link) => {
    expect(textOf(renderWebhook(REPORT, format, LOOK))).toContain(link);
  });

  const HOSTILE = '<!channel> @everyone [press](https://evil.example) <@U123> *now* ``` & | `x`';
  test.each<[(typeof CHATS)[number], RegExp]>([
    ['slack', /<(?!https:\/\/)/], // a call or a link that the page wrote
    ['mattermost', /@|(?<!\\)\[press|(?<!\\)`/],
    ['discord', /@|(?<!\\)\[press|(?<!\\)`|(?<!\\)</],
  ])('%s: a title calls nobody and is no markup', (format, harmful) => {
    const item = makeItem(HOSTILE, { url: 'https://library.example/a_(1)|b', summary: HOSTILE });
    const changes = makeSection([makeAdded(item)], { sourceTitle: HOSTILE });
    const text = textOf(renderWebhook({ kind: 'report', told: makeReport([changes]) }, format, LOOK));
    expect(text).not.toMatch(harmful);
    expect(text).toContain('press');
    expect(text).not.toContain('a_(1)|b');
  });

  test.each(CHATS)('%s: an incident stands as it is, and cannot leave its frame', (format) => {
    const text = textOf(renderWebhook({ kind: 'incident', told: INCIDENT }, format, LOOK));
    expect(text).toContain('pubwatch preview lib');
    expect(text.match(/```/g)).toHaveLength(2);
    if (format !== 'slack') expect(text).not.toContain('@');
    expect(text).not.toContain('Unsubscribe');
  });

  test.each([
    ['slack', 4_000],
    ['mattermost', 4_000],
    ['discord', 2_000],
  ] as const)('%s: 500 changes fit, and the one removal is told', (format, most) => {
    const many = Array.from({ length: 500 }, (_, index) =>
      makeAdded(makeItem(`Survey & <Report> of Berth ${index}`, { summary: '* _ '.repeat(200) })),
    );
    const section = makeSection([REMOVED, ...many]);
    const text = textOf(renderWebhook({ kind: 'report', told: makeReport([section]) }, format, LOOK));
    expect(text.length).toBeLessThanOrEqual(most);
    expect(text).toContain('Light Dues');
    expect(text).toMatch(/… and \d+ more added/);
  });

  test.each(CHATS)('%s: an incident of very many sources is cut to fit', (format) => {
    const [entry] = INCIDENT.entries;
    const told = { ...INCIDENT, entries: [entry, ...Array.from({ length: 99 }, () => entry)] } as const;
    expect(textOf(renderWebhook({ kind: 'incident', told }, format, LOOK)).length).toBeLessThanOrEqual(
      format === 'discord' ? 2_000 : 4_000,
    );
  });

  test('Discord is told to call nobody and to draw out no link', () => {
    expect(JSON.parse(renderWebhook(REPORT, 'discord', LOOK))).toMatchObject({
      allowed_mentions: { parse: [] },
      flags: 4,
    });
  });
});
