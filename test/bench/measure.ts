import { spawn } from 'node:child_process';

/** What one run of a command took. */
export interface Measured {
  readonly seconds: number; // wall clock
  readonly cpuSeconds: number; // user and system, with its children
  readonly megabytes: number; // peak of its largest child
  readonly status: number;
  readonly output: string; // standard output
}

const FIGURES = /^(?<user>[\d.]+) (?<system>[\d.]+) (?<kilobytes>\d+)$/m; // 0.41 0.08 71234

/** Runs a command in a process of its own, under GNU time where the machine has it (else CPU and memory read 0). */
export async function measure(command: readonly string[], folder: string, env: NodeJS.ProcessEnv): Promise<Measured> {
  const began = performance.now();
  const child = spawn('/usr/bin/time', ['-f', '%U %S %M', ...command], {
    cwd: folder,
    env: { ...process.env, ...env },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk).slice(-20_000);
  });
  const status = await new Promise<number>((done, fail) => {
    child.on('error', () => fail(new Error('the bench needs GNU time (Debian package: time)')));
    child.on('close', (code) => done(code ?? -1));
  });
  const seconds = (performance.now() - began) / 1000;
  const { user = '0', system = '0', kilobytes = '0' } = FIGURES.exec(errors)?.groups ?? {};
  return { seconds, cpuSeconds: Number(user) + Number(system), megabytes: Number(kilobytes) / 1024, status, output };
}

/** The middle of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
    : (sorted[Math.floor(middle)] ?? Number.NaN);
}
