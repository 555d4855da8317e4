import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../lib/bytes.ts';
import type { Config } from '../model/config.ts';
import type { Environment } from './complete.ts';
import type { ContactRule } from './settings-schema.ts';

/** One text kept between runs, for this user alone; null: there is none. Neither call throws: it is only a matter of speed. */
export interface ConfigMemory {
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}
export interface KeptConfigOptions {
  readonly contact: ContactRule;
  readonly version: string; // of the program: another one may read the same files otherwise
  readonly memory: ConfigMemory;
}

/**
 * Reads the configuration as `loadConfig` does, throwing what it throws. Where the files are byte for byte those of the last good
 * reading, what came of them then is taken: on a quiet morning the schemas would cost more than the crawl. Nothing is kept that rests
 * on more than these files, and so no secret.
 */
export async function loadKeptConfig(
  folder: string,
  env: Environment,
  { contact, version, memory }: KeptConfigOptions,
): Promise<Config> {
  const files = readFiles(folder);
  const inputs = files === null ? null : sha256(JSON.stringify([version, contact, resolve(folder), files]));
  const kept = inputs === null ? null : unseal(await memory.read(), inputs);
  if (kept !== null) return kept;
  const { loadConfig } = await import('./load.ts');
  let isPlain = true;
  const config = await loadConfig(
    folder,
    noting(env, () => (isPlain = false)),
    { contact },
    async (file) => {
      isPlain = false;
      const { readFile } = await import('node:fs/promises');
      return await readFile(file, 'utf8');
    },
  );
  if (inputs !== null && isPlain) await memory.write(seal(config, inputs));
  return config;
}

/**
 * Names and contents of all files that a configuration is read from; null: some cannot be read, which `loadConfig` will say better. Read
 * on this thread: handing a thousand small files to others takes several times as long.
 */
function readFiles(folder: string): readonly (readonly [string, string])[] | null {
  try {
    const sources = join(folder, 'sources');
    const names = readdirSync(sources).sort();
    const paths = [join(folder, 'pubwatch.yaml'), ...names.map((name) => join(sources, name))];
    return paths.map((path) => [path, readFileSync(path, 'utf8')] as const);
  } catch {
    return null;
  }
}

/** The environment, with word of each look at it. */
function noting(env: Environment, onLook: () => void): Environment {
  return new Proxy(env, {
    get: (variables, name) => {
      onLook();
      return typeof name === 'string' ? variables[name] : undefined;
    },
  });
}

function seal(config: Config, inputs: string): string {
  const body = JSON.stringify(config);
  return `${inputs}\n${sha256(body)}\n${body}`;
}

function unseal(text: string | null, inputs: string): Config | null {
  const [written, hash, body] = text?.split('\n') ?? [];
  if (written !== inputs || body === undefined || sha256(body) !== hash) return null;
  const config: Config = JSON.parse(body);
  return config;
}
