import type { Clock } from '../model/ports.ts';
import { createTurns } from './turns.ts';

const LATENCY_FACTOR = 3; // a server that takes a second gets two to rest; a quick one is not held up
const MOST_LATENCY_PAUSE_MS = 30_000; // a minute to answer is a fault, not a pace
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

interface Pulse {
  startedMs: number; // since the epoch
  hostDelayMs: number; // of the last request: a source that asks for more rest gets it after itself, too
  latencyMs: number; // of the last good answer, or a slower bad one: errors are quick and must not speed us up
}

/**
 * One lane a host, shared by all sources: never two requests in flight, and between the starts of two the largest of the delays asked
 * for, the host's Crawl-delay, and a multiple of its last latency.
 */
export function createHostLanes(clock: Clock, random: () => number): HostLanes {
  const turns = createTurns();
  const pulses = new Map<string, Pulse>();

  async function pause(last: Pulse, { hostDelayMs, crawlDelayMs }: Pace, signal: AbortSignal): Promise<void> {
    const wantedMs = Math.max(hostDelayMs, last.hostDelayMs);
    const latencyMs = wantedMs > 0 ? Math.min(last.latencyMs * LATENCY_FACTOR, MOST_LATENCY_PAUSE_MS) : 0;
    const leastMs = Math.max(wantedMs, crawlDelayMs, latencyMs);
    const pauseMs = Math.ceil(leastMs * (1 + JITTER.least + random() * (JITTER.most - JITTER.least)));
    const waitMs = last.startedMs + pauseMs - clock.now().getTime();
    if (waitMs > 0) await clock.sleep(Math.min(waitMs, pauseMs), signal); // a clock set back must not stop us
  }

  return {
    hold: (host, signal, work) =>
      turns.inTurn(host, signal, () =>
        work({
          run: async (pace, ask, isGood) => {
            const last = pulses.get(host);
            if (last !== undefined) await pause(last, pace, signal);
            const pulse: Pulse = {
              startedMs: clock.now().getTime(),
              hostDelayMs: pace.hostDelayMs,
              latencyMs: last?.latencyMs ?? 0,
            };
            pulses.set(host, pulse);
            const tookMs = (): number => clock.now().getTime() - pulse.startedMs;
            try {
              const result = await ask();
              pulse.latencyMs = isGood(result) ? tookMs() : Math.max(pulse.latencyMs, tookMs());
              return result;
            } catch (error) {
              pulse.latencyMs = Math.max(pulse.latencyMs, tookMs());
              throw error;
            }
          },
        }),
      ),
  };
}
