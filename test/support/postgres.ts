import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { geteuid } from 'node:process';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

/** A real PostgreSQL on loopback, with a folder of its own. */
export interface Postgres {
  /** Its address without a database, by a socket in the file system: it is reached from other network namespaces, too. */
  readonly socketAddress: string;
  /** Makes an empty database and gives its address. */
  makeDatabase(): Promise<string>;
  /** Runs SQL in a database and gives what it prints, without decoration. */
  query(url: string, sql: string): Promise<string>;
  /** Stops the server as a crash would, and starts it again. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const BINARIES = '/usr/lib/postgresql/15/bin:/usr/lib/postgresql/16/bin:/usr/lib/postgresql/17/bin';

/** Starts a server as the user `postgres`, or as ourselves where we are not root: initdb refuses root. */
async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-postgres-'));
  if (geteuid?.() === 0) await run('chown', ['postgres', folder]);
  await chmod(folder, 0o711); // the socket lies in it; `data` is closed to others
  const port = await freePort();
  const data = join(folder, 'data');
  await asPostgres(`initdb -D ${data} -U postgres --auth=trust --no-sync -E UTF8 --locale=C`);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  const start = () => asPostgres(`pg_ctl -D ${data} -l ${join(folder, 'log')} -o "${settings}" -w start`);
  const addressOf = (name: string): string => `postgres://postgres@127.0.0.1:${port}/${name}`;
  const query = async (url: string, sql: string): Promise<string> =>
    (await run('psql', ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-c', sql, url])).trim();
  let databases = 0;
  await start();
  return {
    socketAddress: `postgres://postgres@${encodeURIComponent(folder)}:${port}`,
    makeDatabase: async () => {
      const name = `pubwatch_${databases++}`;
      await query(addressOf('postgres'), `create database ${name}`);
      return addressOf(name);
    },
    query,
    restart: async () => {
      await asPostgres(`pg_ctl -D ${data} -m immediate -w stop`);
      await start();
    },
    stop: async () => {
      await asPostgres(`pg_ctl -D ${data} -m immediate -w stop`);
      await rm(folder, { recursive: true });
    },
  };
}

const execute = promisify(execFile);

async function run(program: string, args: readonly string[]): Promise<string> {
  return (await execute(program, args)).stdout;
}

function asPostgres(command: string): Promise<string> {
  const script = `PATH="$PATH:${BINARIES}" exec ${command} </dev/null >/dev/null`;
  return geteuid?.() === 0 ? run('runuser', ['-u', 'postgres', '--', 'sh', '-c', script]) : run('sh', ['-c', script]);
}

/** Starts it when it is asked for the first time, so that a machine without it runs the other tests. */
export function createPostgresOnce(): { server(): Promise<Postgres>; stop(): Promise<void> } {
  let started: Promise<Postgres> | null = null;
  return {
    server: () => {
      started ??= startPostgres();
      return started;
    },
    stop: async () => (await started)?.stop(),
  };
}
