import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judgeError, judgeRun } from '../../src/cli/pings.ts';
import { PubwatchError } from '../../src/model/errors.ts';
import type { Health, SourceHealth } from '../../src/model/health.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { RunResult } from '../../src/pipeline/run.ts';
import { type HttpServer, startHttpServer } from '../support/http.ts';
import { type House, openHouse } from './house.ts';

const AT = '2026-03-01T06:17:00.000Z';
const seen: Outcome = {
  sourceId: 'harbour',
  kind: 'unchanged',
  coverage: { pages: 1, items: 3, totalShown: null, isComplete: true, comparedWith: AT },
  changes: [],
  cosmeticCount: 0,
  missingCount: 0,
  incident: null,
  recovered: null,
  notes: [],
};
const well: SourceHealth = {
  id: 'harbour',
  title: 'Harbour',
  url: 'https://harbour.example/',
  sequence: 1,
  items: 3,
  missing: [],
  lastAttempt: AT,
  lastOutcome: 'unchanged',
  lastComplete: AT,
  lastFullRead: AT,
  checks: 2,
  completeChecks: 2,
  incident: null,
  mailWaiting: 0,
};
const ill = { ...well, id: 'bridges', incident: { code: 'BLOCKED' as const, message: 'no', since: AT, failures: 1 } };
const result: RunResult = {
  startedAt: AT,
  finishedAt: AT,
  outcomes: [seen],
  deliveries: [],
  configFault: null,
  fault: null,
};
const health: Health = { at: AT, sources: [well], mailWaiting: 0, mailStuck: 0, oldestMail: null };
const skipped: Outcome = { ...seen, kind: 'skipped', coverage: { ...seen.coverage, isComplete: false } };
const stopped = new PubwatchError('ABORTED', 'stopped');

describe('what the dead-man switch is told', () => {
  test.each([
    ['all seen, nothing stuck', result, 0, health, 'success'],
    ['mail that waits for its first try', result, 0, { ...health, mailWaiting: 1 }, 'success'],
    ['mail tried in vain', result, 0, { ...health, mailWaiting: 1, mailStuck: 1 }, 'log'],
    ['a source that had to wait', { ...result, outcomes: [skipped] }, 0, health, 'log'],
    ['a source never seen', result, 0, { ...health, sources: [well, { ...well, lastComplete: null }] }, 'log'],
    ['a person stopped it', { ...result, fault: stopped }, 69, health, 'log'],
    ['a failed source', result, 69, health, 'fail 69'],
    ['an incident of a source that was not in this run', result, 0, { ...health, sources: [well, ill] }, 'fail 69'],
    ['refused mail', result, 75, health, 'fail 75'],
  ] as const)('%s', (_, run, code, how, wanted) => {
    const verdict = judgeRun(run, code, how);
    expect(verdict.kind === 'fail' ? `fail ${verdict.exitCode}` : verdict.kind).toBe(wanted);
  });

  test.each([
    ['another run at work', new PubwatchError('STATE_LOCKED', 'locked'), 'log'],
    ['a configuration fault', new PubwatchError('CONFIG_INVALID', 'bad'), 'fail 78'],
    ['a full disk', new PubwatchError('STATE_WRITE', 'full'), 'fail 73'],
    ['a bug', new TypeError('oops'), 'fail 70'],
  ])('of a run that could not be: %s', (_, error, wanted) => {
    const verdict = judgeError(error);
    expect(verdict.kind === 'fail' ? `fail ${verdict.exitCode}` : verdict.kind).toBe(wanted);
  });
});

describe('crawl', () => {
  let server: HttpServer;
  let house: House;
  let status: number;

  beforeEach(async () => {
    status = 200;
    server = await startHttpServer((request, response) => {
      if (request.url?.startsWith('/ping/') === true) response.end('OK');
      else response.writeHead(status, { 'content-type': 'text/html' }).end('<ul><li><a href="/a">One</a></li></ul>');
    });
    house = await openHouse(`${server.origin}/list`);
  });
  afterEach(async () => {
    await server.close();
    await house.close();
  });
  const pings = (): string[] => server.paths().filter((path) => path.startsWith('/ping/'));
  const env = (): Record<string, string> => ({ PUBWATCH_PING_URL: `${server.origin}/ping/check-0001` });

  test('pings its start and its success with the run id that --json and the log bear', async () => {
    const { code, stdout, stderr } = await house.run(['crawl', '--json', '--log-format', 'json'], env());
    expect(code).toBe(0);
    const { runId } = JSON.parse(stdout);
    expect(pings()).toEqual([`/ping/check-0001/start?rid=${runId}`, `/ping/check-0001?rid=${runId}`]);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map((line) => line.event)).toContain('run.done');
    for (const line of lines) expect(line).toMatchObject({ runId, level: 'info', time: expect.any(String) });
    expect(stderr).not.toContain('check-0001');
  });

  test('pings its exit status when a source failed', async () => {
    status = 404;
    const { code } = await house.run(['crawl', '--quiet'], env());
    expect([code, pings().map((path) => path.split('?')[0])]).toEqual([
      69,
      ['/ping/check-0001/start', '/ping/check-0001/69'],
    ]);
  });

  test('pings nothing in a dry run', async () => {
    expect((await house.run(['crawl', '--dry-run'], env())).code).toBe(0);
    expect(pings()).toEqual([]);
  });

  test('a watcher that cannot be reached changes neither output nor exit status', async () => {
    const gone = await startHttpServer(() => {});
    await gone.close();
    const ran = await house.run(['crawl', '--quiet'], { PUBWATCH_PING_URL: `${gone.origin}/ping/check-0001` });
    expect(ran).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('an address that is none ends it with 78, and is not shown', async () => {
    const { code, stderr } = await house.run(['crawl'], { PUBWATCH_PING_URL: 'check-0001' });
    expect([code, stderr]).toEqual([78, expect.stringMatching(/^PUBWATCH_PING_URL: wanted/)]);
    expect(stderr).not.toContain('check-0001');
  });

  test('an unknown form of log is a fault of usage', async () => {
    const { code, stderr } = await house.run(['crawl', '--log-format', 'xml']);
    expect([code, stderr]).toEqual([64, '--log-format: expected text or json, found "xml"\n']);
  });

  test('a watch pings each batch and takes success for what it is', async () => {
    const stop = new AbortController();
    const watching = house.run(['watch', '--quiet'], env(), stop.signal);
    await server.seen((path) => path.startsWith('/ping/check-0001?rid='));
    stop.abort(new Error('SIGTERM'));
    expect((await watching).code).toBe(0);
    expect(pings().map((path) => path.split('?')[0])).toEqual(['/ping/check-0001/start', '/ping/check-0001']);
  });
});
