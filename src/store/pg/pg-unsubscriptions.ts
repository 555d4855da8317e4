import type { Unsubscriptions } from '../../model/ports.ts';
import type { Unsubscription } from '../../model/subscriber.ts';
import type { Rows } from './database.ts';

/** A row for each list that a reader left. */
export function createPgUnsubscriptions(rows: Rows): Unsubscriptions {
  return {
    all: () =>
      rows.query<Unsubscription>(
        'select subscriber_id as "subscriberId", list from pubwatch.unsubscriptions order by number',
      ),
    add: async ({ subscriberId, list }, at) => {
      await rows.query(
        'insert into pubwatch.unsubscriptions (subscriber_id, list, at) values ($1, $2, $3) on conflict do nothing',
        [subscriberId, list, at.toISOString()],
      );
    },
  };
}
