import type { Clock, HostPulse } from '../model/ports.ts';
import type { HostBook } from './host-book.ts';
import { createTurns } from './turns.ts';

const LATENCY_FACTOR = 3; // a server that takes a second gets two to rest; a quick one is not held up
const MOST_LATENCY_PAUSE_MS = 30_000; // a minute to answer is a fault, not a pace
const TELL_AFTER_MS = 1_000; // how often other processes are told of requests that nobody wants a pause after
const JITTER = { least: 0.02, most: 0.1 } as const; // of the pause, upwards only: timers are early by a little, robots beat in time

/** How long to leave a host alone. */
export interface Pace {
  readonly hostDelayMs: number; // 0: the operator wants no pause of ours; a Crawl-delay is kept all the same
  readonly crawlDelayMs: number;
}
/** One host's lane, held: one request at a time, each after its pause. */
export interface Lane {
  /** Waits for the pause since the start of the last request, then runs one. Throws ABORTED while waiting. */
  run<Result>(pace: Pace, ask: () => Promise<Result>, isGood: (result: Result) => boolean): Promise<Result>;
}
export interface HostLanes {
  /** Holds the host's lane while `work` runs; who came first goes first. */
  hold<Result>(host: string, signal: AbortSignal, work: (lane: Lane) => Promise<Result>): Promise<Result>;
}

/** Where the last request to each host is remembered, across processes. */
export type Pulses = Pick<HostBook, 'readPulse' | 'writePulse' | 'alone'>;

/**
 * One lane a host, shared by all sources: never two requests in flight, and between the starts of two, also of two processes, the largest
 * of the delays asked for, the host's Crawl-delay, and a multiple of its last latency.
 */
export function createHostLanes(clock: Clock, random: () => number, pulses: Pulses): HostLanes {
  const turns = createTurns();
  const ownByHost = new Map<string, OwnPulse>();

  async function readNewest(host: string): Promise<HostPulse | null> {
    const shared = await pulses.readPulse(host);
    const own = ownByHost.get(host)?.pulse;
    return own !== undefined && own.startedAt > (shared?.startedAt ?? '') ? own : shared;
  }

  async function pause(last: HostPulse, { hostDelayMs, crawlDelayMs }: Pace, signal: AbortSignal): Promise<void> {
    const wantedMs = Math.max(hostDelayMs, last.hostDelayMs);
    const latencyMs = wantedMs > 0 ? Math.min(last.latencyMs * LATENCY_FACTOR, MOST_LATENCY_PAUSE_MS) : 0;
    const leastMs = Math.max(wantedMs, crawlDelayMs, latencyMs);
    const pauseMs = Math.ceil(leastMs * (1 + JITTER.least + random() * (JITTER.most - JITTER.least)));
    const waitMs = Date.parse(last.startedAt) + pauseMs - clock.now().getTime();
    if (waitMs > 0) await clock.sleep(Math.min(waitMs, pauseMs), signal); // a clock set back must not stop us
  }

  /** Waits until the pause after the newest request is over: while we slept, another process may have asked. */
  async function waitForTurn(host: string, pace: Pace, signal: AbortSignal): Promise<HostPulse | null> {
    for (let last: HostPulse | null = null; ; ) {
      const newest = await readNewest(host);
      if (newest === null || newest.startedAt === last?.startedAt) return newest;
      last = newest;
      await pause(last, pace, signal);
    }
  }

  async function run<Result>(host: string, pace: Pace, act: Act<Result>, signal: AbortSignal): Promise<Result> {
    const last = await waitForTurn(host, pace, signal);
    let startedAt = clock.now();
    const { hostDelayMs, crawlDelayMs } = pace;
    const isPaced = Math.max(hostDelayMs, crawlDelayMs, last?.hostDelayMs ?? 0) > 0;
    const toldMs = ownByHost.get(host)?.toldMs ?? 0;
    const isTold = isPaced || startedAt.getTime() - toldMs >= TELL_AFTER_MS;
    const noteLatency = async (latencyMs: number): Promise<void> => {
      const pulse = { startedAt: startedAt.toISOString(), hostDelayMs, latencyMs };
      ownByHost.set(host, { pulse, toldMs: isTold ? startedAt.getTime() : toldMs });
      if (isTold) await pulses.writePulse(host, pulse);
    };
    const formerMs = last?.latencyMs ?? 0;
    const tookMs = (): number => Math.max(0, clock.now().getTime() - startedAt.getTime());
    await noteLatency(formerMs); // before it is made: a process that dies in between was a guest all the same
    startedAt = clock.now(); // noting takes a moment, and the pause is counted from the request
    try {
      const result = await act.ask();
      await noteLatency(act.isGood(result) ? tookMs() : Math.max(formerMs, tookMs()));
      return result;
    } catch (error) {
      await noteLatency(Math.max(formerMs, tookMs()));
      throw error;
    }
  }

  return {
    hold: (host, signal, work) =>
      turns.inTurn(host, signal, () =>
        pulses.alone(host, signal, () =>
          work({ run: (pace, ask, isGood) => run(host, pace, { ask, isGood }, signal) }),
        ),
      ),
  };
}

/** The last request of this process to a host. */
interface OwnPulse {
  readonly pulse: HostPulse;
  readonly toldMs: number; // since the epoch: start of the last one that other processes were told of
}
interface Act<Result> {
  readonly ask: () => Promise<Result>;
  readonly isGood: (result: Result) => boolean;
}
