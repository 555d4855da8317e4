import type { Clock, HostMemory, HostStore } from '../../model/ports.ts';
import { encodeHost } from '../codec.ts';
import { openHost } from '../hosts.ts';
import { hostFile } from '../layout.ts';
import type { AdvisoryLocks } from './advisory.ts';
import type { Rows } from './database.ts';
import { createHostLocks } from './pg-lock.ts';

interface HostRow {
  readonly origin: string;
  readonly document: Buffer;
}
type Known = Map<string, HostMemory | null>; // by origin

/**
 * One row an origin, and one lock a host for all processes that share the database. While a host is held its rows are read once: those
 * of the origins that this process has met, with the lock.
 */
export function createPgHosts(rows: Rows, locks: AdvisoryLocks, clock: Clock): HostStore {
  const holds = createHostLocks(locks, clock);
  const metByHost = new Map<string, readonly string[]>(); // origins
  const knownByHost = new Map<string, Known>(); // of hosts that we hold

  async function look(origin: string): Promise<HostMemory | null> {
    const [row] = await rows.query<HostRow>('select origin, document from pubwatch.hosts where origin = $1', [origin]);
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
      const met = metByHost.get(host) ?? [];
      const held = await holds.hold(host, signal, { by: 'pubwatch.look_at_hosts', of: met });
      knownByHost.set(host, openKnown(met, held.found));
      return {
        release: async () => {
          metByHost.set(host, [...(knownByHost.get(host)?.keys() ?? [])]);
          knownByHost.delete(host);
          await held.release();
        },
      };
    },
  };
}

function openKnown(origins: readonly string[], found: readonly object[]): Known {
  const known: Known = new Map(origins.map((origin) => [origin, null]));
  for (const row of found) if (isHostRow(row)) known.set(row.origin, openHost(row.origin, row.document));
  return known;
}

function isHostRow(row: object): row is HostRow {
  return 'origin' in row && typeof row.origin === 'string' && 'document' in row && row.document instanceof Uint8Array;
}

function hostOf(origin: string): string {
  return new URL(origin).hostname;
}
