import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';

/** A configuration of many sources, for processes that share a database. */
export interface Office {
  readonly sourceIds: readonly string[];
  /** Starts `pubwatch ARGS` as a process of its own. */
  start(args: readonly string[], databaseUrl: string): Running;
  close(): Promise<void>;
}
export interface Running {
  readonly child: ChildProcess;
  /** What it said on both streams. */
  said(): string;
  /** Resolves with its exit status, or the signal that ended it. */
  ended(): Promise<number | string>;
}

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** Sources at these addresses, one reader of all of them, mail by the server at this port. */
export async function openOffice(
  addresses: readonly string[],
  { hostDelay, smtpPort }: { readonly hostDelay: string; readonly smtpPort: number },
): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-office-'));
  await mkdir(join(folder, 'config/sources'), { recursive: true });
  const main = `contact: https://example.org/bot
fetch: { hostDelay: ${hostDelay}, allowPrivateAddresses: true, respectRobots: false }
mail: { from: "Watch <watch@example.org>" }
subscribers: [{ email: reader@example.org }]
`;
  await writeFile(join(folder, 'config/pubwatch.yaml'), main);
  const sourceIds = addresses.map((_, index) => `list-${index}`);
  const recipe = 'recipe: { item: li, fields: { title: a, url: { select: a, attr: href } } }';
  for (const [index, url] of addresses.entries())
    await writeFile(
      join(folder, `config/sources/list-${index}.yaml`),
      `url: ${url}\n${recipe}\nguard: { minItems: 1 }\n`,
    );
  const children: ChildProcess[] = [];
  return {
    sourceIds,
    start: (args, databaseUrl) => {
      const places = ['--config', join(folder, 'config'), '--snapshots', join(folder, 'snapshots')];
      const child = spawn(execPath, [MAIN, ...args, ...places], {
        env: { ...env, PUBWATCH_DATABASE_URL: databaseUrl, PUBWATCH_SMTP_URL: `smtp://127.0.0.1:${smtpPort}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          text += chunk;
        });
      const exit = once(child, 'exit').then(([code, signal]) => (typeof code === 'number' ? code : String(signal)));
      return { child, said: () => text, ended: () => exit };
    },
    close: async () => {
      for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
