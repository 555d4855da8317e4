import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createArchive } from '../../src/evidence/archive.ts';
import { createFetcher } from '../../src/fetch/http-fetcher.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { Mailer, Ports } from '../../src/model/ports.ts';
import type { Settings } from '../../src/model/subscriber.ts';
import { type RunResult, runSources } from '../../src/pipeline/run.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFakeClock } from '../support/clock.ts';
import { makeRunPorts, makeSource } from './make.ts';

const ORIGIN = 'https://library.example';
const source = makeSource(`${ORIGIN}/list`);
const reader = {
  sources: null,
  kinds: ['added', 'changed', 'removed', 'restored'] as const,
  include: [],
  exclude: [],
  cadence: { kind: 'immediate' as const },
  timezone: 'UTC',
  cosmetic: false,
};
const settings: Settings = {
  contact: 'https://example.org/bot',
  baseUrl: null,
  timezone: 'UTC',
  mail: { from: 'Watch <watch@example.org>', replyTo: null },
  subscribers: [
    { ...reader, id: 'reader', email: 'reader@example.org', incidents: false },
    { ...reader, id: 'ops', email: 'ops@example.org', kinds: [], incidents: true },
  ],
};

let folder: string;
let listed: string[];
let ports: Ports;
const page = (): string =>
  `<!doctype html><ul>${listed.map((name) => `<li><a href="/${name}">Paper ${name}</a></li>`).join('')}</ul>`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pubwatch-run-'));
  listed = ['ash', 'birch', 'cedar', 'elm', 'fir'];
  nock.disableNetConnect();
  nock(ORIGIN)
    .persist()
    .get('/list')
    .reply(200, () => page(), { 'content-type': 'text/html' });
  const clock = createFakeClock('2026-03-01T06:17:00.000Z');
  const store = createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0' });
  ports = {
    clock,
    store,
    fetcher: createFetcher({ contact: settings.contact, version: '0.0.0', clock, hosts: store.hosts, log: SILENT_LOG }),
    ...makeRunPorts(folder, settings),
  };
});
afterEach(async () => {
  await ports.fetcher.close();
  nock.cleanAll();
  nock.enableNetConnect();
  await rm(folder, { recursive: true, force: true });
});

const OPTIONS = { isDryRun: false, isRebaseline: false, isFull: false, isSending: true, isPatient: false };
const run = (over: Partial<typeof OPTIONS> = {}, mailer: Mailer = ports.mailer): Promise<RunResult> =>
  runSources([source], settings, { ...OPTIONS, ...over }, { ...ports, mailer }, new AbortController().signal);
const kinds = (result: RunResult): string[] =>
  result.outcomes.flatMap((outcome) => outcome.changes.map((change) => change.kind));

test('the first look is a baseline and mails nothing', async () => {
  const result = await run();
  expect(result.outcomes.map((outcome) => [outcome.kind, outcome.coverage.items])).toEqual([['baseline', 5]]);
  expect(result.deliveries).toEqual([]);
});

test('a new item is reported once, to the reader alone', async () => {
  await run();
  listed.push('gorse');
  const result = await run();
  expect(kinds(result)).toEqual(['added']);
  expect(result.deliveries.map(({ to, state }) => [to, state])).toEqual([['reader@example.org', 'written']]);
  expect((await run()).deliveries).toEqual([]);
});

test('an emptied page is held, never reported as removals, and told once to those who ask for incidents', async () => {
  await run();
  listed = [];
  const result = await run();
  expect(result.outcomes[0]?.kind).toBe('held');
  expect(kinds(result)).toEqual([]);
  expect(result.deliveries.map(({ to, kind }) => [to, kind])).toEqual([['ops@example.org', 'incident']]);
  expect((await run()).deliveries).toEqual([]);
  listed = ['ash', 'birch', 'cedar', 'elm', 'fir'];
  expect((await run()).deliveries.map(({ kind }) => kind)).toEqual(['recovery']);
});

test('a removal is told once its own page answers 404', async () => {
  await run();
  listed = listed.filter((name) => name !== 'elm');
  const asked = nock(ORIGIN).head('/elm').reply(404).get('/elm').reply(404);
  const [outcome] = (await run()).outcomes;
  expect(outcome?.changes.map((change) => change.kind === 'removed' && change.fate)).toEqual(['gone']);
  expect(asked.isDone()).toBe(true);
});

test('a missing item whose page still answers is told by the second complete crawl', async () => {
  await run();
  listed = listed.filter((name) => name !== 'elm');
  nock(ORIGIN).persist().head('/elm').reply(200).get('/elm').reply(200, '<p>Paper elm</p>');
  expect(kinds(await run())).toEqual([]);
  const [outcome] = (await run()).outcomes;
  expect(outcome?.changes.map((change) => change.kind === 'removed' && change.fate)).toEqual(['delisted']);
});

test('a mail that waits keeps its Message-ID and bytes', async () => {
  await run();
  listed.push('gorse');
  const down: Mailer = {
    send: async () => ({ state: 'pending', answer: 'no answer', isContentRefused: false }),
    close: async () => {},
  };
  const first = await run({}, down);
  expect(first.deliveries.map(({ state }) => state)).toEqual(['pending']);
  const second = await run();
  expect(second.deliveries.map(({ messageId }) => messageId)).toEqual(
    first.deliveries.map(({ messageId }) => messageId),
  );
  const files = (await readdir(join(folder, 'mail'))).filter((name) => name.endsWith('.eml'));
  expect(files).toHaveLength(1);
  expect(await readFile(join(folder, 'mail', files[0] ?? ''), 'utf8')).toContain(
    first.deliveries[0]?.messageId ?? 'none',
  );
});

test('a dry run shows the changes and leaves no trace', async () => {
  await run();
  listed.push('gorse');
  expect(kinds(await run({ isDryRun: true }))).toEqual(['added']);
  expect(kinds(await run())).toEqual(['added']);
});

const mailOf = async (to: string): Promise<string> => {
  const names = await readdir(join(folder, 'mail'));
  const mails = await Promise.all(names.map((name) => readFile(join(folder, 'mail', name), 'utf8')));
  return mails.find((mail) => mail.includes(`To: ${to}`)) ?? '';
};

test('a mail tells the head of a log that covers its evidence, and verify knows it again', async () => {
  await run();
  listed.push('gorse');
  await run();
  const mail = (await mailOf('reader@example.org')).replaceAll('=\r\n', '');
  const [, line, head = ''] = /X-Monitor-Log: line=(\d+);\s+sha256=([0-9a-f]{64})/.exec(mail) ?? [];
  expect(line).toBe('2');
  expect(mail.match(new RegExp(head, 'g'))?.length).toBeGreaterThanOrEqual(3); // header, text, HTML
  const { findings, log } = await ports.store.verify(null, { heads: [head], verifier: null });
  expect(findings).toEqual([]);
  expect(log).toMatchObject({ lines: 2, head: { sha256: head } });
  const text = await readFile(join(folder, 'log/runs.jsonl'), 'utf8');
  expect(JSON.parse(text.trimEnd().split('\n')[1] ?? '')).toMatchObject({
    sources: [
      {
        id: 'lib',
        check: { outcome: 'changed', requests: [{ method: 'GET', url: `${ORIGIN}/list`, status: 200, code: null }] },
        commit: { sequence: 2 },
      },
    ],
  });
});

test('a run whose check fails is logged with the reason', async () => {
  nock.cleanAll();
  nock(ORIGIN).get('/list').reply(500, 'out of order');
  await run();
  const [line] = (await readFile(join(folder, 'log/runs.jsonl'), 'utf8')).split('\n');
  expect(JSON.parse(line ?? '').sources[0]).toMatchObject({ check: { outcome: 'failed' }, commit: null });
});
