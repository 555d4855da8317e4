import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';

/** A configuration and its snapshots in a folder of their own, with one source at this address. */
export interface House {
  readonly folder: string;
  /** Runs `pubwatch ARGS` there. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Ran>;
  /** Every byte that lies below the snapshots folder, as Latin-1 text. */
  state(): Promise<string>;
  close(): Promise<void>;
}
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `settings` are further lines of pubwatch.yaml, `source` of the source's file. */
export async function openHouse(
  url: string,
  { settings = '', source = '' }: { readonly settings?: string; readonly source?: string } = {},
): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'pubwatch-house-'));
  await mkdir(join(folder, 'config/sources'), { recursive: true });
  const access = 'fetch: { hostDelay: 0s, allowPrivateAddresses: true, respectRobots: false }';
  const main = `contact: https://example.org/bot\n${access}\n${settings}`;
  await writeFile(join(folder, 'config/pubwatch.yaml'), main);
  const recipe = 'recipe: { item: li, fields: { title: a, url: { select: a, attr: href } } }';
  await writeFile(join(folder, 'config/sources/harbour.yaml'), `url: ${url}\n${recipe}\n${source}`);
  return {
    folder,
    run: async (args, env = {}, signal = new AbortController().signal) => {
      const stdout = new PassThrough({ encoding: 'utf8' });
      const stderr = new PassThrough({ encoding: 'utf8' });
      const places = ['--config', join(folder, 'config'), '--snapshots', join(folder, 'snapshots')];
      const io = { argv: [...args, ...places], env, stdin: Readable.from([]), stdout, stderr, programFile: '' };
      const code = await runCli(io, signal);
      return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
    },
    state: async () => {
      const entries = await readdir(join(folder, 'snapshots'), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      return (await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')))).join(
        '\n',
      );
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
