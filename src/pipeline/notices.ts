import type { CheckState } from '../model/check-state.ts';
import type { Incident } from '../model/incident.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ports, SourceState } from '../model/ports.ts';
import type { IncidentEntry, IncidentNotice } from '../model/report.ts';
import type { Source } from '../model/source.ts';
import type { Settings } from '../model/subscriber.ts';
import { adviceFor } from './advice.ts';
import { holding } from './hold.ts';
import { dueNotice, markTold } from './incident.ts';
import { putMessage } from './message.ts';

const SHARED_FROM = 5; // this many at once share one mail: the fault is likely ours, or the network's

type NoticePorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'log'>;

interface Due {
  readonly what: 'opening' | 'reminder' | 'recovery';
  readonly entry: IncidentEntry;
  readonly told: CheckState | null; // what to store once the mail is made; null: the state cannot be written
}

/** Makes the mails that say which sources cannot be seen, or can again, for everyone with `incidents: true`. */
export async function makeNotices(
  checked: readonly { readonly source: Source; readonly outcome: Outcome }[],
  settings: Settings,
  ports: NoticePorts,
): Promise<void> {
  if (!settings.subscribers.some((subscriber) => subscriber.incidents)) return;
  const now = ports.clock.now();
  const due: Due[] = [];
  for (const { source, outcome } of checked) {
    if (outcome.incident === null && outcome.recovered === null) continue;
    const state = await readState(source.id, outcome, ports);
    const one = dueOf(source, outcome, state, now);
    if (one !== null) due.push(one);
  }
  for (const what of ['opening', 'reminder', 'recovery'] as const) {
    const alike = due.filter((one) => one.what === what);
    const groups = alike.length >= SHARED_FROM ? [alike] : alike.map((one) => [one]);
    for (const group of groups) await tell(what, group, settings, ports);
  }
}

/** State that is damaged cannot say what was told of it before. */
async function readState(sourceId: string, outcome: Outcome, ports: NoticePorts): Promise<SourceState | null> {
  return outcome.incident?.code.startsWith('STATE_') ? null : await ports.store.read(sourceId);
}

function dueOf(source: Source, outcome: Outcome, state: SourceState | null, now: Date): Due | null {
  const itemCount = state?.snapshot?.items.length ?? null;
  const base = { sourceId: source.id, sourceTitle: source.title, sourceUrl: source.urls[0], itemCount };
  const lastComplete = state?.check.lastComplete ?? null;
  const { incident } = outcome;
  if (incident !== null) {
    const what = dueNotice(incident, now);
    if (what === null) return null;
    const told = state === null ? null : { ...state.check, incident: markTold(incident, now) };
    return { what, entry: { ...base, lastComplete, incident, advice: adviceFor(source, incident) }, told };
  }
  const recovery = state?.check.recovery ?? null;
  if (state === null || recovery === null) return null;
  const entry = { ...base, lastComplete, incident: recovery.incident, advice: [], recoveredAt: recovery.at };
  return { what: 'recovery', entry, told: { ...state.check, recovery: null } };
}

/** First the messages, then the mark that they are made: a crash between makes them again under the same id. */
async function tell(what: Due['what'], group: readonly Due[], settings: Settings, ports: NoticePorts): Promise<void> {
  const [first, ...others] = group.map((one) => one.entry);
  if (first === undefined) return;
  const kind = what === 'recovery' ? 'recovery' : 'incident';
  for (const subscriber of settings.subscribers.filter((one) => one.incidents)) {
    const notice: IncidentNotice = {
      kind,
      isReminder: what === 'reminder',
      timezone: subscriber.timezone,
      madeAt: ports.clock.now().toISOString(),
      entries: [first, ...others],
    };
    const draft = {
      subscriber,
      matter: { kind, told: notice } as const,
      changeIds: [],
      identity: group.map(({ entry }) => [what, entry.sourceId, ...stretchOf(entry.incident)].join(' ')),
    };
    await putMessage(draft, settings, ports);
  }
  ports.log.info('incident.told', { what, sources: group.map(({ entry }) => entry.sourceId) });
  for (const { entry, told } of group) if (told !== null) await noteTold(entry, told, ports);
}

/** Another process may have checked the source meanwhile: what it knows newer stays. */
async function noteTold({ sourceId }: IncidentEntry, told: CheckState, ports: NoticePorts): Promise<void> {
  await holding({ sourceId }, ports, async () => {
    const { check } = await ports.store.readHead(sourceId);
    const isSame = check.incident?.since === told.incident?.since && check.incident?.code === told.incident?.code;
    if (!isSame) return;
    const { incident, recovery } = told;
    await ports.store.writeCheck(sourceId, { ...check, incident, recovery });
  });
}

/** What tells one notice of an incident from the next. Damaged state keeps no count: one notice a day. */
function stretchOf({ code, since, notices }: Incident): string[] {
  if (code.startsWith('STATE_')) return [code, since.slice(0, 10)];
  return [code, since, String(notices.filter((notice) => notice.code === code).length)];
}
