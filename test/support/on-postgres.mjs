// `node test/support/on-postgres.mjs ARGS` runs `pubwatch ARGS` on a database of its own for each snapshots folder, made when it is
// first named: acceptance checks that know only folders then run on PostgreSQL. POSTGRES_URL names the server, without a database.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

// What psql says where a run before this one made it, or another makes it now.
const EXISTS = /already exists|duplicate key value/;

// biome-ignore-start lint/style/noProcessEnv: the environment is what it hands on
const server = process.env.POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:54330';
const args = process.argv.slice(2);
const given = args.find((arg) => arg.startsWith('--snapshots='))?.slice('--snapshots='.length);
const folder = resolve(given ?? (args.includes('--snapshots') ? args[args.indexOf('--snapshots') + 1] : 'snapshots'));
const environment = { ...process.env };
// biome-ignore-end lint/style/noProcessEnv: as above
if (!args.includes('demo') && !args.includes('--help') && !args.includes('--version')) {
  environment.PUBWATCH_DATABASE_URL = `${server}/${databaseOf(folder)}`;
}
const program = join(import.meta.dirname, '../../dist/main.js');
const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit', env: environment });
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  if (signal !== null) process.kill(process.pid, signal);
  else process.exitCode = code ?? 1;
});

/** A folder that is made anew is a new state: its birth stands in the name of the database. The folder itself is left as it is. */
function databaseOf(snapshots) {
  mkdirSync(snapshots, { recursive: true });
  const { ino, birthtimeNs } = statSync(snapshots, { bigint: true });
  const name = `p_${createHash('sha1').update(`${snapshots} ${ino} ${birthtimeNs}`).digest('hex')}`;
  const made = spawnSync('psql', ['-Xqc', `create database ${name}`, `${server}/postgres`], { encoding: 'utf8' });
  if (made.status !== 0 && !EXISTS.test(made.stderr)) throw new Error(made.stderr);
  return name;
}
