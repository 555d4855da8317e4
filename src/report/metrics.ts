import type { Health, SourceHealth } from '../model/health.ts';

/**
 * Health in the text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats, version 0.0.4): what the
 * textfile collector and a scrape of /metrics read. What is not known yet has no sample.
 */
export function renderMetrics(health: Health, version: string): string {
  const { sources } = health;
  const each = (value: (source: SourceHealth) => number | null): Sample[] =>
    sources.flatMap((source) => sample({ source: source.id }, value(source)));
  const families: readonly Family[] = [
    ['build_info', 'gauge', 'Version of pubwatch, as a label.', sample({ version }, 1)],
    ['sources', 'gauge', 'Sources that are configured.', sample({}, sources.length)],
    ['source_up', 'gauge', '1 where the last check could see the source, 0 where it could not.', each(isUp)],
    ['source_incident', 'gauge', '1 while an incident is open; its code as a label.', sources.flatMap(incidentSample)],
    [
      'source_incident_since_timestamp_seconds',
      'gauge',
      'First failed check of the open incident.',
      each(({ incident }) => secondsOf(incident?.since ?? null)),
    ],
    [
      'source_failed_checks_in_a_row',
      'gauge',
      'Failed or held checks since the last good one.',
      each(({ incident }) => incident?.failures ?? 0),
    ],
    [
      'source_last_attempt_timestamp_seconds',
      'gauge',
      'Last check, whatever became of it.',
      each(({ lastAttempt }) => secondsOf(lastAttempt)),
    ],
    [
      'source_last_complete_timestamp_seconds',
      'gauge',
      'Last complete check: silence means "nothing changed" up to here.',
      each(({ lastComplete }) => secondsOf(lastComplete)),
    ],
    ['source_checks_total', 'counter', 'Checks made.', each(({ checks }) => checks)],
    [
      'source_complete_checks_total',
      'counter',
      'Checks that saw the complete list.',
      each(({ completeChecks }) => completeChecks),
    ],
    ['source_commits_total', 'counter', 'Snapshots accepted.', each(({ sequence }) => sequence)],
    ['source_items', 'gauge', 'Items listed.', each(({ items }) => items)],
    ['source_missing_items', 'gauge', 'Items missing and not told yet.', each(({ missing }) => missing.length)],
    ['source_mail_waiting', 'gauge', 'Mails about the source that wait.', each(({ mailWaiting }) => mailWaiting)],
    ['mail_waiting', 'gauge', 'Mails that wait to be sent.', sample({}, health.mailWaiting)],
    ['mail_stuck', 'gauge', 'Of these, mails that were tried in vain.', sample({}, health.mailStuck)],
    [
      'mail_oldest_timestamp_seconds',
      'gauge',
      'When the oldest waiting mail was made.',
      sample({}, secondsOf(health.oldestMail)),
    ],
  ];
  return families.map(renderFamily).join('');
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
type Family = readonly [name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]];

function sample(labels: Sample['labels'], value: number | null): Sample[] {
  return value === null ? [] : [{ labels, value }];
}

function isUp({ incident, lastAttempt }: SourceHealth): number | null {
  if (incident !== null) return 0;
  return lastAttempt === null ? null : 1;
}

function incidentSample({ id, incident }: SourceHealth): Sample[] {
  return incident === null ? [] : sample({ source: id, code: incident.code }, 1);
}

function secondsOf(iso: string | null): number | null {
  const ms = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(ms) ? null : ms / 1000;
}

function renderFamily([name, type, help, samples]: Family): string {
  if (samples.length === 0) return '';
  const full = `pubwatch_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${lines.join('')}`;
}

function renderLabels(labels: Sample['labels']): string {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const LABEL_SPECIAL = /[\\"\n]/g; // "
const LABEL_ESCAPE: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

function escapeLabel(text: string): string {
  return text.replace(LABEL_SPECIAL, (character) => LABEL_ESCAPE[character] ?? '');
}
