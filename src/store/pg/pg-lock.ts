import { PubwatchError } from '../../model/errors.ts';
import type { Clock, HostStore, LockScope } from '../../model/ports.ts';
import type { AdvisoryLocks, Held, Key } from './advisory.ts';
import { LOCK, LOCKS } from './database.ts';

const SOURCES = LOCKS + 1;
const HOSTS = LOCKS + 2;
const HOST_POLL_MS = 25; // how soon a host that became free is noticed

/** What this process holds of the store. */
export interface StoreLocks {
  take(scope: LockScope): Promise<{ release(): Promise<void> }>;
  /** Throws STATE_WRITE where the connection that held our locks is gone: another process may hold them now. */
  check(): void;
}

/** Who holds all keeps everybody out; who checks a source or sends messages keeps out only those who want the same. */
export function createStoreLocks(locks: AdvisoryLocks): StoreLocks {
  const held = new Set<Held>();
  return {
    take: async (scope) => {
      const mine = await locks.tryTake(keysOf(scope));
      if (mine === null) throw locked(scope);
      held.add(mine);
      return {
        release: async () => {
          held.delete(mine);
          await mine.release();
        },
      };
    },
    check: () => {
      if (![...held].some((one) => one.isLost())) return;
      throw new PubwatchError('STATE_WRITE', 'the connection to the database broke, and with it the hold on the state');
    },
  };
}

function keysOf(scope: LockScope): readonly Key[] {
  if (scope === 'all') return [{ of: LOCKS, name: LOCK.store, mode: 'alone' }];
  const beside: Key = { of: LOCKS, name: LOCK.store, mode: 'shared' };
  if (scope === 'post') return [beside, { of: LOCKS, name: LOCK.post, mode: 'alone' }];
  return [beside, { of: SOURCES, name: scope.sourceId, mode: 'alone' }];
}

function locked(scope: LockScope): PubwatchError {
  const what = scope === 'all' ? 'the database' : scope === 'post' ? 'the outbox' : `source ${scope.sourceId}`;
  return new PubwatchError('STATE_LOCKED', `another pubwatch is at work here: ${what} is locked`);
}

/** One process at a time asks a host: the others look again and again until it is free. */
export function holdHost(locks: AdvisoryLocks, clock: Clock): NonNullable<HostStore['hold']> {
  return async (host, signal) => {
    for (;;) {
      const held = await locks.tryTake([{ of: HOSTS, name: host, mode: 'alone' }]);
      if (held !== null) return held;
      await clock.sleep(HOST_POLL_MS, signal);
    }
  };
}
