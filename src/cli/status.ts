import { createSystemClock } from '../lib/clock.ts';
import { cutText } from '../lib/text.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Health, SourceHealth } from '../model/health.ts';
import type { DeadJob } from '../model/queue.ts';
import type { SnapshotItem } from '../model/snapshot.ts';
import { readHealth } from '../pipeline/health.ts';
import { readWebhookHealth } from '../pipeline/webhook-health.ts';
import { renderMetrics } from '../report/metrics.ts';
import { VERSION } from '../version.ts';
import { wireState } from '../wire-state.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { tellProposal } from './proposal-text.ts';
import { incidentToJson } from './run-json.ts';
import { table } from './table.ts';
import { tellWebhook } from './webhook-text.ts';

/** `status`: health of every source; with `--max-age`, 69 when one had no complete check within it. */
export async function status(
  { io, options, out }: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const maxAgeMs = typeof flags['maxAge'] === 'string' ? readAge(flags['maxAge']) : null;
  const isMetrics = readFormat(flags['format'], options.json) === 'prometheus';
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const clock = createSystemClock();
  const { shared, ...state } = await wireState({ ...options, env: io.env }, clock);
  const ports = { clock, ...state };
  const health = await readHealth(config.sources, ports);
  const webhooks = await readWebhookHealth(config.settings, ports);
  const dead = stillDead((await shared?.dead()) ?? [], health);
  const old = health.sources.filter((one) => maxAgeMs !== null && isOlderThan(maxAgeMs, one, health.at));
  if (isMetrics) out.text(renderMetrics(health, VERSION));
  else if (options.json)
    out.json({ ...healthToJson(health, maxAgeMs), webhooks, ...(shared === null ? {} : { deadChecks: dead }) });
  else out.result([tell(health), ...webhooks.map(tellWebhook), ...dead.map(tellDead)].join('\n'));
  for (const { id, lastComplete } of options.json ? [] : old) {
    out.diagnostic(
      `${id}: no complete check within ${String(flags['maxAge'])}; the last one: ${lastComplete ?? 'never'}`,
    );
  }
  return old.length > 0 ? 69 : 0;
}

/** What was checked since is dead no more. */
function stillDead(dead: readonly DeadJob[], { sources }: Health): readonly DeadJob[] {
  const attemptById = new Map(sources.map(({ id, lastAttempt }) => [id, lastAttempt ?? '']));
  return dead.filter(({ sourceId, diedAt }) => (attemptById.get(sourceId) ?? diedAt) < diedAt);
}

function tellDead({ sourceId, dueAt, reason }: DeadJob): string {
  return `${sourceId}: the check due ${dueAt} was given up by the workers: ${reason}`;
}

function isOlderThan(maxAgeMs: number, { lastComplete }: SourceHealth, now: string): boolean {
  return lastComplete === null || Date.parse(now) - Date.parse(lastComplete) > maxAgeMs;
}

function readFormat(format: unknown, isJson: boolean): 'text' | 'prometheus' {
  if (format === undefined || format === 'text') return 'text';
  if (format !== 'prometheus')
    throw new PubwatchError('USAGE', `--format: expected text or prometheus, found "${String(format)}"`);
  if (isJson) throw new PubwatchError('USAGE', '--format prometheus and --json exclude each other');
  return 'prometheus';
}

/** Health as scripts see it (INTERFACE: status --json); `tooOld` only where an age was asked for. */
function healthToJson(health: Health, maxAgeMs: number | null) {
  const { at, mailWaiting, mailStuck, oldestMail } = health;
  const sources = health.sources.map((one) => ({
    ...sourceToJson(one),
    ...(maxAgeMs === null ? {} : { tooOld: isOlderThan(maxAgeMs, one, at) }),
  }));
  return { at, sources, mailWaiting, mailStuck, oldestMail };
}

function sourceToJson({ incident, missing, ...health }: SourceHealth) {
  return {
    ...health,
    incident: incident === null ? null : incidentToJson(incident),
    missing: missing.map(({ item, missing: mark }) => ({ title: item.title, url: item.url, ...mark })),
  };
}

function tell({ sources, mailWaiting: waiting, mailStuck }: Health): string {
  if (sources.length === 0) return 'No sources are configured.';
  const rows = table([
    ['source', 'last attempt', 'last complete check', 'items', 'mail waiting', 'state'],
    ...sources.map((one) => [
      one.id,
      one.lastAttempt ?? 'never',
      one.lastComplete ?? 'never',
      String(one.items),
      String(one.mailWaiting),
      one.incident === null
        ? 'well'
        : `${one.incident.code} since ${one.incident.since || 'now'}: ${one.incident.message}`,
    ]),
  ]);
  const [head = '', ...lines] = rows;
  const stuck = mailStuck > 0 ? `, ${mailStuck} of them tried in vain` : '';
  const details = sources.map((one) => [
    ...tellProposal(one.id, one.incident?.proposal).map((line) => `  ${line}`),
    ...one.missing.map(tellMissing),
  ]);
  const body = lines.flatMap((line, index) => [line, ...(details[index] ?? [])]);
  return [
    head,
    ...body,
    ...(waiting > 0 ? ['', `${waiting} mail${waiting === 1 ? '' : 's'} waiting${stuck}: pubwatch deliver`] : []),
  ].join('\n');
}

/** Why an item that is missing is not reported yet. */
function tellMissing({ item, missing }: SnapshotItem): string {
  const answer = missing?.answer ?? null;
  const said =
    answer === null
      ? 'its page was not asked yet'
      : answer.status === null
        ? `its page gave no answer (${answer.code ?? ''})`
        : `its page answered ${answer.status}${answer.code === null ? '' : ` (${answer.code})`}`;
  return `  missing since ${missing?.since ?? ''}, not reported yet: ${cutText(item.title, 60)} ${item.url ?? ''}: ${said}, ${missing?.crawls ?? 0} complete checks`;
}

const AGE = /^(\d+(?:\.\d+)?)(s|m|h|d)$/; // 26h
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function readAge(text: string): number {
  const [, amount, unit] = AGE.exec(text) ?? [];
  const unitMs = UNIT_MS[unit ?? ''];
  if (amount === undefined || unitMs === undefined)
    throw new PubwatchError('USAGE', `--max-age: expected a time such as 26h or 2d, found "${text}"`);
  return Number(amount) * unitMs;
}
