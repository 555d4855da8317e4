import { createArchive } from '../../src/evidence/archive.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import type { AddedChange } from '../../src/model/change.ts';
import { NEVER_CHECKED } from '../../src/model/check-state.ts';
import type { Changeset } from '../../src/model/commit.ts';
import type { SendResult } from '../../src/model/outbox.ts';
import type { Composer, Mailer, Ports, Store } from '../../src/model/ports.ts';
import type { Settings, Subscriber } from '../../src/model/subscriber.ts';
import { audienceOf } from '../../src/pipeline/audience.ts';
import { deliverDue } from '../../src/pipeline/deliver.ts';
import { makeOwedReports } from '../../src/pipeline/owed.ts';
import { createFileStore } from '../../src/store/file-store.ts';
import { createFaultyDisk, createMemoryDisk, type MemoryDisk, type Mood } from '../store/memory-disk.ts';
import { createFakeClock } from '../support/clock.ts';

/** One run of the machine: what is new at each source, how the mail server does, and whether the power fails in it. */
export interface Run {
  readonly minute: number; // after the year's beginning
  readonly news: readonly number[]; // additions found, by source
  readonly server: 'up' | 'down' | 'greylists' | 'forgets to answer';
  readonly crash: { readonly at: number; readonly mood: Mood } | null; // at the n-th write to the disk
}
/** A mail that a server took, as its reader sees it. */
export interface Received {
  readonly to: string;
  readonly messageId: string;
  readonly bytes: string;
  readonly madeAt: string;
  readonly changeIds: readonly string[];
}
export interface Year {
  readonly received: readonly Received[];
  readonly changesets: readonly Changeset[]; // all that are in the store at the end
  readonly told: readonly string[]; // ids of changes whose commit was told to be done
  readonly finished: readonly string[]; // ISO 8601: runs that came to their end
}

export const START = '2026-01-01T00:00:00.000Z';
export const SOURCES = ['harbour', 'mill'] as const;

/** Lives through the runs with the real store, outbox, reports and delivery; disk, clock and mail server are made up. */
export async function liveThrough(runs: readonly Run[], settings: Settings, folder: string): Promise<Year> {
  const clock = createFakeClock(START);
  const received: Received[] = [];
  const told: string[] = [];
  const finished: string[] = [];
  let disk: MemoryDisk = createMemoryDisk();
  for (const run of runs) {
    clock.advance(Date.parse(START) + run.minute * 60_000 - clock.now().getTime());
    const written = run.crash === null ? disk : createFaultyDisk(disk, run.crash.at, 'kill');
    const store = createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0', disk: written });
    const ports = { clock, store, composer: COMPOSER, mailer: mailerOf(run, received), log: SILENT_LOG };
    const isWhole = await live(run, settings, ports, told).then(
      () => true,
      (error: unknown) => {
        if (run.crash === null) throw error;
        return false;
      },
    );
    if (isWhole) finished.push(clock.now().toISOString());
    if (run.crash !== null) disk = disk.afterPowerFailure(run.crash.mood);
  }
  const store = createFileStore(folder, { clock, archive: createArchive(), version: '0.0.0', disk });
  const changesets = (await Promise.all(SOURCES.map((id) => store.changesets(id, 0)))).flat();
  return { received, changesets, told, finished };
}

type RunPorts = Pick<Ports, 'clock' | 'store' | 'composer' | 'mailer' | 'log'>;

/** What a crawl does after it has read its pages. */
async function live(run: Run, settings: Settings, ports: RunPorts, told: string[]): Promise<void> {
  const lock = await ports.store.lock();
  try {
    await makeOwedReports(settings, ports);
    for (const [index, count] of run.news.entries()) {
      const ids = await commitNews(SOURCES[index] ?? '', count, settings.subscribers, ports);
      told.push(...ids);
    }
    await deliverDue(settings, { isSending: true, isPatient: false }, ports, new AbortController().signal);
  } finally {
    await lock.release();
  }
}

async function commitNews(
  sourceId: string,
  count: number,
  subscribers: readonly Subscriber[],
  { store, clock }: { readonly store: Store; readonly clock: Ports['clock'] },
): Promise<readonly string[]> {
  const { snapshot } = await store.read(sourceId);
  const sequence = (snapshot?.sequence ?? 0) + 1;
  if (snapshot !== null && count === 0) return [];
  const at = clock.now().toISOString();
  const changes = Array.from({ length: snapshot === null ? 0 : count }, (_, index) =>
    newsOf(sourceId, sequence, index),
  );
  const coverage = { pages: 1, items: 20, totalShown: null, isComplete: true, comparedWith: snapshot?.takenAt ?? null };
  await store.commit(
    {
      snapshot: { sourceId, sequence, takenAt: at, recipeHash: 'r', dateOrder: null, items: [], removed: [] },
      changeset:
        changes.length === 0
          ? null
          : {
              sourceId,
              sourceTitle: `Papers of the ${sourceId}`,
              sourceUrl: `https://${sourceId}.example/`,
              sequence,
              at,
              coverage,
              changes,
              audience: audienceOf(sourceId, changes, subscribers),
            },
      captures: [],
    },
    { ...NEVER_CHECKED, sequence, lastAttempt: at },
  );
  return changes.map(({ id }) => id);
}

/** Every third item is about ice. */
function newsOf(sourceId: string, sequence: number, index: number): AddedChange {
  const url = `https://${sourceId}.example/${sequence}-${index}`;
  const title = `${(sequence + index) % 3 === 0 ? 'Ice' : 'Tide'} report ${sequence}-${index}`;
  return {
    id: `${sourceId}.${sequence}.${index}`,
    key: url,
    kind: 'added',
    before: null,
    after: { key: url, title, url, date: null, summary: null, extra: {} },
    relatedId: null,
  };
}

/** Mails as their readers' programs see them: who, which, and the list that is attached. */
const COMPOSER: Composer = {
  compose: async (content, { to, messageId, date }) => {
    const attached: { changes: { id: string }[] } = JSON.parse(content.attachments[0]?.content ?? '{"changes":[]}');
    const changeIds = attached.changes.map(({ id }) => id);
    return Buffer.from(
      JSON.stringify({ to, messageId, madeAt: date.toISOString(), changeIds, subject: content.subject }),
    );
  },
};

const ANSWERS: Readonly<Record<Run['server'], SendResult>> = {
  up: { state: 'sent', answer: '250 ok', isContentRefused: false },
  down: { state: 'pending', answer: 'ECONNREFUSED', isContentRefused: false, isUnreachable: true },
  greylists: { state: 'pending', answer: '451 later', isContentRefused: false },
  'forgets to answer': { state: 'pending', answer: 'the connection was closed', isContentRefused: false },
};

function mailerOf({ server }: Run, received: Received[]): Mailer {
  return {
    send: async ({ attempts }, bytes) => {
      const text = Buffer.from(bytes).toString();
      const mail: Omit<Received, 'bytes'> = JSON.parse(text);
      // One that came before is let in: a server that says "later" for five days has refused it, which is another plot.
      const answer = server === 'greylists' && attempts > 0 ? 'up' : server;
      if (answer === 'up' || answer === 'forgets to answer') received.push({ ...mail, bytes: text });
      return ANSWERS[answer];
    },
    close: async () => {},
  };
}
