// `node test/support/with-postgres.mjs COMMAND…` runs a command beside a PostgreSQL of its own. PUBWATCH, by which acceptance checks
// know what to test, is then the built program with a database for each snapshots folder (`on-postgres.mjs`).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createPostgresOnce } from './postgres.ts';

const [program = '', ...args] = process.argv.slice(2);
const wrapper = join(import.meta.dirname, 'on-postgres.mjs');
const postgres = createPostgresOnce();
try {
  const { socketAddress } = await postgres.server();
  // Scenarios hand on no variables of ours, so the address stands in the command.
  const pubwatch = `env POSTGRES_URL=${socketAddress} ${process.execPath} ${wrapper}`;
  // biome-ignore lint/style/noProcessEnv: the environment is what it hands on
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PUBWATCH: pubwatch } });
  // The command ends, and with it we: the server goes in every case.
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await postgres.stop();
}
