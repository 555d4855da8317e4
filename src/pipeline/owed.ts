import type { Change } from '../model/change.ts';
import type { Changeset } from '../model/commit.ts';
import type { Ports } from '../model/ports.ts';
import type { Report, ReportSection } from '../model/report.ts';
import type { Settings, Subscriber } from '../model/subscriber.ts';
import { latestDigestTime } from './digest.ts';
import { holding } from './hold.ts';
import { putMessage } from './message.ts';
import { hasLeft } from './unsubscribed.ts';

const LAPSE_MS = 30 * 86_400_000; // what is owed to one who left the configuration lapses; a slip of the editor does not

type OwedPorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'log'>;

/** Changes of one commit that no message to this subscriber holds yet. */
interface Owed {
  readonly changeset: Changeset;
  readonly changes: readonly [Change, ...Change[]];
}

/** What is owed to each subscriber, by id. */
type Ledger = ReadonlyMap<string, { readonly subscriber: Subscriber; readonly owed: Owed[] }>;

/** Makes the messages that are owed and due, also for sources that are no longer configured. */
export function makeOwedReports(settings: Settings, ports: OwedPorts): Promise<void> {
  return holding('post', ports, () => makeReports(settings, ports));
}

async function makeReports(settings: Settings, ports: OwedPorts): Promise<void> {
  const ledger: Ledger = new Map(settings.subscribers.map((subscriber) => [subscriber.id, { subscriber, owed: [] }]));
  for (const sourceId of await ports.store.unsettled()) await collectOwed(sourceId, ledger, ports);
  const now = ports.clock.now();
  for (const { subscriber, owed } of ledger.values()) {
    for (const together of dueGroups(subscriber, owed, now)) await makeReport(subscriber, together, settings, ports);
  }
}

/** Adds what the source's commits owe to each subscriber, and moves the mark up to which nothing is owed to anybody. */
async function collectOwed(sourceId: string, ledger: Ledger, ports: OwedPorts): Promise<void> {
  const { store, clock } = ports;
  const settled = await store.outbox.settledUpTo(sourceId);
  let isSettledSoFar = true;
  let settledNow = settled;
  for (const changeset of await store.changesets(sourceId, settled)) {
    const byId = new Map(changeset.changes.map((change) => [change.id, change]));
    let isOwing = false;
    for (const { subscriberId, changeIds } of changeset.audience) {
      const reported = await store.outbox.reported(subscriberId, sourceId);
      const [first, ...others] = changeIds.filter((id) => !reported.has(id)).flatMap((id) => byId.get(id) ?? []);
      if (first === undefined) continue;
      const account = ledger.get(subscriberId);
      if (account !== undefined && hasLeft(account.subscriber, sourceId)) continue;
      account?.owed.push({ changeset, changes: [first, ...others] });
      isOwing ||= account !== undefined || clock.now().getTime() - Date.parse(changeset.at) < LAPSE_MS;
    }
    isSettledSoFar &&= !isOwing;
    if (isSettledSoFar) settledNow = changeset.sequence;
  }
  if (settledNow > settled) await store.outbox.settle(sourceId, settledNow);
}

/** What goes into one mail each: a commit at a time, or all that waits once the digest's time has passed since the oldest. */
function dueGroups(subscriber: Subscriber, owed: readonly Owed[], now: Date): (readonly Owed[])[] {
  const digestTime = latestDigestTime(subscriber.cadence, subscriber.timezone, now);
  if (subscriber.cadence.kind === 'immediate') return owed.map((one) => [one]);
  const isDue = digestTime !== null && owed.some(({ changeset }) => Date.parse(changeset.at) < digestTime.getTime());
  return isDue ? [owed] : [];
}

async function makeReport(
  subscriber: Subscriber,
  owed: readonly Owed[],
  settings: Settings,
  ports: OwedPorts,
): Promise<void> {
  const [first, ...others] = sectionsOf(owed);
  if (first === undefined) return;
  const report: Report = {
    subscriberId: subscriber.id,
    isDigest: subscriber.cadence.kind !== 'immediate',
    timezone: subscriber.timezone,
    madeAt: ports.clock.now().toISOString(),
    sections: [first, ...others],
  };
  // What a crash kept out of the log enters it before a mail tells of it.
  await ports.store.runLog.cover(owed.map(({ changeset }) => changeset.sourceId));
  const changeIds = owed.flatMap(({ changes }) => changes.map((change) => change.id));
  const message = await putMessage(
    {
      subscriber,
      matter: { kind: 'report', told: report },
      changeIds,
      identity: [...changeIds].sort(),
    },
    settings,
    ports,
  );
  ports.log.info('report.made', {
    messageId: message.messageId,
    subscriberId: subscriber.id,
    changes: changeIds.length,
  });
}

/** Grouped by source, in the order of the commits. */
function sectionsOf(owed: readonly Owed[]): ReportSection[] {
  const bySource = Map.groupBy(owed, ({ changeset }) => changeset.sourceId);
  return [...bySource.values()].flatMap((commits): ReportSection[] => {
    const newest = commits.at(-1);
    const [first, ...others] = commits.flatMap(({ changes }) => changes);
    if (newest === undefined || first === undefined) return [];
    const { sourceId, sourceTitle, sourceUrl } = newest.changeset;
    const coverages = commits.map(({ changeset: { at, coverage } }) => ({ at, coverage }));
    return [{ sourceId, sourceTitle, sourceUrl, changes: [first, ...others], coverages }];
  });
}
