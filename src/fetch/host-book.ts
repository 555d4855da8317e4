import { PubwatchError } from '../model/errors.ts';
import type { Clock, HostMemory, HostPulse, HostStore, RobotsMemory } from '../model/ports.ts';
import { createTurns } from './turns.ts';

const REFUSED_MS = 30 * 60_000; // a run is over by then; a daemon may look again
const SHORT_WAIT_MS = 2_000; // a Retry-After up to here is waited out, a longer one ends the check

/** Why a host is not asked again in this run. */
export type RefusalKind = 'challenge' | 'overload';

/** What is known of each origin: kept in the store across processes, refusals in memory for this run. */
export interface HostBook {
  /** Waits out a short Retry-After. Throws HOST_NOT_BEFORE during a longer one, BLOCKED or FETCH_STATUS after a refusal in this run. */
  admit(origin: string, signal: AbortSignal): Promise<void>;
  /** Remembers that the host wants to be left alone for so long. Is that longer than a check waits? */
  closeFor(origin: string, waitMs: number): Promise<boolean>;
  refuse(origin: string, kind: RefusalKind, status: number | null): void;
  readRobots(origin: string): Promise<RobotsMemory | null>;
  writeRobots(origin: string, robots: RobotsMemory): Promise<void>;
  /** The last request to a host (a bare name or address), by any process. */
  readPulse(host: string): Promise<HostPulse | null>;
  writePulse(host: string, pulse: HostPulse): Promise<void>;
  /** Holds a host for this process while `work` runs, among all that share the store. Throws ABORTED while waiting. */
  alone<Result>(host: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
}

interface Refusal {
  readonly kind: RefusalKind;
  readonly status: number | null;
  readonly atMs: number; // since the epoch
}

/** Keeps the book in the given store. */
export function createHostBook(hosts: HostStore, clock: Clock): HostBook {
  const refusals = new Map<string, Refusal>();

  const turns = createTurns();

  /** In turn: of two who change parts of one memory, neither may write over what the other learnt. */
  function change(origin: string, part: Partial<HostMemory>): Promise<void> {
    return turns.inTurn(origin, NEVER, async () => {
      const memory = (await hosts.read(origin)) ?? { notBefore: null, robots: null, pulse: null };
      await hosts.write(origin, { ...memory, ...part });
    });
  }

  function refuseAgain(origin: string): void {
    const refusal = refusals.get(origin);
    if (refusal === undefined || clock.now().getTime() - refusal.atMs >= REFUSED_MS) return;
    const { host } = new URL(origin);
    const detail = { host, status: refusal.status };
    if (refusal.kind === 'challenge') {
      throw new PubwatchError(
        'BLOCKED',
        `${host} answered with a challenge before and is not asked again in this run`,
        detail,
      );
    }
    throw new PubwatchError(
      'FETCH_STATUS',
      `${host} answered ${refusal.status} again and again and is not asked any more in this run`,
      detail,
    );
  }

  return {
    admit: async (origin, signal) => {
      refuseAgain(origin);
      const notBefore = (await hosts.read(origin))?.notBefore ?? null;
      const waitMs = notBefore === null ? 0 : Date.parse(notBefore) - clock.now().getTime();
      if (notBefore !== null && waitMs > SHORT_WAIT_MS) {
        const { host } = new URL(origin);
        throw new PubwatchError('HOST_NOT_BEFORE', `${host} asked not to be visited before ${notBefore}`, {
          host,
          notBefore,
        });
      }
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
    closeFor: async (origin, waitMs) => {
      await change(origin, { notBefore: new Date(clock.now().getTime() + waitMs).toISOString() });
      return waitMs > SHORT_WAIT_MS;
    },
    refuse: (origin, kind, status) => {
      refusals.set(origin, { kind, status, atMs: clock.now().getTime() });
    },
    readRobots: async (origin) => (await hosts.read(origin))?.robots ?? null,
    writeRobots: (origin, robots) => change(origin, { robots }),
    readPulse: async (host) => (await hosts.read(pulseKey(host)))?.pulse ?? null,
    writePulse: (host, pulse) => change(pulseKey(host), { pulse }),
    alone: async (host, signal, work) => {
      const held = await hosts.hold?.(host, signal);
      try {
        return await work();
      } finally {
        await held?.release();
      }
    },
  };
}

const NEVER = new AbortController().signal;

/** One place for all schemes and ports: they are one machine's patience. */
function pulseKey(host: string): string {
  return `https://${host}`;
}
