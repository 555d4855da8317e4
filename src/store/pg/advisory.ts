import type { Clock } from '../../model/ports.ts';
import { type Database, LOCK_HOLDER, type Session } from './database.ts';

const BEAT_MS = 4_000; // how often who holds something shows that it is alive
const LOST_MS = 15_000; // who was not answered for so long no longer counts on what it holds
const SILENT_SECONDS = 20; // who showed nothing for so long is cut off: later than it has given up itself

/** An advisory lock: its class, its name in it, and whether others may hold it too. */
export interface Key {
  readonly of: number;
  readonly name: number | string; // a string is hashed by the database
  readonly mode: 'alone' | 'shared';
}
/** What is to be read in the moment the locks are there, before anybody else can write it. */
export interface Look {
  readonly by: 'pubwatch.look_at_source' | 'pubwatch.look_at_hosts';
  readonly of: string | readonly string[];
}
export interface HeldLock {
  readonly found: readonly object[]; // rows of the look
  /** Is the connection that held it gone, or silent for so long that another process may hold it now? */
  isLost(): boolean;
  release(): Promise<void>;
}
export interface AdvisoryLocks {
  /** Takes all of these or none; null: somebody holds one of them. Throws STATE_WRITE. */
  tryTake(keys: readonly Key[], look?: Look): Promise<HeldLock | null>;
  /** Ends connections whose process has shown nothing for 20 s (stopped, or cut off from the network): what they held is free. */
  endSilent(): Promise<void>;
}

interface Connection {
  readonly session: Session;
  readonly own: Map<string, number>; // how often this process holds a lock: the database gives it to one connection twice
  answeredMs: number; // when the last question that was answered was asked; since the epoch
  stopBeat: AbortController | null;
}

/**
 * One connection holds all locks of this process. PostgreSQL drops them when it ends, in whatever way; a process that cannot end it
 * (stopped, cut off) loses them as a lease runs out.
 */
export function createAdvisoryLocks(db: Database, clock: Clock): AdvisoryLocks {
  let connection: Promise<Connection> | null = null;
  const connect = async (): Promise<Connection> => {
    const known = await connection?.catch(() => null);
    if (known && !isLost(known, clock)) return known;
    connection = db
      .session()
      .then((session) => ({ session, own: new Map(), answeredMs: clock.now().getTime(), stopBeat: null }));
    return connection;
  };
  return {
    tryTake: async (keys, look) => {
      const held = await connect();
      const { taken, found } = await tryEach(held, keys, look, clock);
      const release = (): Promise<void> => giveBack(held, taken.splice(0), clock);
      if (taken.length === keys.length) return { found, isLost: () => isLost(held, clock), release };
      await release();
      return null;
    },
    endSilent: async () => {
      await db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = $1 and datname = current_database() and state_change < clock_timestamp() - $2 * interval '1 s'
           and pid in (select pid from pg_locks where locktype = 'advisory' and granted)`,
        [LOCK_HOLDER, SILENT_SECONDS],
      );
    },
  };
}

function isLost({ session, own, answeredMs }: Connection, clock: Clock): boolean {
  return session.isLost() || (own.size > 0 && clock.now().getTime() - answeredMs > LOST_MS);
}

/** Asks, and notes when what was answered was asked: as old is what we know of being connected. */
async function ask<Row extends object>(
  held: Connection,
  clock: Clock,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const askedMs = clock.now().getTime();
  const rows = await held.session.query<Row>(sql, values);
  held.answeredMs = Math.max(held.answeredMs, askedMs);
  return rows;
}

/** One question for all of these, and the look. */
async function tryEach(held: Connection, keys: readonly Key[], look: Look | undefined, clock: Clock): Promise<Tried> {
  const { own } = held;
  if (keys.some((key) => key.mode === 'alone' && own.has(idOf(key)))) return { taken: [], found: [] };
  if (own.size === 0) held.answeredMs = clock.now().getTime(); // who holds nothing has nothing to show
  for (const key of keys) own.set(idOf(key), (own.get(idOf(key)) ?? 0) + 1); // at once: another of us may ask meanwhile
  let taken: Key[] = [];
  try {
    const values = valuesOf(keys);
    const locks = `with locks as materialized (select array[${callsOf('pg_try_advisory_lock', keys)}] as taken)`;
    const found = look ? `left join lateral ${look.by}(locks.taken, $${values.length + 1}) as found on true` : '';
    const sql = `${locks} select * from locks ${found}`;
    const rows = await ask<{ taken: readonly boolean[] }>(held, clock, sql, look ? [...values, look.of] : values);
    taken = keys.filter((_, index) => rows[0]?.taken[index] === true);
    return { taken, found: look ? rows : [] };
  } finally {
    for (const key of keys) if (!taken.includes(key)) forget(held, key);
    if (taken.length > 0) startBeat(held, clock);
  }
}

interface Tried {
  readonly taken: Key[]; // ours now
  readonly found: readonly object[];
}

/** What is asked for next over the same connection comes after it. */
async function giveBack(held: Connection, keys: readonly Key[], clock: Clock): Promise<void> {
  const isGone = isLost(held, clock);
  for (const key of keys) forget(held, key);
  if (keys.length === 0 || isGone) return;
  await ask(held, clock, `select ${callsOf('pg_advisory_unlock', keys)}`, valuesOf(keys));
}

function forget(held: Connection, key: Key): void {
  const left = (held.own.get(idOf(key)) ?? 1) - 1;
  if (left > 0) held.own.set(idOf(key), left);
  else held.own.delete(idOf(key));
  if (held.own.size > 0) return;
  held.stopBeat?.abort();
  held.stopBeat = null;
}

/** Asks something every few seconds as long as something is held. */
function startBeat(held: Connection, clock: Clock): void {
  if (held.stopBeat !== null) return;
  const stop = new AbortController();
  held.stopBeat = stop;
  const beat = async (): Promise<void> => {
    while (!stop.signal.aborted && !isLost(held, clock)) {
      await clock.sleep(BEAT_MS, stop.signal);
      await ask(held, clock, 'select 1');
    }
  };
  beat().catch(() => undefined); // stopped, or not answered: `isLost` says so
}

function idOf({ of, name, mode }: Key): string {
  return `${of} ${name} ${mode}`;
}

function callsOf(name: string, keys: readonly Key[]): string {
  const calls = keys.map(({ name: object, mode }, index) => {
    const [of, on] = [`$${2 * index + 1}::integer`, `$${2 * index + 2}`];
    return `${name}${mode === 'shared' ? '_shared' : ''}(${of}, ${typeof object === 'number' ? `${on}::integer` : `hashtext(${on})`})`;
  });
  return calls.join(', ');
}

function valuesOf(keys: readonly Key[]): readonly (number | string)[] {
  return keys.flatMap(({ of, name }) => [of, name]);
}
