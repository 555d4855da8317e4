import type { Database, Session } from './database.ts';

/** An advisory lock: its class, its name in it, and whether others may hold it too. */
export interface Key {
  readonly of: number;
  readonly name: number | string; // a string is hashed by the database
  readonly mode: 'alone' | 'shared';
}
export interface Held {
  /** Is the connection that held it gone? Then another process may hold it now. */
  isLost(): boolean;
  release(): Promise<void>;
}
export interface AdvisoryLocks {
  /** Takes all of these or none; null: somebody holds one of them. Throws STATE_WRITE. */
  tryTake(keys: readonly Key[]): Promise<Held | null>;
}

interface Connection {
  readonly session: Session;
  readonly own: Map<string, number>; // how often this process holds a lock: the database gives it to one connection twice
}

/** One connection holds all locks of this process. PostgreSQL drops them when it ends, in whatever way. */
export function createAdvisoryLocks(db: Database): AdvisoryLocks {
  let connection: Promise<Connection> | null = null;
  const connect = async (): Promise<Connection> => {
    const known = await connection?.catch(() => null);
    if (known && !known.session.isLost()) return known;
    connection = db.session().then((session) => ({ session, own: new Map() }));
    return connection;
  };
  return {
    tryTake: async (keys) => {
      const { session, own } = await connect();
      const taken: Key[] = [];
      const release = async (): Promise<void> => {
        for (const key of taken.splice(0)) await giveBack({ session, own }, key);
      };
      try {
        for (const key of keys) {
          if (!(await tryOne({ session, own }, key))) {
            await release();
            return null;
          }
          taken.push(key);
        }
      } catch (error) {
        await release().catch(() => undefined); // the first failure is the one to tell
        throw error;
      }
      return { isLost: session.isLost, release };
    },
  };
}

async function tryOne({ session, own }: Connection, key: Key): Promise<boolean> {
  const count = own.get(idOf(key)) ?? 0;
  if (count > 0 && key.mode === 'alone') return false;
  own.set(idOf(key), count + 1); // at once: another of us may ask while the database answers
  let isTaken = false;
  try {
    const [row] = await session.query<{ taken: boolean }>(`select ${call('pg_try_advisory_lock', key)} as taken`, [
      key.of,
      key.name,
    ]);
    isTaken = row?.taken === true;
  } finally {
    if (!isTaken) forget(own, key);
  }
  return isTaken;
}

async function giveBack({ session, own }: Connection, key: Key): Promise<void> {
  try {
    if (!session.isLost()) await session.query(`select ${call('pg_advisory_unlock', key)}`, [key.of, key.name]);
  } finally {
    forget(own, key);
  }
}

function forget(own: Map<string, number>, key: Key): void {
  const left = (own.get(idOf(key)) ?? 1) - 1;
  if (left === 0) own.delete(idOf(key));
  else own.set(idOf(key), left);
}

function idOf({ of, name, mode }: Key): string {
  return `${of} ${name} ${mode}`;
}

function call(name: string, { name: object, mode }: Key): string {
  return `${name}${mode === 'shared' ? '_shared' : ''}($1::integer, ${typeof object === 'number' ? '$2::integer' : 'hashtext($2)'})`;
}
