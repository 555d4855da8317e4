import { PubwatchError } from '../../model/errors.ts';
import type { Clock, Held, LockScope, StorePart } from '../../model/ports.ts';
import type { AdvisoryLocks, HeldLock, Key, Look } from './advisory.ts';
import { LOCK, LOCKS } from './database.ts';

const SOURCES = LOCKS + 1;
const HOSTS = LOCKS + 2;
const FIRST_POLL_MS = 25; // how soon what became free is noticed, at first
const MOST_POLL_MS = 400; // and after a while: many that wait for one host are no load
const LOOK_FOR_SILENT_MS = 5_000; // of waiting: whoever holds it may be stopped or cut off

/** What this process holds of the store. */
export interface StoreLocks {
  /** Throws STATE_LOCKED at once. */
  take(scope: LockScope): Promise<Held>;
  /** The same, but waits, and does not wait until the database knows that it is released. Throws ABORTED. */
  wait(part: StorePart, signal: AbortSignal, look?: Look): Promise<HeldPart>;
  /** Throws STATE_WRITE where the connection that held our locks is gone: another process may hold them now. */
  check(): void;
}

export interface HeldPart extends Held {
  readonly found: readonly object[]; // rows of the look, from the moment it was held
}

/** Who holds all keeps everybody out; who crawls, checks a source or makes messages keeps out only those who want the same. */
export function createStoreLocks(locks: AdvisoryLocks, clock: Clock): StoreLocks {
  const held = new Set<HeldLock>();
  const keep = (mine: HeldLock): Held => {
    held.add(mine);
    return {
      release: async () => {
        held.delete(mine);
        await mine.release();
      },
    };
  };
  return {
    take: async (scope) => {
      const keys = keysOf(scope);
      const mine = (await locks.tryTake(keys)) ?? (await locks.endSilent().then(() => locks.tryTake(keys)));
      if (mine === null) throw locked(scope);
      return keep(mine);
    },
    wait: async (part, signal, look) => keepPart(await waitFor(keysOf(part), look, locks, clock, signal), held),
    check: () => checkHeld(held),
  };
}

function checkHeld(held: ReadonlySet<HeldLock>): void {
  if (![...held].some((one) => one.isLost())) return;
  throw new PubwatchError('STATE_WRITE', 'the connection to the database broke, and with it the hold on the state');
}

function keysOf(scope: LockScope): readonly Key[] {
  if (scope === 'all') return [{ of: LOCKS, name: LOCK.store, mode: 'alone' }];
  const beside: Key = { of: LOCKS, name: LOCK.store, mode: 'shared' };
  if (typeof scope === 'string') return [beside, { of: LOCKS, name: LOCK[scope], mode: 'alone' }];
  return [beside, { of: SOURCES, name: scope.sourceId, mode: 'alone' }];
}

function locked(scope: LockScope): PubwatchError {
  const what = { all: 'the database', crawl: 'the crawl', post: 'the outbox' };
  const name = typeof scope === 'string' ? what[scope] : `source ${scope.sourceId}`;
  return new PubwatchError('STATE_LOCKED', `another pubwatch is at work here: ${name} is locked`);
}

/**
 * A lock whose release nobody waits for: this process asks for the next one over the same connection, and where that broke nothing is
 * held.
 */
function keepPart(mine: HeldLock, all: Set<HeldLock>): HeldPart {
  all.add(mine);
  return {
    found: mine.found,
    release: async () => {
      all.delete(mine);
      mine.release().catch(() => undefined);
    },
  };
}

/** Looks again and again until all of these are free. */
async function waitFor(
  keys: readonly Key[],
  look: Look | undefined,
  locks: AdvisoryLocks,
  clock: Clock,
  signal: AbortSignal,
): Promise<HeldLock> {
  let pollMs = FIRST_POLL_MS;
  let waitedMs = 0;
  for (;;) {
    const held = await locks.tryTake(keys, look);
    if (held !== null) return held;
    await clock.sleep(pollMs, signal);
    waitedMs += pollMs;
    pollMs = Math.min(pollMs * 2, MOST_POLL_MS);
    if (waitedMs < LOOK_FOR_SILENT_MS) continue;
    waitedMs = 0;
    await locks.endSilent();
  }
}

/** One process at a time asks a host. */
export interface HostLocks {
  /** Waits. Throws ABORTED. */
  hold(host: string, signal: AbortSignal, look: Look): Promise<HeldPart>;
  /** Throws STATE_WRITE where a hold on a host was lost: another process may be asking it now. */
  check(): void;
}

export function createHostLocks(locks: AdvisoryLocks, clock: Clock): HostLocks {
  const held = new Set<HeldLock>();
  return {
    hold: async (host, signal, look) =>
      keepPart(await waitFor([{ of: HOSTS, name: host, mode: 'alone' }], look, locks, clock, signal), held),
    check: () => checkHeld(held),
  };
}
