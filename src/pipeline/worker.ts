import { PubwatchError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ports, SourceHead } from '../model/ports.ts';
import type { Job } from '../model/queue.ts';
import type { Source } from '../model/source.ts';
import type { Settings } from '../model/subscriber.ts';
import { beginAnswers } from './answers.ts';
import { holding } from './hold.ts';
import { checkOne, closeRun, type OneChecked, type RunOptions, type RunResult } from './run.ts';
import { heedUnsubscriptions } from './unsubscribed.ts';

const CLOSE_AFTER_MS = 10_000; // how long a check without news waits for its line in the log: many share one
const CLOSE_AFTER_CHECKS = 200;

/** Checks single sources as they are handed out, and ends runs of those that have ended. */
export interface Worker {
  /** Checks the source unless somebody has since the check was due. Throws what concerns more than this source: STATE_WRITE, ABORTED, bugs. */
  check(job: Job, signal: AbortSignal): Promise<void>;
  /** Has something ended that is news, or waited long enough for its line in the log? */
  isRunDue(): boolean;
  /** Ends the run of all checks that ended since the last time, none included: a line of the log, then mail that is due. */
  endRun(signal: AbortSignal): Promise<RunResult>;
}
export interface WorkerOptions {
  readonly sources: readonly Source[];
  readonly settings: Settings;
  readonly options: RunOptions;
}

interface Ended extends OneChecked {
  readonly source: Source;
  readonly startedAt: string; // ISO 8601; before the end of an earlier run, where it ran meanwhile
  readonly endedAt: Date;
}

/**
 * A run of a worker is what it checked in some seconds, or up to the first news: the log has a line for it, and what a crash keeps
 * out of the log is covered before a mail tells of it, as ever.
 */
export function createWorker({ sources, settings: configured, options }: WorkerOptions, ports: Ports): Worker {
  const sourceById = new Map(sources.map((source) => [source.id, source]));
  const { clock, store, log } = ports;
  let ended: Ended[] = [];
  let isNews = false;

  /** Null: what is stored cannot be read, and the check says why. */
  async function readHeadIfSound(sourceId: string): Promise<SourceHead | null> {
    try {
      return await store.readHead(sourceId);
    } catch (error) {
      if (error instanceof PubwatchError && error.code.startsWith('STATE_') && error.code !== 'STATE_WRITE')
        return null;
      throw error;
    }
  }

  /** While the source is held. Null: it was checked since the job was due. */
  async function checkUnlessDone(source: Source, { dueAt }: Job, signal: AbortSignal): Promise<OneChecked | null> {
    const head = await readHeadIfSound(source.id);
    const lastAttempt = head?.check.lastAttempt ?? null;
    if (lastAttempt !== null && lastAttempt >= dueAt) return null;
    const readHead = async (): Promise<SourceHead> => head ?? (await store.readHead(source.id)); // nobody wrote it meanwhile
    const subscribers = async () => (await heedUnsubscriptions(configured, ports)).subscribers;
    const context = { settings: configured, options, subscribers };
    return checkOne(source, context, { ...ports, store: { ...store, readHead } }, signal);
  }

  return {
    check: async (job, signal) => {
      const source = sourceById.get(job.sourceId);
      if (source === undefined) {
        log.warn('work.unknown-source', { sourceId: job.sourceId });
        return;
      }
      const startedAt = clock.now().toISOString();
      const check = () => checkUnlessDone(source, job, signal);
      const checked = await holding({ sourceId: source.id }, ports, check, signal);
      ports.progress.done(source.id);
      if (checked === null) return;
      ended.push({ source, startedAt, endedAt: clock.now(), ...checked });
      isNews ||= isNewsworthy(checked.outcome);
    },
    isRunDue: () => {
      const [first] = ended;
      if (first === undefined) return false;
      const waitedMs = clock.now().getTime() - first.endedAt.getTime();
      return isNews || ended.length >= CLOSE_AFTER_CHECKS || waitedMs >= CLOSE_AFTER_MS;
    },
    endRun: async (signal) => {
      const mine = ended;
      const startedAt = mine.map((one) => one.startedAt).sort()[0] ?? clock.now().toISOString();
      const noting = noteAppend(ports);
      ended = [];
      isNews = false;
      try {
        const settings = await heedUnsubscriptions(configured, ports);
        const captures = await beginAnswers(settings, startedAt, ports);
        for (const { answers } of mine) if (answers !== null) await captures?.add(answers);
        const checked = { ...asChecked(mine), captures };
        const run = { sources: mine.map(({ source }) => source), startedAt, checked, settings, options };
        return await closeRun(run, noting.ports, signal);
      } finally {
        if (mine.length > 0 && !noting.isAppended()) {
          ended = [...mine, ...ended]; // the database was away: they are told when it is back
          isNews = true;
        }
      }
    },
  };
}

function asChecked(ended: readonly Ended[]) {
  return { outcomes: ended.map(({ outcome }) => outcome), checks: ended.map(({ logged }) => logged), fault: null };
}

/** The same ports, which know whether a line was added to the log. */
function noteAppend(ports: Ports): { readonly ports: Ports; isAppended(): boolean } {
  const { runLog } = ports.store;
  let isAppended = false;
  const append: typeof runLog.append = async (run) => {
    const head = await runLog.append(run);
    isAppended = true;
    return head;
  };
  return {
    ports: { ...ports, store: { ...ports.store, runLog: { ...runLog, append } } },
    isAppended: () => isAppended,
  };
}

/** Does somebody wait to hear of it? */
function isNewsworthy({ kind, incident, recovered }: Outcome): boolean {
  return kind === 'changed' || kind === 'baseline' || incident !== null || recovered !== null;
}
