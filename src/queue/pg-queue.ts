import type { PgBoss } from 'pg-boss';
import { PubwatchError } from '../model/errors.ts';
import type { Logger } from '../model/ports.ts';
import type { DeadJob, Job, SharedQueue } from '../model/queue.ts';

const SCHEMA = 'pubwatch_jobs';
const CHECKS = 'checks';
const DEAD = 'dead_checks';
const RETRIES = 5; // a check fails only where the database or the program does: a source that cannot be read is an outcome
const RETRY_SECONDS = 2;
const MOST_RETRY_SECONDS = 300;
const HEARTBEAT_SECONDS = 10; // a worker that died is noticed so late; a frozen one has lost its locks soon after
const SUPERVISE_SECONDS = 5; // how often that is looked for, by every process: the database sees to it that one does it
const EXPIRE_SECONDS = 6 * 3_600; // a list of thousands of pages with a pause between each
const KEEP_ENDED_SECONDS = 600;
const KEEP_DEAD_SECONDS = 14 * 86_400;
const POLL_SECONDS = 1; // where the database does not tell of new jobs
const TOLD_POLL_SECONDS = 5; // where it does: for jobs that wait for another try, or whose worker died
const STOP_MS = 8_000; // the program ends within ten seconds of a signal
const CONNECTIONS = 4;

export interface SharedQueueOptions {
  readonly log: Logger;
  /** Asks the same database; for what only looks, and should not wait for the library. */
  query(sql: string, values: readonly unknown[]): Promise<readonly object[]>;
}

/** Jobs in the tables of pg-boss, in the same database as the state. Nothing is loaded or connected before the first use. */
export function createSharedQueue(url: string, { log, query }: SharedQueueOptions): SharedQueue {
  let started: Promise<PgBoss> | null = null;
  const open = (): Promise<PgBoss> => {
    started ??= start(url, log).catch((error: unknown) => {
      started = null; // the next use tries anew
      throw error;
    });
    return started;
  };
  return {
    put: (jobs) =>
      saying(async () => {
        // In one order by all who put some in: of two who meet in another, each would wait for what the other holds.
        const inOrder = jobs.toSorted((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
        const wanted = inOrder.map(({ sourceId, dueAt }) => ({ singletonKey: sourceId, data: { sourceId, dueAt } }));
        if (wanted.length > 0) await (await open()).insert(CHECKS, wanted);
      }),
    work: async (atOnce, work, signal) => {
      const boss = await saying(open);
      for (let hand = 0; hand < atOnce; hand++) await addHand(boss, work, signal);
      await fired(signal);
      await boss.offWork(CHECKS, { wait: true });
    },
    dead: async () => {
      const [there] = await query('select 1 as one where to_regclass($1) is not null', [`${SCHEMA}.job`]);
      if (there === undefined) return []; // no process ever used the queue
      return (await query(DEAD_JOBS, [DEAD])).map(readDead);
    },
    close: async () => {
      const boss = await started?.catch(() => null);
      await boss?.stop({ graceful: true, timeout: STOP_MS });
    },
  };
}

/** Lets one more check be worked on at a time. Where one was there another is asked for at once, else when there is news of one. */
async function addHand(boss: PgBoss, work: Parameters<SharedQueue['work']>[1], signal: AbortSignal): Promise<void> {
  let id: string | null = null; // not known yet while the first job comes
  const pace = { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: TOLD_POLL_SECONDS };
  id = await boss.work<unknown>(CHECKS, pace, async (handed) => {
    try {
      for (const job of handed) await work(readJob(job), AbortSignal.any([signal, job.signal]));
    } finally {
      if (id !== null) boss.notifyWorker(id);
    }
  });
}

async function start(url: string, log: Logger): Promise<PgBoss> {
  const { PgBoss: Boss } = await import('pg-boss');
  const boss = new Boss({
    connectionString: url,
    schema: SCHEMA,
    application_name: 'pubwatch jobs',
    max: CONNECTIONS,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on('error', (error: Error) => log.warn('queue.fault', { reason: error.message })); // it goes on, and so do we
  await boss.start();
  await boss.createQueue(DEAD, { retentionSeconds: KEEP_DEAD_SECONDS });
  const settings = {
    retryLimit: RETRIES,
    retryDelay: RETRY_SECONDS,
    retryBackoff: true,
    retryDelayMax: MOST_RETRY_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: EXPIRE_SECONDS,
    deleteAfterSeconds: KEEP_ENDED_SECONDS,
    deadLetter: DEAD,
    notify: true,
  };
  await boss.createQueue(CHECKS, { ...settings, policy: 'exclusive' }); // of one source one check waits or runs
  await boss.updateQueue(CHECKS, settings); // an earlier pubwatch may have made it
  return boss;
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function readJob({ data }: { readonly data?: unknown }): Job {
  if (typeof data === 'object' && data !== null && 'sourceId' in data && 'dueAt' in data) {
    const { sourceId, dueAt } = data;
    if (typeof sourceId === 'string' && typeof dueAt === 'string') return { sourceId, dueAt };
  }
  throw new PubwatchError('DATA_INVALID', `a job in the queue tells no source and time: ${JSON.stringify(data)}`);
}

const DEAD_JOBS = `select data, created_on as "diedAt", source_output->>'message' as reason from ${SCHEMA}.job where name = $1 order by created_on`;

function readDead(row: object): DeadJob {
  const { data, diedAt, reason }: { data?: unknown; diedAt?: unknown; reason?: unknown } = row;
  const at = diedAt instanceof Date ? diedAt.toISOString() : '';
  return {
    ...readJob({ data }),
    diedAt: at,
    reason: typeof reason === 'string' ? reason : 'its worker gave no answer',
  };
}

/** What the database said, as a fault of the state: a later try goes on. */
async function saying<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof PubwatchError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new PubwatchError('STATE_WRITE', `job queue: ${words}`, {}, cause);
  }
}
