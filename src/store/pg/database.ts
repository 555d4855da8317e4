import type { Pool, PoolClient } from 'pg';
import { PubwatchError } from '../../model/errors.ts';
import { MIGRATIONS } from './migrations.ts';

/** Runs statements. Every failure is a PubwatchError STATE_WRITE that says what the database said. */
export interface Rows {
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}
/** One connection of its own: what it holds (advisory locks) ends with it. */
export interface Session extends Rows {
  isLost(): boolean;
}
export interface Database extends Rows {
  /** All of it, or nothing. */
  transaction<Result>(work: (rows: Rows) => Promise<Result>): Promise<Result>;
  session(): Promise<Session>;
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
/** The name that the connection which holds a process's locks bears in the database. */
export const LOCK_HOLDER = 'pubwatch locks';
const SESSION_MS = 15_000; // nothing that is asked there takes time
const STATEMENT_MS = 120_000; // a network that went away must not hold a check for ever
const MOST_CONNECTIONS = 8; // a process; PostgreSQL takes 100 by default
// A peer that is gone without a word is noticed in half a minute, so that what it held is free.
const SERVER_OPTIONS =
  '-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=120000';

/** The class of our advisory locks, so that other programs in the same database do not meet them: "pubw". */
export const LOCKS = 0x70756277;
/** Single locks; those of sources and hosts lie in classes of their own. */
export const LOCK = { store: 1, schema: 2, post: 3, crawl: 4 } as const;

/**
 * Opens the database lazily: the first statement connects and brings the schema up to date. Idle connections keep no process
 * alive. Throws CONFIG_INVALID for what is no address of a PostgreSQL database.
 */
export function createDatabase(url: string): Database {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new PubwatchError('CONFIG_INVALID', 'PUBWATCH_DATABASE_URL: expected postgres://USER@HOST/DATABASE', {});
  const sessions: { end(): Promise<void> }[] = [];
  const nameOf = createNames();
  let opened: Promise<Pool> | null = null;
  const pool = (): Promise<Pool> => {
    opened ??= open(url).catch((error: unknown) => {
      opened = null; // the next statement tries anew
      throw error;
    });
    return opened;
  };
  return {
    query: async (sql, values) => rowsOf(await pool(), nameOf).query(sql, values),
    transaction: async (work) => {
      const client = await connect(await pool());
      try {
        return await inTransaction(rowsOf(client, nameOf), work);
      } finally {
        client.release();
      }
    },
    session: async () => {
      await pool(); // brings the schema up to date
      const session = await openSession(url);
      sessions.push(session);
      return session;
    },
    close: async () => {
      const closing = opened;
      opened = null;
      await Promise.all(sessions.splice(0).map((session) => session.end()));
      if (closing !== null) await (await closing).end();
    },
  };
}

function rowsOf(client: Pool | PoolClient, nameOf: NameOf): Rows {
  return {
    query: async <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      (await saying(() => client.query<Row>({ name: nameOf(sql), text: sql, values: [...values] }))).rows,
  };
}

/** The name of a prepared statement: a connection reads and plans each of ours once, not with every check. */
type NameOf = (sql: string) => string;

function createNames(): NameOf {
  const nameBySql = new Map<string, string>(); // a few dozen: no value is written into a statement
  return (sql) => {
    const name = nameBySql.get(sql) ?? `pubwatch ${nameBySql.size}`;
    nameBySql.set(sql, name);
    return name;
  };
}

/**
 * A pool of one connection that is never replaced. Between questions it keeps no process alive: a program that is done ends, and
 * with it the connection.
 */
async function openSession(url: string): Promise<Session & { end(): Promise<void> }> {
  const { Pool: PgPool } = await import('pg');
  const pool = new PgPool({
    ...settingsOf(url),
    application_name: LOCK_HOLDER,
    query_timeout: SESSION_MS,
    max: 1,
    allowExitOnIdle: true,
    idleTimeoutMillis: 0,
  });
  let isLost = false;
  pool.on('error', () => undefined); // `remove` follows
  pool.on('remove', () => {
    isLost = true;
  });
  return { ...rowsOf(pool, createNames()), isLost: () => isLost, end: () => pool.end() };
}

function settingsOf(url: string) {
  return {
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: STATEMENT_MS,
    options: SERVER_OPTIONS,
    application_name: 'pubwatch',
  };
}

async function open(url: string): Promise<Pool> {
  const { Pool: PgPool } = await import('pg');
  const pool = new PgPool({
    ...settingsOf(url),
    max: MOST_CONNECTIONS,
    allowExitOnIdle: true,
  });
  pool.on('error', () => undefined); // an idle connection that broke is replaced when it is needed
  pool.on('connect', (client) => client.on('error', () => undefined)); // told by the statement that meets it
  try {
    await migrate(pool);
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

/** Brings the schema up to this program's, one step after the other, each whole. Throws STATE_NEWER for a newer one. */
async function migrate(pool: Pool): Promise<void> {
  if ((await versionOf(pool)) === MIGRATIONS.length) return;
  const client = await connect(pool);
  try {
    await saying(async () => {
      // Before the transaction: one that began while another process made the tables would not see them.
      await client.query('select pg_advisory_lock($1, $2)', [LOCKS, LOCK.schema]);
      await client.query('begin');
      const version = await versionOf(client);
      await client.query('create schema if not exists pubwatch');
      await client.query(
        'create table if not exists pubwatch.migrations (number integer primary key, at timestamptz not null default now())',
      );
      for (const { number, sql } of MIGRATIONS.filter((one) => one.number > version)) {
        await client.query(sql);
        await client.query('insert into pubwatch.migrations (number) values ($1)', [number]);
      }
      await client.query('commit');
    });
  } finally {
    client.release(true); // an open transaction and the lock end with the connection
  }
}

async function versionOf(client: Pool | PoolClient): Promise<number> {
  const [there] = (
    await saying(() => client.query<{ name: string | null }>(`select to_regclass('pubwatch.migrations')::text as name`))
  ).rows;
  if (!there?.name) return 0;
  const [newest] = (
    await saying(() => client.query<{ number: number | null }>('select max(number) as number from pubwatch.migrations'))
  ).rows;
  const version = newest?.number ?? 0;
  if (version <= MIGRATIONS.length) return version;
  throw new PubwatchError(
    'STATE_NEWER',
    `the database has schema ${version}, this pubwatch knows up to ${MIGRATIONS.length}: a newer one wrote it`,
    { schema: version },
  );
}

function connect(pool: Pool): Promise<PoolClient> {
  return saying(() => pool.connect());
}

async function inTransaction<Result>(rows: Rows, work: (rows: Rows) => Promise<Result>): Promise<Result> {
  await rows.query('begin');
  try {
    const result = await work(rows);
    await rows.query('commit');
    return result;
  } catch (error) {
    await rows.query('rollback').catch(() => undefined); // the first failure is the one to tell
    throw error;
  }
}

/** What the database or the network said, as a fault of the state: nothing was written, a later run goes on. */
async function saying<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof PubwatchError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const words = cause instanceof Error && cause.message !== '' ? cause.message : code;
    throw new PubwatchError('STATE_WRITE', `database: ${words}`, { reason: code }, cause);
  }
}
