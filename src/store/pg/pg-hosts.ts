import type { Clock, HostStore } from '../../model/ports.ts';
import { encodeHost } from '../codec.ts';
import { openHost } from '../hosts.ts';
import { hostFile } from '../layout.ts';
import type { AdvisoryLocks } from './advisory.ts';
import type { Rows } from './database.ts';
import { createHostLocks } from './pg-lock.ts';

/** One row a host, and one lock a host for all processes that share the database. */
export function createPgHosts(rows: Rows, locks: AdvisoryLocks, clock: Clock): HostStore {
  const holds = createHostLocks(locks, clock);
  return {
    read: async (origin) => {
      const [row] = await rows.query<{ document: Buffer }>('select document from pubwatch.hosts where origin = $1', [
        origin,
      ]);
      return row === undefined ? null : openHost(origin, row.document);
    },
    write: async (origin, memory) => {
      await rows.query(
        `insert into pubwatch.hosts (origin, file, document) values ($1, $2, $3)
         on conflict (origin) do update set document = excluded.document`,
        [origin, hostFile(origin), encodeHost(origin, memory)],
      );
      // A pulse is noted before the request: who waited so long that the host was given to another does not make it.
      holds.check();
    },
    hold: holds.hold,
  };
}
