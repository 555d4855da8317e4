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
export interface HeldLock {
  /** Is the connection that held it gone, or silent for so long that another process may hold it now? */
  isLost(): boolean;
  release(): Promise<void>;
}
export interface AdvisoryLocks {
  /** Takes all of these or none; null: somebody holds one of them. Throws STATE_WRITE. */
  tryTake(keys: readonly Key[]): Promise<HeldLock | null>;
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
    tryTake: async (keys) => {
      const held = await connect();
      const taken = await tryEach(held, keys, clock);
      const release = (): Promise<void> => giveBack(held, taken.splice(0), clock);
      if (taken.length === keys.length) return { isLost: () => isLost(held, clock), release };
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

/** One question for all of these; which of them are ours now. */
async function tryEach(held: Connection, keys: readonly Key[], clock: Clock): Promise<Key[]> {
  const { own } = held;
  if (keys.some((key) => key.mode === 'alone' && own.has(idOf(key)))) return [];
  if (own.size === 0) held.answeredMs = clock.now().getTime(); // who holds nothing has nothing to show
  for (const key of keys) own.set(idOf(key), (own.get(idOf(key)) ?? 0) + 1); // at once: another of us may ask meanwhile
  let taken: Key[] = [];
  try {
    const sql = `select array[${keys.map((key, index) => call('pg_try_advisory_lock', key, index)).join(', ')}] as taken`;
    const [row] = await ask<{ taken: readonly boolean[] }>(held, clock, sql, valuesOf(keys));
    taken = keys.filter((_, index) => row?.taken[index] === true);
  } finally {
    for (const key of keys) if (!taken.includes(key)) forget(held, key);
  }
  if (taken.length > 0) startBeat(held, clock);
  return taken;
}

async function giveBack(held: Connection, keys: readonly Key[], clock: Clock): Promise<void> {
  try {
    if (keys.length === 0 || isLost(held, clock)) return;
    const sql = `select ${keys.map((key, index) => call('pg_advisory_unlock', key, index)).join(', ')}`;
    await ask(held, clock, sql, valuesOf(keys));
  } finally {
    for (const key of keys) forget(held, key);
  }
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

function call(name: string, { name: object, mode }: Key, index: number): string {
  const [first, second] = [`$${2 * index + 1}::integer`, `$${2 * index + 2}`];
  return `${name}${mode === 'shared' ? '_shared' : ''}(${first}, ${typeof object === 'number' ? `${second}::integer` : `hashtext(${second})`})`;
}

function valuesOf(keys: readonly Key[]): readonly (number | string)[] {
  return keys.flatMap(({ of, name }) => [of, name]);
}
