import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { createArchive } from '../../src/evidence/archive.ts';
import { createSystemClock } from '../../src/lib/clock.ts';
import { SILENT_LOG } from '../../src/lib/log.ts';
import { createSharedQueue } from '../../src/queue/pg-queue.ts';
import { createPgStore } from '../../src/store/pg/pg-store.ts';
import { createPostgresOnce, type Postgres } from '../support/postgres.ts';
import { benchLooks } from './looks.ts';
import { writeOffice } from './office.ts';

const LATENCY_MS = 100;
const HOSTS = 200; // 127.0.2.1 and up: each asked by one at a time
const AT_ONCE = 4;
const ROUNDS = 5;
const PROGRAM = new URL('../../dist/main.js', import.meta.url).pathname;

/** What more workers bring, and what looking at a large state takes, on a PostgreSQL of its own (`fsync` off). */
export async function benchPostgres(sources: number): Promise<void> {
  const postgres = createPostgresOnce();
  try {
    const server = await postgres.server();
    await benchWorkers(server, sources);
    await benchLooks(server);
  } finally {
    await postgres.stop();
  }
}

async function benchWorkers(server: Postgres, sources: number): Promise<void> {
  console.log(
    `\nworkers: ${sources} unchanged sources on ${HOSTS} hosts that answer after ${LATENCY_MS} ms, ${AT_ONCE} checks at once each`,
  );
  const site = await startSlowSite();
  const folder = mkdtempSync(join(tmpdir(), 'pubwatch-bench-'));
  const url = await server.makeDatabase();
  const state = createPgStore(url, { clock: createSystemClock(), archive: createArchive(), version: '0.0.0' });
  const queue = createSharedQueue(url, { log: SILENT_LOG, query: state.query });
  const ids = Array.from({ length: sources }, (_, number) => `s${number}`);
  writeOffice(folder, ids, (number) => `http://127.0.2.${(number % HOSTS) + 1}:${site.port}/s/${number}`);
  const workers: ChildProcess[] = [];
  const staff = async (count: number): Promise<void> => {
    while (workers.length < count) workers.push(startWorker(folder, url));
    await setTimeout(3_000); // until they ask for work
  };
  const round = async (): Promise<{ seconds: number; cpuMs: number }> => {
    const before = site.asked();
    const cpuBefore = cpuOf(workers);
    const began = performance.now();
    await queue.put(ids.map((sourceId) => ({ sourceId, dueAt: new Date().toISOString() })));
    while (site.asked() < before + sources) await setTimeout(10);
    const seconds = (performance.now() - began) / 1000;
    await setTimeout(1_500); // the last of them are noted
    return { seconds, cpuMs: (cpuOf(workers) - cpuBefore) / sources };
  };
  try {
    await staff(4);
    await round(); // first looks
    const four = await several(round); // with the same workers, as warm as the one that is left
    for (const worker of workers.splice(1)) worker.kill('SIGTERM');
    const single = await several(round);
    for (const [name, { seconds, cpuMs }] of [
      ['1 worker', single],
      ['4 workers', four],
    ] as const)
      console.log(
        `  ${name.padEnd(10)} ${(sources / seconds).toFixed(1).padStart(7)} checks/s  ${cpuMs.toFixed(1)} ms CPU a check`,
      );
    console.log(`  ratio      ${(single.seconds / four.seconds).toFixed(2)}`);
  } finally {
    for (const worker of workers) worker.kill('SIGKILL');
    await queue.close();
    await state.close();
    site.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function several(round: () => Promise<{ seconds: number; cpuMs: number }>) {
  const all: { seconds: number; cpuMs: number }[] = [];
  for (let count = 0; count < ROUNDS; count++) all.push(await round());
  return (
    all.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(ROUNDS / 2)] ?? { seconds: Number.NaN, cpuMs: Number.NaN }
  );
}

async function startSlowSite() {
  let asked = 0;
  const server = createServer(async (request, response) => {
    asked++;
    const body = pageOf(request.url ?? '');
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    await setTimeout(LATENCY_MS);
    if (request.headers['if-none-match'] === etag) response.writeHead(304, { etag }).end();
    else response.writeHead(200, { 'content-type': 'text/html', etag }).end(body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the site has no port');
  return {
    port: address.port,
    asked: () => asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function pageOf(path: string): string {
  const rows = Array.from(
    { length: 50 },
    (_, index) => `<li><a href="${path}/${index}">Paper ${index} of ${path}</a></li>`,
  );
  return `<!doctype html><title>Papers</title><ul>${rows.join('')}</ul>`;
}

function startWorker(folder: string, url: string): ChildProcess {
  const args = [
    PROGRAM,
    'work',
    '--at-once',
    String(AT_ONCE),
    '--quiet',
    '--config',
    join(folder, 'config'),
    '--snapshots',
    join(folder, 'snapshots'),
  ];
  return spawn(execPath, args, {
    env: { ...env, PUBWATCH_DATABASE_URL: url },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const CLOCK_TICK_MS = 10; // sysconf(_SC_CLK_TCK) is 100 on every Linux that Node runs on

/** Processor time of these processes so far, in ms. */
function cpuOf(processes: readonly ChildProcess[]): number {
  const ticks = processes.map(({ pid }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]); // utime, stime: proc(5)
  });
  return ticks.reduce((sum, one) => sum + one, 0) * CLOCK_TICK_MS;
}
