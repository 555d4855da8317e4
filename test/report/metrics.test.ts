import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Health, SourceHealth } from '../../src/model/health.ts';
import { renderMetrics } from '../../src/report/metrics.ts';
import { testWith } from '../support/program.ts';

const well: SourceHealth = {
  id: 'harbour',
  title: 'Harbour reports',
  url: 'https://harbour.example/reports',
  sequence: 3,
  items: 12,
  missing: [],
  lastAttempt: '2026-03-01T06:17:00.000Z',
  lastOutcome: 'unchanged',
  lastComplete: '2026-03-01T06:17:00.500Z',
  lastFullRead: '2026-03-01T06:17:00.000Z',
  checks: 9,
  completeChecks: 8,
  incident: null,
  mailWaiting: 0,
};
const held: SourceHealth = {
  ...well,
  id: 'bridges',
  incident: { code: 'LISTING_EMPTY', message: 'nothing there', since: '2026-03-01T00:00:00.000Z', failures: 4 },
  mailWaiting: 2,
};
const never: SourceHealth = {
  ...well,
  id: 'new',
  sequence: 0,
  items: 0,
  checks: 0,
  completeChecks: 0,
  lastAttempt: null,
  lastComplete: null,
};
const healthOf = (...sources: SourceHealth[]): Health => ({
  at: '2026-03-01T07:00:00.000Z',
  sources,
  mailWaiting: 2,
  mailStuck: 1,
  oldestMail: '2026-03-01T06:00:00.000Z',
});
const samples = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe('health as metrics', () => {
  test('a source that is well, one that is held, one that was never checked', () => {
    const lines = samples(renderMetrics(healthOf(well, held, never), '1.2.3'));
    expect(lines).toContain('pubwatch_build_info{version="1.2.3"} 1');
    expect(lines.filter((line) => line.startsWith('pubwatch_source_up'))).toEqual([
      'pubwatch_source_up{source="harbour"} 1',
      'pubwatch_source_up{source="bridges"} 0',
    ]);
    expect(lines.filter((line) => line.startsWith('pubwatch_source_incident'))).toEqual([
      'pubwatch_source_incident{source="bridges",code="LISTING_EMPTY"} 1',
      `pubwatch_source_incident_since_timestamp_seconds{source="bridges"} ${Date.UTC(2026, 2, 1) / 1000}`,
    ]);
    expect(lines).toContain('pubwatch_source_checks_total{source="new"} 0');
    expect(lines.filter((line) => line.includes('last_complete'))).toEqual([
      `pubwatch_source_last_complete_timestamp_seconds{source="harbour"} ${Date.UTC(2026, 2, 1, 6, 17, 0, 500) / 1000}`,
      `pubwatch_source_last_complete_timestamp_seconds{source="bridges"} ${Date.UTC(2026, 2, 1, 6, 17, 0, 500) / 1000}`,
    ]);
    expect(lines).toContain('pubwatch_mail_stuck 1');
  });

  test('whatever a label holds, each sample stays one line with its quotes closed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (version) => {
        const [line = ''] = samples(renderMetrics(healthOf(), version).replaceAll('\r', ''));
        expect(line).toMatch(/^pubwatch_build_info\{version="(?:[^"\\\n]|\\["\\n])*"\} 1$/u);
      }),
    );
  });
});

testWith('promtool', 'promtool has no complaint', () => {
  for (const health of [healthOf(), healthOf(well, held, never)]) {
    const input = renderMetrics(health, '1"\\2');
    const checked = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });
    expect([checked.status, checked.stdout, checked.stderr]).toEqual([0, '', '']);
  }
});
