import type { Clock, HostMemory, HostStore } from '../../model/ports.ts';
import { encodeHost } from '../codec.ts';
import { openHost } from '../hosts.ts';
import { hostFile } from '../layout.ts';
import type { AdvisoryLocks } from './advisory.ts';
import type { Rows } from './database.ts';
import { createHostLocks } from './pg-lock.ts';

/** One row an origin, and one lock a host for all processes that share the database: while it is held, a row is read once. */
export function createPgHosts(rows: Rows, locks: AdvisoryLocks, clock: Clock): HostStore {
  const holds = createHostLocks(locks, clock);
  const knownByHost = new Map<string, Map<string, HostMemory | null>>(); // a host is there while we hold it; by origin

  async function look(origin: string): Promise<HostMemory | null> {
    const [row] = await rows.query<{ document: Buffer }>('select document from pubwatch.hosts where origin = $1', [
      origin,
    ]);
    return row === undefined ? null : openHost(origin, row.document);
  }

  return {
    read: async (origin) => {
      const known = knownByHost.get(hostOf(origin));
      const last = known?.get(origin);
      if (last !== undefined) return last;
      const memory = await look(origin);
      known?.set(origin, memory);
      return memory;
    },
    write: async (origin, memory) => {
      await rows.query(
        `insert into pubwatch.hosts (origin, file, document) values ($1, $2, $3)
         on conflict (origin) do update set document = excluded.document`,
        [origin, hostFile(origin), encodeHost(origin, memory)],
      );
      knownByHost.get(hostOf(origin))?.set(origin, memory);
      // A pulse is noted before the request: who waited so long that the host was given to another does not make it.
      holds.check();
    },
    hold: async (host, signal) => {
      const held = await holds.hold(host, signal);
      knownByHost.set(host, new Map());
      return {
        release: async () => {
          knownByHost.delete(host);
          await held.release();
        },
      };
    },
  };
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}
