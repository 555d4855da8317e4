import { isNews } from '../lib/news.ts';
import type { Change } from '../model/change.ts';
import type { Health, SourceHealth } from '../model/health.ts';
import type { Ports } from '../model/ports.ts';
import type { Heartbeat, HeartbeatEntry } from '../model/report.ts';
import type { Source } from '../model/source.ts';
import type { Cadence, Settings, Subscriber } from '../model/subscriber.ts';
import { latestDigestTime } from './digest.ts';
import { readHealth } from './health.ts';
import { isMade, putMessage } from './message.ts';

const MOST_COMMITS = 1_000; // looked at for the changes of a period: an hourly crawl makes 168 a week

type HeartbeatPorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'log'>;

/**
 * Makes the proof of watch for each subscriber who asked for one and whose time has come: what was watched, when it was last
 * seen completely, what changed. After a pause of the machine one is made, not one for each time that passed.
 */
export async function makeHeartbeats(
  watched: readonly Source[],
  settings: Settings,
  ports: HeartbeatPorts,
): Promise<void> {
  const now = ports.clock.now();
  let health: Health | null = null;
  for (const subscriber of settings.subscribers) {
    const heartbeat = subscriber.leftLists?.includes('heartbeat') === true ? null : (subscriber.heartbeat ?? null);
    const due = heartbeat === null ? null : latestDigestTime(heartbeat, subscriber.timezone, now);
    if (heartbeat === null || due === null) continue;
    const identity = { kind: 'heartbeat' as const, subscriberId: subscriber.id, identity: [due.toISOString()] };
    if (await isMade(identity, ports)) continue;
    health ??= await readHealth(watched, ports);
    const told = await describe(subscriber, heartbeat, due, health, ports);
    const matter = { kind: 'heartbeat', told } as const;
    await putMessage({ subscriber, matter, changeIds: [], identity: identity.identity }, settings, ports);
    ports.log.info('heartbeat.made', { subscriberId: subscriber.id, sources: told.entries.length });
  }
}

async function describe(
  { sources, timezone }: Subscriber,
  cadence: Cadence,
  due: Date,
  health: Health,
  { store }: HeartbeatPorts,
): Promise<Heartbeat> {
  const since = latestDigestTime(cadence, timezone, new Date(due.getTime() - 1)) ?? due;
  const followed = health.sources.filter(({ id }) => sources === null || sources.includes(id));
  const entries: HeartbeatEntry[] = [];
  for (const one of followed) entries.push({ health: one, changes: await changesSince(one, since, store) });
  return {
    timezone,
    madeAt: health.at,
    since: since.toISOString(),
    cadence: cadence.kind === 'daily' ? 'daily' : 'weekly',
    entries,
    mailStuck: health.mailStuck,
  };
}

async function changesSince(
  { id, sequence, incident }: SourceHealth,
  since: Date,
  store: HeartbeatPorts['store'],
): Promise<readonly Change[]> {
  if (sequence === 0 || incident?.code.startsWith('STATE_') === true) return [];
  const changesets = await store.changesets(id, Math.max(0, sequence - MOST_COMMITS));
  return changesets
    .filter(({ at }) => Date.parse(at) >= since.getTime())
    .flatMap(({ changes }) => changes.filter(isNews));
}
