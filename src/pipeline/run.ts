import { PubwatchError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Ports } from '../model/ports.ts';
import type { Lane } from '../model/queue.ts';
import type { LoggedCheck } from '../model/run-log.ts';
import type { CheckCaptures, RunCaptures } from '../model/run-log-port.ts';
import type { Source } from '../model/source.ts';
import type { Settings } from '../model/subscriber.ts';
import { answersOf, beginAnswers } from './answers.ts';
import { checkSource } from './check.ts';
import type { CheckContext, CheckOptions } from './check-context.ts';
import { type DeliverResult, deliverDue } from './deliver.ts';
import { makeHeartbeats } from './heartbeat.ts';
import { holding } from './hold.ts';
import { makeNotices } from './notices.ts';
import { makeOwedReports } from './owed.ts';
import { pruneEvidence } from './prune.ts';
import { recordCommit, recordFetches } from './record.ts';
import { timestampHead } from './timestamp.ts';
import { heedUnsubscriptions } from './unsubscribed.ts';

export interface RunOptions extends CheckOptions {
  readonly isSending: boolean;
  readonly isPatient: boolean;
  readonly watched?: readonly Source[]; // all that are configured, for the proofs of watch; absent: none is made
}
export interface RunResult extends DeliverResult {
  readonly startedAt: string; // ISO 8601
  readonly finishedAt: string;
  readonly outcomes: readonly Outcome[]; // in the order of the sources
  readonly fault: PubwatchError | null; // what ended the run early: STATE_WRITE, ABORTED
}

/**
 * One run: makes what an earlier run still owes, checks each source (hosts side by side, those of one host as `laneOf` says), then mails
 * what is due. Holds the store's lock throughout, unless it is a dry run. Throws STATE_LOCKED, STATE_WRITE before anything was checked.
 */
export async function runSources(
  sources: readonly Source[],
  configured: Settings,
  options: RunOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<RunResult> {
  const settings = await heedUnsubscriptions(configured, ports);
  const startedAt = ports.clock.now().toISOString();
  if (options.isDryRun) {
    const { outcomes, fault } = await checkAll({ sources, settings, options, captures: null }, ports, signal);
    return {
      startedAt,
      finishedAt: ports.clock.now().toISOString(),
      outcomes,
      fault,
      deliveries: [],
      configFault: null,
    };
  }
  const lock = await ports.store.lock('crawl');
  try {
    await makeOwedReports(settings, ports);
    const captures = await beginAnswers(settings, startedAt, ports);
    await expectNew(sources, ports);
    const checked = await checkAll({ sources, settings, options, captures }, ports, signal);
    return await closeRun({ sources, startedAt, checked, settings, options }, ports, signal);
  } finally {
    await lock.release();
  }
}

/** A source that was never seen has a page to be read; of the others most say that they are as they were. */
async function expectNew(sources: readonly Source[], { store, reader }: Ports): Promise<void> {
  const known = new Set(await store.sourceIds());
  await reader.expect?.(sources.filter(({ id }) => !known.has(id)).length);
}

/** What was checked, and is in no line of the log yet. */
export interface EndedChecks {
  readonly sources: readonly Source[];
  readonly startedAt: string; // ISO 8601
  readonly checked: Checked;
  readonly settings: Settings;
  readonly options: RunOptions;
}

/** Ends a run: a line of the log, then the messages it makes due, then what no mail waits for. */
export async function closeRun(
  { sources, startedAt, checked, settings, options }: EndedChecks,
  ports: Ports,
  signal: AbortSignal,
): Promise<RunResult> {
  const { outcomes } = checked;
  const fault = await logRun(startedAt, checked, ports);
  const delivered = await deliverAfter(sources, outcomes, fault, settings, options, ports, signal);
  const endFault = delivered.fault ?? (await endRun(outcomes, settings, ports, signal));
  const finishedAt = ports.clock.now().toISOString();
  const result = { startedAt, finishedAt, outcomes, ...delivered, fault: endFault };
  logEnd(result, ports);
  return result;
}

/** What no mail waits for: the space that evidence takes, and an authority's word on the head of the log. */
async function endRun(
  outcomes: readonly Outcome[],
  settings: Settings,
  ports: Ports,
  signal: AbortSignal,
): Promise<PubwatchError | null> {
  const fault = await pruneEvidence(outcomes, settings, ports);
  if (fault !== null || outcomes.length === 0) return fault;
  return timestampHead(ports, signal);
}

/** The run in one line of the log: every counter that an operator would add up himself. */
function logEnd({ startedAt, finishedAt, outcomes, deliveries, fault, configFault }: RunResult, { log }: Ports): void {
  const elapsedMs = Date.parse(finishedAt) - Date.parse(startedAt);
  const isIdle = outcomes.length === 0 && deliveries.length === 0 && fault === null; // a daemon's minute
  log[isIdle ? 'debug' : 'info']('run.done', {
    elapsedMs,
    sources: countBy(outcomes, ({ kind }) => kind),
    pages: outcomes.reduce((sum, { coverage }) => sum + coverage.pages, 0),
    items: outcomes.reduce((sum, { coverage }) => sum + coverage.items, 0),
    changes: countBy(
      outcomes.flatMap(({ changes }) => changes),
      ({ kind }) => kind,
    ),
    deliveries: countBy(deliveries, ({ state }) => state),
    fault: (fault ?? configFault)?.code ?? null,
  });
}

function countBy<Entry>(entries: readonly Entry[], nameOf: (entry: Entry) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(entries, nameOf)].map(([name, alike]) => [name, alike.length]));
}

/** Adds this run to the log before a mail is made: what a mail tells of the log covers the evidence it rests on. */
async function logRun(
  startedAt: string,
  { checks, captures, fault }: Checked,
  ports: Ports,
): Promise<PubwatchError | null> {
  if (fault?.code === 'STATE_WRITE' || checks.length === 0) return fault;
  try {
    const ended = (await captures?.end()) ?? null;
    const finishedAt = ports.clock.now().toISOString();
    const head = await ports.store.runLog.append({ startedAt, finishedAt, checks, captures: ended });
    ports.log.info('run.logged', { line: head.line, head: head.sha256 });
    return fault;
  } catch (error) {
    if (!(error instanceof PubwatchError)) throw error;
    return error;
  }
}

/** State that cannot be written must not be mailed from: what was sent could not be kept. */
async function deliverAfter(
  sources: readonly Source[],
  outcomes: readonly Outcome[],
  fault: PubwatchError | null,
  settings: Settings,
  options: RunOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<DeliverResult & { readonly fault: PubwatchError | null }> {
  if (fault?.code === 'STATE_WRITE') return { deliveries: [], configFault: null, fault };
  const sourceById = new Map(sources.map((source) => [source.id, source]));
  const checked = outcomes.flatMap((outcome) => {
    const source = sourceById.get(outcome.sourceId);
    return source === undefined ? [] : [{ source, outcome }];
  });
  try {
    await makeNotices(checked, settings, ports);
    if (options.watched !== undefined) await makeHeartbeats(options.watched, settings, ports);
    return { ...(await deliverDue(settings, options, ports, signal)), fault };
  } catch (error) {
    if (!(error instanceof PubwatchError) || error.code !== 'STATE_WRITE') throw error;
    return { deliveries: [], configFault: null, fault: error };
  }
}

export interface Checked {
  readonly outcomes: readonly Outcome[]; // in the order of the sources
  readonly checks: readonly LoggedCheck[]; // in the order they ended
  readonly captures: RunCaptures | null;
  readonly fault: PubwatchError | null;
}

interface Checking {
  readonly sources: readonly Source[];
  readonly settings: Settings;
  readonly options: RunOptions;
  readonly captures: RunCaptures | null; // null: what no commit keeps is let go
}

async function checkAll(
  { sources, settings, options, captures }: Checking,
  ports: Ports,
  signal: AbortSignal,
): Promise<Checked> {
  const outcomeById = new Map<string, Outcome>();
  const checks: LoggedCheck[] = [];
  let fault: PubwatchError | null = null;
  const subscribers = async () => settings.subscribers;
  await ports.queue.runAll(sources, laneOf, async (source) => {
    if (fault !== null) return;
    try {
      const check = () => checkOne(source, { settings, options, subscribers }, ports, signal);
      const { outcome, logged, answers } = options.isDryRun
        ? await check()
        : await holding({ sourceId: source.id }, ports, check, signal);
      outcomeById.set(source.id, outcome);
      checks.push(logged);
      if (answers !== null) await captures?.add(answers);
    } catch (error) {
      if (!(error instanceof PubwatchError)) throw error;
      fault ??= error;
    } finally {
      ports.progress.done(source.id);
    }
  });
  const outcomes = sources.map((source) => outcomeById.get(source.id) ?? notChecked(source));
  return { outcomes, checks, captures, fault };
}

/**
 * Requests to a host take turns anyway; where nobody wants a pause between them, one page may be read while the next is asked for. With
 * pauses the pages of a list would lie further apart, and nothing be gained.
 */
function laneOf({ urls, fetch }: Source): Lane {
  return { name: new URL(urls[0]).host, isInTurn: fetch.hostDelayMs > 0 };
}

export interface RunContext extends CheckContext {
  readonly settings: Settings;
}
export interface OneChecked {
  readonly outcome: Outcome;
  readonly logged: LoggedCheck;
  readonly answers: CheckCaptures | null; // what no commit keeps, and is to be kept
}

/** Checks one source, which no other process does meanwhile, and notes what was asked. Throws what `checkSource` throws. */
export async function checkOne(
  source: Source,
  { settings, ...context }: RunContext,
  ports: Ports,
  signal: AbortSignal,
): Promise<OneChecked> {
  const fetcher = recordFetches(ports.fetcher, () => ports.clock.now());
  const store = recordCommit(ports.store);
  const outcome = await checkSource(source, context, { ...ports, fetcher, store }, signal);
  const { requests, captures } = fetcher;
  const incident = outcome.incident?.code ?? null;
  return {
    outcome,
    logged: { sourceId: source.id, outcome: outcome.kind, incident, requests },
    answers: answersOf(source, captures, store.committed(), settings),
  };
}

/** The run ended before this source's turn, or in the middle of it. */
function notChecked(source: Source): Outcome {
  return {
    sourceId: source.id,
    kind: 'skipped',
    coverage: { pages: 0, items: 0, totalShown: null, isComplete: false, comparedWith: null },
    changes: [],
    cosmeticCount: 0,
    missingCount: 0,
    incident: null,
    recovered: null,
    notes: ['not checked: the run was stopped'],
  };
}
