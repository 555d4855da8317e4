import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { Capture } from '../../src/model/capture.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { OutboxMessage } from '../../src/model/outbox.ts';
import type { FetchRequest, Ports } from '../../src/model/ports.ts';
import type { MailContent } from '../../src/model/report.ts';
import type { Source } from '../../src/model/source.ts';
import type { Settings, Subscriber } from '../../src/model/subscriber.ts';
import { continueIncident, dueNotice, markTold } from '../../src/pipeline/incident.ts';
import { directReader } from '../../src/pipeline/read-capture.ts';
import { runSources } from '../../src/pipeline/run.ts';
import { createMemoryQueue } from '../../src/queue/memory-queue.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import { makeSource, makeSubscriber } from './make.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = '2026-03-02T06:00:00.000Z'; // a Monday

const sourceOf = (id: string): Source =>
  makeSource(`https://${id}.example/list`, { id, title: `Library ${id}`, removals: 'listing' });

let folder: string;
let clock: FakeClock;
let isRefused: boolean;
let names: string[];
let mails: { readonly message: OutboxMessage; readonly content: string }[];
let ports: Ports;
let subscribers: Subscriber[];
let sources: Source[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-silence-'));
  clock = createFakeClock(START);
  isRefused = false;
  names = ['ash', 'birch', 'cedar', 'elm'];
  mails = [];
  sources = [sourceOf('lib')];
  subscribers = [makeSubscriber('reader'), makeSubscriber('ops', { kinds: [], incidents: true })];
  ports = {
    clock,
    store: createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0' }),
    fetcher: {
      fetch: async (request) => captureOf(request),
      refuse() {},
      close: async () => {},
    },
    composer: { compose: async (content: MailContent) => Buffer.from(`${content.subject}\n\n${content.text}`) },
    mailer: {
      send: async (message, bytes) => {
        mails.push({ message, content: Buffer.from(bytes).toString('utf8') });
        return { state: 'sent', answer: 'ok', isContentRefused: false };
      },
      close: async () => {},
    },
    queue: createMemoryQueue({ atOnce: 2 }),
    reader: directReader,
    log: SILENT_LOG,
    progress: { page() {}, probe() {}, done() {} },
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function captureOf({ url, method }: FetchRequest): Capture {
  const list = names.map((name) => `<li><a href="/${name}">Paper ${name}</a></li>`).join('');
  const body = Buffer.from(isRefused ? '<h1>Access Denied</h1>' : `<!doctype html><ul>${list}</ul>`);
  return {
    requestUrl: url,
    url,
    method,
    requestHeaders: {},
    status: isRefused ? 403 : 200,
    rawHeaders: [['Content-Type', 'text/html']],
    headers: { 'content-type': 'text/html' },
    wireBody: body,
    validators: { etag: null, lastModified: null },
    hops: [],
    remoteAddress: '192.0.2.1',
    fetchedAt: clock.now().toISOString(),
    elapsedMs: 1,
  };
}

const OPTIONS = { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: false };
function run() {
  const settings: Settings = {
    contact: 'https://example.org/bot',
    baseUrl: null,
    timezone: 'UTC',
    mail: { from: 'Watch <watch@example.org>', replyTo: null },
    subscribers,
  };
  return runSources(sources, settings, { ...OPTIONS, watched: sources }, ports, new AbortController().signal);
}
const told = (): string[] => mails.map(({ message }) => `${message.kind} to ${message.subscriberId}`);

describe('an incident', () => {
  test('200 refused crawls make one opening mail, the reminders of the curve, and one recovery', async () => {
    await run();
    isRefused = true;
    const opened = clock.now().getTime() + 20 * MINUTE;
    const reminders: number[] = [];
    for (let crawl = 0; crawl < 200; crawl++) {
      clock.advance(20 * MINUTE);
      const { outcomes } = await run();
      expect(outcomes[0]?.incident?.failures).toBe(crawl + 1);
      if (mails.length > reminders.length) reminders.push(clock.now().getTime() - opened);
    }
    expect(reminders).toEqual([0, HOUR, 6 * HOUR, DAY, 2 * DAY]);
    expect(told()).toEqual(Array.from({ length: 5 }, () => 'incident to ops'));
    isRefused = false;
    names.push('fir');
    clock.advance(20 * MINUTE);
    await run();
    clock.advance(20 * MINUTE);
    await run();
    expect(told().slice(5).sort()).toEqual(['recovery to ops', 'report to reader']);
  });

  test('however the failed checks lie, there is one opening and never more reminders than points of the curve', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 40 * 60 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(gaps, (minutes) => {
        const { notices, lastedMs } = refuse(minutes);
        const early = [HOUR, 6 * HOUR].filter((point) => lastedMs >= point).length;
        expect(notices[0]).toBe('opening');
        expect(notices.slice(1).filter((notice) => notice !== 'reminder')).toEqual([]);
        expect(notices.length - 1).toBeLessThanOrEqual(early + Math.floor(lastedMs / DAY));
      }),
    );
  });
});

/** What is mailed of a source that refuses every check, with these minutes between the checks. */
function refuse(minutes: readonly number[]): { readonly notices: readonly string[]; readonly lastedMs: number } {
  const notices: string[] = [];
  let incident: Incident | null = null;
  let elapsedMs = 0;
  for (const gap of [0, ...minutes]) {
    elapsedMs += gap * MINUTE;
    const now = new Date(Date.parse(START) + elapsedMs);
    incident = continueIncident(incident, new PubwatchError('BLOCKED', 'refused'), now, null);
    const notice = incident === null ? null : dueNotice(incident, now);
    if (incident === null || notice === null) continue;
    notices.push(notice);
    incident = markTold(incident, now);
  }
  return { notices, lastedMs: elapsedMs };
}

describe('the proof of watch', () => {
  const weekly = { kind: 'weekly', weekday: 1, hour: 8, minute: 0 } as const;

  test('comes once a week, to those who asked for it alone, and says what changed', async () => {
    subscribers = [makeSubscriber('reader'), makeSubscriber('keeper', { kinds: [], heartbeat: weekly })];
    await run(); // the first one is sent at once: it shows that it works
    expect(told()).toEqual(['heartbeat to keeper']);
    for (let hours = 0; hours < 7 * 24 * 3; hours += 6) {
      clock.advance(6 * HOUR);
      if (hours === 8 * 24) names.push('fir');
      await run();
    }
    const proofs = mails.filter(({ message }) => message.kind === 'heartbeat');
    expect(proofs.map(({ message }) => message.madeAt)).toEqual([
      START,
      '2026-03-02T12:00:00.000Z',
      '2026-03-09T12:00:00.000Z',
      '2026-03-16T12:00:00.000Z',
    ]);
    expect(proofs.map(({ content }) => content.split('\n')[0])).toEqual([
      '[pubwatch] 1 source watched, nothing changed this week',
      '[pubwatch] 1 source watched, nothing changed this week',
      '[pubwatch] 1 source watched, nothing changed this week',
      '[pubwatch] 1 source watched, 1 added this week',
    ]);
  });

  test('is made once after a month in which the machine was off', async () => {
    subscribers = [makeSubscriber('keeper', { kinds: [], heartbeat: weekly })];
    await run();
    clock.advance(30 * DAY);
    await run();
    await run();
    expect(told()).toEqual(['heartbeat to keeper', 'heartbeat to keeper']);
  });

  test('names what cannot be seen, never checked sources too', async () => {
    subscribers = [makeSubscriber('keeper', { kinds: [], heartbeat: { kind: 'daily', hour: 8, minute: 0 } })];
    sources = [sourceOf('lib'), sourceOf('press')];
    isRefused = true;
    await run();
    const [proof] = mails;
    expect(proof?.content.split('\n')[0]).toBe('[pubwatch] 2 of 2 sources cannot be seen: lib, press');
    expect(proof?.content).toContain('never seen completely');
  });

  test('is mailed no more to one who left it by One-Click', async () => {
    subscribers = [makeSubscriber('keeper', { heartbeat: weekly, leftLists: ['heartbeat'] })];
    await run();
    expect(told()).toEqual([]);
  });
});
