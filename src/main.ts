#!/usr/bin/env node
const FLOOR = [22, 20] as const; // Node 20 is past its end of life; see package.json, engines

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < FLOOR[0] || (major === FLOOR[0] && minor < FLOOR[1])) {
  process.stderr.write(`pubwatch needs Node ${FLOOR.join('.')} or newer, found ${process.versions.node}\n`);
  process.exitCode = 78;
} else {
  start().catch((error: unknown) => {
    process.stderr.write(`pubwatch: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 70;
  });
}

/** Node 22 warns of `node:sqlite`, our lock, at every run: from cron that would be a mail a day. Other warnings are told as ever. */
function hideExperiments(): void {
  const tellers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const tell of tellers) tell(warning);
  });
}

async function start(): Promise<void> {
  hideExperiments();
  const { runCli } = await import('./cli/cli.ts');
  const { isRunOfMany, keepYoungSpaceSmall } = await import('./cli/keep-memory-small.ts');
  if (isRunOfMany(process.argv.slice(2))) await keepYoungSpaceSmall();
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(new Error(signal)));
  process.exitCode = await runCli(
    {
      argv: process.argv.slice(2),
      env: process.env,
      // Opened by who reads it: that alone takes Node as long as a request.
      get stdin() {
        return process.stdin;
      },
      stdout: process.stdout,
      stderr: process.stderr,
      programFile: process.argv[1] ?? '',
    },
    stop.signal,
  );
  leave();
}

/**
 * All is done and awaited: the system takes memory back at once, where Node would first take it apart. Where a reader of what was said
 * is slow, the process ends by itself when it has been read.
 */
function leave(): void {
  if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
}
