import { createSystemClock } from '../lib/clock.ts';
import { cutText } from '../lib/text.ts';
import { PubwatchError } from '../model/errors.ts';
import type { Incident } from '../model/incident.ts';
import type { Store } from '../model/ports.ts';
import type { SnapshotItem } from '../model/snapshot.ts';
import type { Source } from '../model/source.ts';
import { wireStore } from '../wire.ts';
import type { CommandContext } from './io.ts';
import { openConfig } from './open-config.ts';
import { incidentToJson } from './run-json.ts';
import { table } from './table.ts';

interface Health {
  readonly id: string;
  readonly title: string;
  readonly lastAttempt: string | null;
  readonly lastComplete: string | null;
  readonly items: number;
  readonly missing: readonly SnapshotItem[];
  readonly incident: Pick<Incident, 'code' | 'message' | 'since' | 'failures'> | null;
  readonly mailWaiting: number;
}

/** `status`: health of every source; with `--max-age`, 69 when one had no complete check within it. */
export async function status(
  { io, options, out }: CommandContext,
  _args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<number> {
  const maxAgeMs = typeof flags['maxAge'] === 'string' ? readAge(flags['maxAge']) : null;
  const config = await openConfig(options, io.env, { contact: 'optional' });
  const store = await wireStore(options);
  const waiting = await store.outbox.pending();
  const sources: Health[] = [];
  for (const source of config.sources) {
    const mailWaiting = waiting.filter((message) => message.sourceIds.includes(source.id)).length;
    sources.push(await healthOf(source, mailWaiting, store));
  }
  const now = createSystemClock().now().getTime();
  const isOld = ({ lastComplete }: Health): boolean =>
    maxAgeMs !== null && (lastComplete === null || now - Date.parse(lastComplete) > maxAgeMs);
  if (options.json) out.json({ sources: sources.map(toJson), mailWaiting: waiting.length });
  else out.result(tell(sources, waiting.length));
  const old = sources.filter(isOld);
  for (const { id, lastComplete } of options.json ? [] : old) {
    out.diagnostic(
      `${id}: no complete check within ${String(flags['maxAge'])}; the last one: ${lastComplete ?? 'never'}`,
    );
  }
  return old.length > 0 ? 69 : 0;
}

async function healthOf(source: Source, mailWaiting: number, store: Store): Promise<Health> {
  const { id, title } = source;
  try {
    const { snapshot, check } = await store.read(id);
    const items = snapshot?.items ?? [];
    return {
      id,
      title,
      lastAttempt: check.lastAttempt,
      lastComplete: check.lastComplete,
      items: items.filter((one) => one.missing === null).length,
      missing: items.filter((one) => one.missing !== null),
      incident: check.incident,
      mailWaiting,
    };
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    const incident = {
      code: error.code === 'STATE_NEWER' ? ('STATE_NEWER' as const) : ('STATE_DAMAGED' as const),
      message: error.message,
      since: '',
      failures: 1,
    };
    return { id, title, lastAttempt: null, lastComplete: null, items: 0, missing: [], incident, mailWaiting };
  }
}

function toJson({ id, title, lastAttempt, lastComplete, items, missing, incident, mailWaiting }: Health) {
  return {
    id,
    title,
    lastAttempt,
    lastComplete,
    items,
    incident: incident === null ? null : incidentToJson(incident),
    missing: missing.map(({ item, missing: mark }) => ({ title: item.title, url: item.url, ...mark })),
    mailWaiting,
  };
}

function tell(sources: readonly Health[], waiting: number): string {
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
  const details = sources.map((one) => one.missing.map(tellMissing));
  const body = lines.flatMap((line, index) => [line, ...(details[index] ?? [])]);
  return [
    head,
    ...body,
    ...(waiting > 0 ? ['', `${waiting} mail${waiting === 1 ? '' : 's'} waiting: pubwatch deliver`] : []),
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
