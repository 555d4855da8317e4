// `node test/support/on-postgres.mjs ARGS` runs `pubwatch ARGS` on a database of its own for each snapshots folder, made when it is
// first named: acceptance checks that know only folders then run on PostgreSQL. POSTGRES_URL names the server, without a database.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

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

/** A folder that is made anew is a new state: the database's name stands in it. */
function databaseOf(snapshots) {
  const mark = join(snapshots, '.database');
  mkdirSync(snapshots, { recursive: true });
  try {
    return readFileSync(mark, 'utf8');
  } catch {
    const name = `p_${createHash('sha1').update(`${snapshots} ${process.pid} ${Date.now()}`).digest('hex').slice(0, 20)}`;
    const made = spawnSync('psql', ['-Xqc', `create database ${name}`, `${server}/postgres`], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(made.stderr);
    writeFileSync(mark, name);
    return name;
  }
}
